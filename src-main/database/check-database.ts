/**
 * What SQLite itself can say about a database file: whether it opens, is whole, and has the schema that its number promises.
 * Reads only, on a connection of its own, so that it can run beside the app. Knows no table.
 */
import Sqlite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { silentLogger } from '../base/logger.ts';
import { migrate, schemaVersion } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { TWIN_PREFIX } from './twin-indexes.ts';

/** More lines of a broken file tell nothing new. */
const MAX_FINDINGS = 20;
/** A writer of the app may hold the file for a moment. */
const BUSY_TIMEOUT_MS = 5_000;

/** Opens an existing file without the right to change it; throws SQLite's error. */
export function openReadOnly(file: string): Database {
  const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma('trusted_schema = OFF');
  return db;
}

/** `quick`: pages, b-trees and constraints. `whole`: also every index against its table. Empty when nothing is wrong. */
export function integrityFindings(db: Database, depth: 'quick' | 'whole'): string[] {
  const pragma = depth === 'quick' ? 'quick_check' : 'integrity_check';
  const rows = db.pragma(`${pragma}(${MAX_FINDINGS})`) as Record<string, string>[];
  return rows.map((row) => Object.values(row)[0] ?? '').filter((line) => line !== 'ok');
}

export type SchemaState =
  | { readonly kind: 'fits'; readonly version: number }
  | { readonly kind: 'empty' }
  /** Written by a later version of the program. */
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'damaged'; readonly finding: string };

/** Compares the schema with what the migrations make of an empty database. */
export function schemaState(db: Database, migrations: readonly Migration[]): SchemaState {
  const version = schemaVersion(db);
  const found = schemaOf(db);
  if (version === 0 && found.size === 0) return { kind: 'empty' };
  const isNewer = version > migrations.length;
  const expected = expectedSchema(migrations, isNewer ? migrations.length : version);
  const differing = difference(found, expected);
  // The schema of this version under the number of a later one: the number is what broke.
  if (isNewer && differing !== undefined) return { kind: 'newer', version };
  if (isNewer) return { kind: 'damaged', finding: `the schema number is ${version}` };
  if (differing !== undefined)
    return { kind: 'damaged', finding: `the schema differs in ${printable(differing)}` };
  return { kind: 'fits', version };
}

function expectedSchema(migrations: readonly Migration[], target: number): Map<string, string> {
  const db = new Sqlite(':memory:');
  try {
    migrate(db, { migrations, target, logger: silentLogger });
    return schemaOf(db);
  } finally {
    db.close();
  }
}

/** The first entry that is there and should not be, or the other way round. Twins may be missing: opening makes them. */
function difference(found: Map<string, string>, expected: Map<string, string>): string | undefined {
  for (const [name, text] of found) if (expected.get(name) !== text) return name;
  for (const name of expected.keys()) {
    if (!found.has(name) && !name.startsWith(`index ${TWIN_PREFIX}`)) return name;
  }
  return undefined;
}

function schemaOf(db: Database): Map<string, string> {
  const rows = db
    .prepare<[], { type: string; name: string; tbl_name: string; sql: string | null }>(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat*'",
    )
    .all();
  return new Map(rows.map(({ type, name, tbl_name, sql }) => [`${type} ${name}`, `${tbl_name}\n${sql}`]));
}

function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
