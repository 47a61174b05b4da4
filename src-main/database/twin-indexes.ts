/**
 * A second copy of every row: an index over all columns of a table. SQLite's integrity check compares the two, so a flipped
 * bit in any value is found, whatever the value means. Tables whose rows carry a checksum of their own need none.
 * Kept by the migration runner, so that a table or column that is added later is protected without a word.
 */
import type { Database } from 'better-sqlite3';

/** Millions of rows; their own checksum costs a tenth of a second copy (catalogue/checksums-table.ts). */
const HAVE_CHECKSUMS = new Set(['segments', 'fragment_indexes']);

export const TWIN_PREFIX = 'twin_';

/** Creates the twins that are missing and replaces those that do not hold every column. Cheap when all is well. */
export function ensureTwins(db: Database): void {
  const have = new Map(indexes(db).map(({ name, sql }) => [name, sql]));
  for (const table of tables(db)) {
    const name = `${TWIN_PREFIX}${table}`;
    const wanted = `CREATE INDEX ${name} ON ${table} (${columns(db, table).join(', ')})`;
    if (have.get(name) === wanted) continue;
    db.exec(`DROP INDEX IF EXISTS ${name}`);
    db.exec(wanted);
  }
}

/** Removes them, so that a migration may drop columns; called in the migration's transaction. */
export function dropTwins(db: Database): void {
  for (const { name } of indexes(db)) db.exec(`DROP INDEX ${name}`);
}

function tables(db: Database): string[] {
  const names = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name",
    )
    .pluck()
    .all();
  return names.filter((name) => !HAVE_CHECKSUMS.has(name));
}

function columns(db: Database, table: string): string[] {
  return db
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY cid')
    .pluck()
    .all(table)
    .map((name) => `"${name}"`);
}

function indexes(db: Database): { name: string; sql: string }[] {
  return db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND name GLOB '${TWIN_PREFIX}*' ORDER BY name`,
    )
    .all();
}
