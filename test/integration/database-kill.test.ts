import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { acquireDataLock } from '../../src-main/database/data-lock.ts';
import { migrations } from '../../src-main/database/migrations/all.ts';
import { migrate } from '../../src-main/database/migrate.ts';
import { dumpOf, fillCatalogue } from '../support/catalogue/full-catalogue.ts';
import { faultTrial } from '../support/fault-journal.ts';
import { tempFolder } from '../support/temp-folder.ts';

const script = (name: string) => path.join(import.meta.dirname, '../support/database', name);

/** Brings a catalogue to a version as a start would; counts the statements on the way. */
function migrateTo(file: string, target: number): number {
  let statements = 0;
  const db = new Sqlite(file);
  try {
    db.pragma('foreign_keys = ON');
    const beforeStatement = () => void (statements += 1);
    migrate(db, { migrations, target, logger: silentLogger, beforeStatement });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    return statements;
  } finally {
    db.close();
  }
}

/** The text of the whole schema and every row; a catalogue that was killed in the middle must end with the same. */
function contentOf(file: string): unknown {
  const db = new Sqlite(file, { readonly: true });
  try {
    const schema = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
    return { version: db.pragma('user_version', { simple: true }), schema, rows: dumpOf(file) };
  } finally {
    db.close();
  }
}

/** A catalogue with rows in every table, taken down to a version. */
function filledAt(version: number, file: string): void {
  const catalogue = Catalogue.open(file, { logger: silentLogger });
  fillCatalogue(catalogue, 5);
  catalogue.close();
  migrateTo(file, version);
  const db = new Sqlite(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

async function holdLock(folder: string) {
  const child = spawn(process.execPath, [script('hold-lock.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe('the catalogue file among processes', () => {
  describe.each(migrations.map(({ number, name }) => ({ number, name })))(
    'migration $number, $name',
    ({ number }) => {
      it.each([
        { direction: 'up', from: number - 1, to: number },
        { direction: 'down', from: number, to: number - 1 },
      ])(
        'MIG-1 F28 killed before any statement on the way $direction, ends with the same schema and rows at the next start',
        async ({ from, to }) => {
          const folder = tempFolder();
          const base = path.join(folder, 'base.db');
          filledAt(from, base);
          const whole = path.join(folder, 'whole.db');
          copyFileSync(base, whole);
          const statements = migrateTo(whole, to);
          const expected = contentOf(whole);
          const kill = (index: number) =>
            faultTrial('F28', { trial: index }, async () => {
              const file = path.join(folder, `killed-${index}.db`);
              copyFileSync(base, file);
              const args = [script('migrate-until.ts'), file, String(to), String(index)];
              const child = spawn(process.execPath, args, { stdio: 'inherit' });
              const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
              expect(signal).toBe('SIGKILL');
              migrateTo(file, to);
              expect(contentOf(file)).toEqual(expected);
            });
          expect(statements).toBeGreaterThan(3);
          // Two at a time: a start of Node is most of the cost.
          for (let index = 0; index < statements; index += 2) {
            await Promise.all([index, index + 1].filter((each) => each < statements).map(kill));
          }
        },
      );
    },
  );

  it('a second process on the same data folder is refused at once with a sentence', async () => {
    const folder = tempFolder();
    await holdLock(folder);
    expect(() => acquireDataLock(folder)).toThrow(/already running with the data folder/);
  });

  it('the lock is free again after kill -9 of its holder', async () => {
    const folder = tempFolder();
    const child = await holdLock(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    acquireDataLock(folder).release();
  });

  it('a stopped holder (SIGSTOP) still keeps the second process out', async () => {
    const folder = tempFolder();
    const child = await holdLock(folder);
    child.kill('SIGSTOP');
    expect(() => acquireDataLock(folder)).toThrow(/already running/);
  });

  it('released in order, the lock can be taken again by the same process', () => {
    const folder = tempFolder();
    acquireDataLock(folder).release();
    acquireDataLock(folder).release();
  });
});
