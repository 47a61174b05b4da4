import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { migrations } from '../../../src-main/database/migrations/all.ts';
import { migrate, schemaVersion } from '../../../src-main/database/migrate.ts';
import type { Migration } from '../../../src-main/database/migrate.ts';
import { openDatabase } from '../../../src-main/database/open-database.ts';
import type { Database } from '../../../src-main/database/open-database.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** One more than there are. */
const next: Migration = {
  number: migrations.length + 1,
  name: 'test',
  up: ['ALTER TABLE cameras ADD COLUMN note TEXT', 'CREATE INDEX cameras_by_name ON cameras (name)'],
  down: ['DROP INDEX cameras_by_name', 'ALTER TABLE cameras DROP COLUMN note'],
};

function memory(): Database {
  const db = new Sqlite(':memory:');
  onTestFinished(() => void db.close());
  return db;
}

/** Everything SQLite knows about the schema, comments and spaces aside. */
function schemaOf(db: Database): unknown {
  const rows = db
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
    .all() as {
    sql: string | null;
  }[];
  return rows.map((row) => ({ ...row, sql: row.sql?.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ') }));
}

describe('migrations', () => {
  it('MIG-1 a catalogue that was upgraded step by step is the same as a fresh one', () => {
    const fresh = memory();
    migrate(fresh, { migrations: [...migrations, next], logger: silentLogger });
    const upgraded = memory();
    for (let count = 1; count <= migrations.length + 1; count++) {
      migrate(upgraded, { migrations: [...migrations, next].slice(0, count), logger: silentLogger });
    }
    expect(schemaOf(upgraded)).toEqual(schemaOf(fresh));
    expect(schemaVersion(upgraded)).toBe(schemaVersion(fresh));
  });

  it('MIG-1 going down and up again gives the same schema, and all the way down an empty database', () => {
    const db = memory();
    const all = [...migrations, next];
    migrate(db, { migrations: all, logger: silentLogger });
    const before = schemaOf(db);
    for (let target = all.length - 1; target >= 0; target--) {
      migrate(db, { migrations: all, logger: silentLogger, target });
      expect(schemaVersion(db)).toBe(target);
    }
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name NOT LIKE 'sqlite%'").get()).toEqual(
      { n: 0 },
    );
    migrate(db, { migrations: all, logger: silentLogger });
    expect(schemaOf(db)).toEqual(before);
  });

  it('MIG-1 running the migrations again changes nothing', () => {
    const db = memory();
    migrate(db, { migrations, logger: silentLogger });
    const before = schemaOf(db);
    migrate(db, { migrations, logger: silentLogger });
    expect(schemaOf(db)).toEqual(before);
  });

  it('MIG-1 a statement that fails, whichever it is, leaves the old schema, and the next try succeeds', () => {
    const fresh = memory();
    migrate(fresh, { migrations: [...migrations, next], logger: silentLogger });
    let failures = 0;
    for (let n = 0; ; n++) {
      const db = memory();
      const beforeStatement = (index: number) => {
        if (index === n) throw new Error('planted');
      };
      let failed = false;
      try {
        migrate(db, { migrations: [...migrations, next], logger: silentLogger, beforeStatement });
      } catch {
        failed = true;
        expect(schemaVersion(db)).toBeLessThan(migrations.length + 1);
        migrate(db, { migrations: [...migrations, next], logger: silentLogger });
      }
      expect(schemaOf(db)).toEqual(schemaOf(fresh));
      if (!failed) break;
      failures += 1;
    }
    expect(failures).toBeGreaterThan(15);
  });

  it('MIG-1 a copy of the catalogue is made before a migration, and none before the first', () => {
    const folder = tempFolder();
    const file = path.join(folder, 'catalogue.db');
    const backupDir = path.join(folder, 'backups');
    openDatabase(file, { migrations, backupDir, logger: silentLogger }).close();
    expect(existsSync(backupDir)).toBe(false);
    const db = openDatabase(file, { migrations: [...migrations, next], backupDir, logger: silentLogger });
    onTestFinished(() => void db.close());
    const copy = new Sqlite(
      path.join(backupDir, `catalogue-schema-${String(migrations.length).padStart(4, '0')}.db`),
      {
        readonly: true,
      },
    );
    onTestFinished(() => void copy.close());
    expect(schemaVersion(copy)).toBe(migrations.length);
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(
      copy
        .prepare('SELECT * FROM cameras')
        .columns()
        .map((column) => column.name),
    ).not.toContain('note');
  });

  it('MIG-1 a catalogue of a newer version is refused with a sentence and left untouched', () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    openDatabase(file, { migrations: [...migrations, next], logger: silentLogger }).close();
    const size = statSync(file).size;
    expect(() => openDatabase(file, { migrations, logger: silentLogger })).toThrow(
      /newer version of Watchpost/,
    );
    expect(statSync(file).size).toBe(size);
  });

  it('REC-16 every commit is synced: WAL with synchronous=FULL, foreign keys on', () => {
    const db = openDatabase(path.join(tempFolder(), 'catalogue.db'), { migrations, logger: silentLogger });
    onTestFinished(() => void db.close());
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
  });

  it('a file that is no database is refused with a sentence and not overwritten', () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    writeFileSync(file, 'x'.repeat(8192));
    expect(() => openDatabase(file, { migrations, logger: silentLogger })).toThrow(
      /damaged and was left untouched/,
    );
    expect(readFileSync(file, 'utf8')).toBe('x'.repeat(8192));
  });
});
