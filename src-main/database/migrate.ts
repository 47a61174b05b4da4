/**
 * Brings a database from one numbered schema to another, one transaction per migration, `user_version` included: whatever
 * kills the process, the next start finds either the old schema or the new one (MIG-1). Never edits data outside a migration.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/model/errors.ts';
import { syncFile, syncFolder } from '../base/durable-file.ts';
import type { Logger } from '../base/logger.ts';
import { dropTwins, ensureTwins } from './twin-indexes.ts';

export interface Migration {
  /** 1, 2, 3 … without holes. */
  readonly number: number;
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

export interface MigrateOptions {
  readonly migrations: readonly Migration[];
  /** Where a copy goes before each migration; nowhere for databases in memory. */
  readonly backupDir?: string;
  readonly logger: Logger;
  /** Schema to end at; the newest when absent. */
  readonly target?: number;
  /** Called before every statement (the twins count as one), with its place in the run; the tests kill the process here. */
  readonly beforeStatement?: (index: number) => void;
}

/** Migrates up or down to the target; refuses a database that a newer Watchpost wrote (AppError refused). */
export function migrate(db: Database, options: MigrateOptions): void {
  const { migrations } = options;
  const newest = migrations.length;
  const target = options.target ?? newest;
  const found = schemaVersion(db);
  if (found > newest) {
    throw new AppError(
      'refused',
      `The catalogue was written by a newer version of Watchpost (schema ${found}, this version knows ${newest}). ` +
        'Install the newer version, or restore a backup of the catalogue.',
      { found, known: newest },
    );
  }
  let statements = 0;
  const step = (sql: readonly string[], from: number, to: number) => {
    // A catalogue that is only being founded holds nothing that could be lost.
    if (found > 0 && options.backupDir !== undefined) backUp(db, options.backupDir, from);
    const run = db.transaction(() => {
      // Asked again under the write lock: another process may have migrated since.
      if (schemaVersion(db) !== from) return;
      options.beforeStatement?.(statements++);
      dropTwins(db);
      for (const statement of sql) {
        options.beforeStatement?.(statements++);
        db.exec(statement);
      }
      options.beforeStatement?.(statements++);
      ensureTwins(db);
      options.beforeStatement?.(statements++);
      db.pragma(`user_version = ${to}`);
    });
    run.immediate();
    options.logger.info('Catalogue migrated', { from, to });
  };
  for (let version = found; version < target; version++)
    step(at(migrations, version).up, version, version + 1);
  for (let version = found; version > target; version--) {
    step(at(migrations, version - 1).down, version, version - 1);
  }
  // Catalogues of before there were twins, or whose last migration was another program's.
  db.transaction(() => ensureTwins(db))();
}

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

function at(migrations: readonly Migration[], index: number): Migration {
  const migration = migrations[index];
  if (migration?.number !== index + 1) throw new Error(`Migration ${index + 1} is missing from the list`);
  return migration;
}

/** A whole copy of the schema that is about to go, under a name that says which one it was. */
function backUp(db: Database, folder: string, version: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `catalogue-schema-${String(version).padStart(4, '0')}.db`);
  const part = `${file}.part`;
  if (existsSync(part)) rmSync(part);
  db.prepare('VACUUM INTO ?').run(part);
  syncFile(part);
  renameSync(part, file);
  syncFolder(folder);
}
