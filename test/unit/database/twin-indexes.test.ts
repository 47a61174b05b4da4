import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { integrityFindings, openReadOnly, schemaState } from '../../../src-main/database/check-database.ts';
import { migrations } from '../../../src-main/database/migrations/all.ts';
import { migrate } from '../../../src-main/database/migrate.ts';
import { openDatabase } from '../../../src-main/database/open-database.ts';
import { ensureTwins } from '../../../src-main/database/twin-indexes.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const own = new Set(['segments', 'fragment_indexes']);

function catalogueFile(): string {
  const file = path.join(tempFolder(), 'catalogue.db');
  openDatabase(file, { migrations, logger: silentLogger }).close();
  return file;
}

function opened(file: string) {
  const db = new Sqlite(file);
  onTestFinished(() => void db.close());
  return db;
}

describe('second copies of rows', () => {
  it('MIG-1 every table has one that holds every column, or rows with a checksum of their own', () => {
    const db = opened(catalogueFile());
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
      .pluck()
      .all() as string[];
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
      const twin = (db.pragma(`index_info(twin_${table})`) as { name: string }[]).map(({ name }) => name);
      if (own.has(table)) expect(columns).toContain('crc');
      else expect({ table, columns: twin }).toEqual({ table, columns });
    }
  });

  it('MIG-1 a column or a table that is added is held as well, and a column can be dropped again', () => {
    const db = opened(':memory:');
    const next = {
      number: migrations.length + 1,
      name: 'next',
      up: ['ALTER TABLE cameras ADD COLUMN note TEXT', 'CREATE TABLE notes (id INTEGER PRIMARY KEY) STRICT'],
      down: ['DROP TABLE notes', 'ALTER TABLE cameras DROP COLUMN note'],
    };
    const all = [...migrations, next];
    migrate(db, { migrations: all, logger: silentLogger });
    const held = (table: string) =>
      (db.pragma(`index_info(twin_${table})`) as { name: string }[]).map(({ name }) => name);
    expect(held('cameras')).toContain('note');
    expect(held('notes')).toEqual(['id']);
    migrate(db, { migrations: all, target: migrations.length, logger: silentLogger });
    expect(held('cameras')).not.toContain('note');
  });

  it('MIG-1 a catalogue without them gets them when it is opened', () => {
    const file = catalogueFile();
    const db = opened(file);
    db.exec('DROP INDEX twin_cameras');
    expect(schemaState(db, migrations)).toMatchObject({ kind: 'fits' });
    ensureTwins(db);
    expect(db.pragma('index_info(twin_cameras)')).not.toEqual([]);
  });

  it('F16 a value that was changed behind the program is found by the whole check, which the quick one cannot', () => {
    const file = catalogueFile();
    const db = opened(file);
    db.exec('INSERT INTO app_sessions VALUES (1, 1763900000000, 1763900000000, NULL)');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(file);
    const value = Buffer.alloc(6);
    value.writeUIntBE(1_763_900_000_000, 0, 6);
    const at = bytes.indexOf(value);
    expect(at).toBeGreaterThan(0);
    bytes[at + 5] = (bytes[at + 5] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const damaged = openReadOnly(file);
    onTestFinished(() => void damaged.close());
    expect(integrityFindings(damaged, 'quick')).toEqual([]);
    expect(integrityFindings(damaged, 'whole').join()).toMatch(/twin_app_sessions/);
  });
});

describe('the schema of a file', () => {
  it('MIG-1 fits, is empty, newer, or damaged', () => {
    const db = opened(':memory:');
    expect(schemaState(db, migrations)).toEqual({ kind: 'empty' });
    migrate(db, { migrations, logger: silentLogger });
    expect(schemaState(db, migrations)).toEqual({ kind: 'fits', version: migrations.length });
    db.pragma('user_version = 900');
    expect(schemaState(db, migrations)).toMatchObject({ kind: 'damaged' });
    db.exec('CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT');
    expect(schemaState(db, migrations)).toEqual({ kind: 'newer', version: 900 });
    db.pragma(`user_version = ${migrations.length}`);
    expect(schemaState(db, migrations)).toEqual({
      kind: 'damaged',
      finding: 'the schema differs in table later',
    });
    db.exec('DROP TABLE later');
    db.exec('DROP TABLE quarantine');
    expect(schemaState(db, migrations)).toMatchObject({ kind: 'damaged' });
  });
});
