import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { acquireDataLock } from '../../src-main/database/data-lock.ts';
import { migrations } from '../../src-main/database/migrations/all.ts';
import { openDatabase } from '../../src-main/database/open-database.ts';
import { faultTrial } from '../support/fault-journal.ts';
import { tempFolder } from '../support/temp-folder.ts';

const script = (name: string) => path.join(import.meta.dirname, '../support/database', name);
const statements = migrations.reduce((sum, migration) => sum + migration.up.length + 1, 0);

/** The text of the whole schema; a catalogue that was killed in the middle must end with the same. */
function schemaAfterOpening(file: string): string {
  const db = openDatabase(file, { migrations, logger: silentLogger });
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const rows = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
    return JSON.stringify([db.pragma('user_version', { simple: true }), rows]);
  } finally {
    db.close();
  }
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
  it('MIG-1 a migration killed before any of its statements ends in the same schema at the next start', async () => {
    const folder = tempFolder();
    const fresh = schemaAfterOpening(path.join(folder, 'fresh.db'));
    const killPoints = Array.from({ length: statements }, (_, index) => index);
    const kill = (index: number) =>
      faultTrial('F28', { trial: index }, async () => {
        const file = path.join(folder, `killed-${index}.db`);
        const child = spawn(process.execPath, [script('migrate-until.ts'), file, String(index)], {
          stdio: 'inherit',
        });
        const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
        expect(signal).toBe('SIGKILL');
        expect(schemaAfterOpening(file)).toBe(fresh);
      });
    // Two at a time: a start of Node is most of the cost.
    for (let index = 0; index < killPoints.length; index += 2) {
      await Promise.all(killPoints.slice(index, index + 2).map(kill));
    }
  });

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
