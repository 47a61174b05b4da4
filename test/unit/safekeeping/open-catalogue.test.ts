import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { Backups } from '../../../src-main/safekeeping/backups.ts';
import { openCatalogue, type OpeningDeps } from '../../../src-main/safekeeping/open-catalogue.ts';
import { RecoveryNotes, type RecoveryNote } from '../../../src-main/safekeeping/recovery-note.ts';
import { inlineThread } from '../../../src-main/safekeeping/side-thread.ts';
import { fillCatalogue } from '../../support/catalogue/full-catalogue.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function dataFolder(some: Partial<OpeningDeps> = {}) {
  const folder = tempFolder();
  const file = path.join(folder, 'catalogue.db');
  const backupDir = path.join(folder, 'backups');
  const shared = { file, thread: inlineThread(), clock: systemClock, logger: silentLogger };
  const backups = new Backups({ ...shared, folder: backupDir });
  const deps = (): OpeningDeps => ({
    ...shared,
    backups,
    backupDir,
    notes: new RecoveryNotes(folder),
    hasRecordings: async () => false,
    ...some,
  });
  const open = async () => {
    const opened = await openCatalogue(deps());
    onTestFinished(() => opened.catalogue.close());
    return opened;
  };
  const note = () => new RecoveryNotes(folder).get();
  return { folder, file, backupDir, backups, open, note };
}

/** A catalogue with rows, closed, and a backup of it. */
async function filled(some: Partial<OpeningDeps> = {}) {
  const room = dataFolder(some);
  const catalogue = Catalogue.open(room.file, { logger: silentLogger });
  fillCatalogue(catalogue, 5);
  catalogue.close();
  expect((await room.backups.make()).kind).toBe('sound');
  return room;
}

const names = (catalogue: Catalogue) => catalogue.cameras.list().map(({ name }) => name);

describe('opening the catalogue', () => {
  it('founds one in a new data folder, and says nothing', async () => {
    const { open, note } = dataFolder();
    const { catalogue, report } = await open();
    expect(names(catalogue)).toEqual([]);
    expect(await report).toEqual({ kind: 'empty' });
    expect(note()).toBeUndefined();
  });

  it('opens a sound one as it is', async () => {
    const { open, note } = await filled();
    const { catalogue, report } = await open();
    expect(names(catalogue)).toHaveLength(2);
    expect(await report).toMatchObject({ kind: 'sound', segments: 19 });
    expect(note()).toBeUndefined();
  });

  it('MIG-1 F16 keeps a damaged one aside under a dated name and restores the newest good backup', async () => {
    const { open, file, folder, note } = await filled();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 3_000, 12_000);
    writeFileSync(file, bytes);
    const { catalogue } = await open();
    expect(names(catalogue)).toHaveLength(2);
    const aside = readdirSync(folder).find((name) => name.startsWith('catalogue-damaged-')) ?? '';
    expect(readFileSync(path.join(folder, aside)).equals(bytes)).toBe(true);
    expect(note()).toMatchObject({ stage: 'reading-disks', cause: 'damaged', aside });
    expect(note()?.findings).not.toEqual([]);
    expect(note()?.backup?.file).toMatch(/backups.catalogue-\d{4}-.*Z\.db$/);
  });

  it('MIG-1 F16 passes over a backup that is damaged itself', async () => {
    const { open, file, backupDir, note } = await filled();
    const [good = ''] = readdirSync(backupDir);
    writeFileSync(path.join(backupDir, 'catalogue-2030-01-01T00-00-00Z.db'), 'x'.repeat(9_000));
    writeFileSync(file, 'x'.repeat(9_000));
    const { catalogue } = await open();
    expect(names(catalogue)).toHaveLength(2);
    expect(note()?.backup?.file).toBe(path.join(backupDir, good));
  });

  it.each([
    { what: 'lost', lose: (file: string) => rmSync(file) },
    { what: 'cut to nothing', lose: (file: string) => writeFileSync(file, '') },
  ])('MIG-1 never starts empty in silence when it was $what', async ({ lose }) => {
    const { open, file, note } = await filled();
    lose(file);
    const { catalogue } = await open();
    expect(names(catalogue)).toHaveLength(2);
    expect(note()).toMatchObject({ cause: 'missing', stage: 'reading-disks' });
  });

  it('MIG-1 without any backup founds a new one and notes that it was lost', async () => {
    const { open, note } = dataFolder({ hasRecordings: async () => true });
    const { catalogue } = await open();
    expect(names(catalogue)).toEqual([]);
    expect(note()).toMatchObject({ cause: 'missing', stage: 'reading-disks' });
    expect(note()).not.toHaveProperty('backup');
  });

  it('MIG-1 refuses a newer one and leaves it alone', async () => {
    const { open, file, note } = await filled();
    const db = new Sqlite(file);
    db.pragma('user_version = 900');
    db.exec('CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT');
    db.close();
    await expect(open()).rejects.toThrow(/newer version of Watchpost/);
    expect(note()).toBeUndefined();
    expect(existsSync(file)).toBe(true);
  });

  it('does not wait for a check that takes too long', async () => {
    const slow = { run: () => new Promise<never>(() => {}), close: async () => {} };
    const { file } = await filled();
    const room = dataFolder({ thread: slow });
    copyFileSync(file, room.file);
    const { catalogue } = await room.open();
    expect(names(catalogue)).toHaveLength(2);
  });

  it('MIG-1 a restore that was killed after any of its steps is finished by the next start', async () => {
    const stages: Partial<RecoveryNote>[] = [
      { stage: 'putting-aside', aside: 'catalogue-damaged-x.db' },
      { stage: 'restoring' },
    ];
    for (const { stage, aside } of stages) {
      const { open, file, folder, backupDir, note } = await filled();
      const [name = ''] = readdirSync(backupDir);
      const backup = { file: path.join(backupDir, name), at: 0 };
      if (stage === 'putting-aside') writeFileSync(file, 'x'.repeat(9_000));
      else rmSync(file);
      const notes = new RecoveryNotes(folder);
      notes.write({
        stage: stage ?? 'done',
        foundAt: 1,
        cause: 'damaged',
        findings: [],
        ...(aside !== undefined && { aside }),
        ...(stage === 'restoring' && { backup }),
      });
      const { catalogue } = await open();
      expect(names(catalogue)).toHaveLength(2);
      expect(note()).toMatchObject({ stage: 'reading-disks', foundAt: 1 });
      if (aside !== undefined) expect(existsSync(path.join(folder, aside))).toBe(true);
    }
  });

  it('MIG-1 a copy that was in place already when the process was killed is not put aside', async () => {
    const { open, folder, note } = await filled();
    new RecoveryNotes(folder).write({ stage: 'restoring', foundAt: 1, cause: 'damaged', findings: [] });
    const { catalogue } = await open();
    expect(names(catalogue)).toHaveLength(2);
    expect(note()?.stage).toBe('reading-disks');
    expect(readdirSync(folder).filter((name) => name.startsWith('catalogue-damaged-'))).toEqual([]);
  });
});

describe('the note of a recovery', () => {
  it('stays until it is dismissed, and cannot be dismissed while the recovery is under way', () => {
    const folder = tempFolder();
    const notes = new RecoveryNotes(folder);
    notes.write({ stage: 'reading-disks', foundAt: 1, cause: 'damaged', findings: [] });
    expect(notes.dismiss()).toBe(false);
    expect(new RecoveryNotes(folder).get()).toMatchObject({ foundAt: 1 });
    notes.write({ stage: 'done', foundAt: 1, cause: 'damaged', findings: [] });
    expect(notes.dismiss()).toBe(true);
    expect(new RecoveryNotes(folder).get()).toBeUndefined();
  });

  it('that cannot be read is none', () => {
    const folder = tempFolder();
    writeFileSync(path.join(folder, 'recovery.json'), '{"stage":');
    expect(new RecoveryNotes(folder).get()).toBeUndefined();
  });
});
