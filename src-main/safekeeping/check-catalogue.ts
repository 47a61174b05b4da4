/**
 * Judges a catalogue file as a whole: opens, schema, pages and indexes, checksums of rows. Reads only, on a connection of
 * its own; takes as long as the file is large, so it runs in the side thread. Restores and repairs nothing.
 */
import type { Database } from '../database/open-database.ts';
import { integrityFindings, openReadOnly, schemaState } from '../database/check-database.ts';
import { migrations } from '../database/migrations/all.ts';
import { TWIN_PREFIX } from '../database/twin-indexes.ts';
import { verifyChecksums } from '../catalogue/checksums-table.ts';

export type CatalogueReport =
  | { readonly kind: 'sound'; readonly schema: number; readonly segments: number }
  /** No table in it: never used, or cut to nothing. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'newer'; readonly schema: number }
  /** Whole but for these segments, which can be read again from their files. */
  | { readonly kind: 'rows'; readonly schema: number; readonly damaged: readonly number[] }
  /** Whole but for indexes, which can be made again from their tables. */
  | { readonly kind: 'indexes'; readonly findings: readonly string[] }
  /** Nothing in it can be relied on. */
  | { readonly kind: 'damaged'; readonly findings: readonly string[] };

export interface CheckOptions {
  /** Looks at every n-th row's checksum only; 1 at all of them. */
  readonly stride: number;
}

/** More damaged rows than this are not single accidents. */
const MANY_DAMAGED = 10_000;
const indexFinding = /(missing from index|wrong # of entries in index|non-unique entry in index) ?(\S*)/;

/** Never throws for what is wrong with the file; throws for what is wrong with the program. */
export function checkCatalogue(file: string, options: CheckOptions): CatalogueReport {
  let db: Database | undefined;
  try {
    db = openReadOnly(file);
    const schema = schemaState(db, migrations);
    if (schema.kind === 'damaged') return { kind: 'damaged', findings: [schema.finding] };
    if (schema.kind === 'newer') return { kind: 'newer', schema: schema.version };
    if (schema.kind === 'empty') return { kind: 'empty' };
    const findings = integrityFindings(db, 'whole');
    if (findings.some((finding) => !isPlainIndex(finding))) return { kind: 'damaged', findings };
    const { segments, damaged } = checksums(db, schema.version, options.stride);
    if (damaged.length >= MANY_DAMAGED) {
      return { kind: 'damaged', findings: [`${damaged.length} segments do not fit their checksums`] };
    }
    if (findings.length > 0) return { kind: 'indexes', findings };
    if (damaged.length > 0) return { kind: 'rows', schema: schema.version, damaged };
    return { kind: 'sound', schema: schema.version, segments };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { kind: 'damaged', findings: [(error as Error).message.slice(0, 200)] };
  } finally {
    db?.close();
  }
}

/** The second copy of a row is no plain index: when the two differ, nobody knows which one is right. */
function isPlainIndex(finding: string): boolean {
  const name = indexFinding.exec(finding)?.[2];
  return name !== undefined && !name.startsWith(TWIN_PREFIX);
}

/** A copy of an older schema is migrated when it is restored; its segments are told by their rows alone. */
function checksums(db: Database, schema: number, stride: number) {
  return verifyChecksums(db, {
    stride,
    limit: MANY_DAMAGED,
    withIndexes: schema >= FRAGMENT_CHECKSUMS_SINCE,
  });
}

/** Migration 4 gave fragment indexes their checksum. */
const FRAGMENT_CHECKSUMS_SINCE = 4;

/** SQLite's word that the file is broken, or that what should be there is not. */
function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    typeof code === 'string' && /^SQLITE_(CORRUPT|NOTADB|ERROR|MISMATCH|FORMAT|IOERR_SHORT_READ)/.test(code)
  );
}
