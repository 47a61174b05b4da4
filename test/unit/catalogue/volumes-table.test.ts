import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { migrations } from '../../../src-main/database/migrations/all.ts';
import { migrate } from '../../../src-main/database/migrate.ts';
import {
  addCamera,
  beginRun,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const A = '11111111-1111-4111-8111-111111111111';
const B = '22222222-2222-4222-8222-222222222222';

describe('volumes', () => {
  it('STO-4 the first folder is volume 1, the next one another; a number is never given twice', () => {
    const { volumes } = openTestCatalogue(':memory:', '/one');
    expect(volumes.list()).toEqual([{ number: 1, name: 'one', path: '/one', addedAt: 0 }]);
    expect(volumes.takeUp({ path: '/one', at: 5 }).number).toBe(1);
    expect(volumes.takeUp({ path: '/two', at: 5 })).toEqual({
      number: 2,
      name: 'two',
      path: '/two',
      addedAt: 5,
    });
    volumes.remove(2);
    expect(volumes.takeUp({ path: '/two', at: 6 }).number).toBe(3);
  });

  it('STO-4 a disk with a known id is known again under another path', () => {
    const { volumes } = openTestCatalogue(':memory:', '/one');
    volumes.setId(1, A);
    expect(volumes.takeUp({ path: '/media/one', id: A, at: 5 })).toMatchObject({
      number: 1,
      path: '/media/one',
    });
    expect(volumes.list()).toHaveLength(1);
  });

  it('STO-4 two disks that changed places keep what is theirs', () => {
    const { volumes } = openTestCatalogue(':memory:', '/one');
    volumes.setId(1, A);
    volumes.takeUp({ path: '/two', id: B, at: 5 });
    volumes.takeUp({ path: '/one', id: B, at: 6 });
    expect(volumes.list().map(({ number, path: at, id }) => [number, at, id])).toEqual([
      [1, '/two', A],
      [2, '/one', B],
    ]);
  });

  it('STO-6 a strange or empty disk at a known path does not become the volume', () => {
    const { volumes } = openTestCatalogue(':memory:', '/one');
    volumes.setId(1, A);
    expect(volumes.takeUp({ path: '/one', id: B, at: 5 })).toMatchObject({ number: 1, id: A });
    expect(volumes.takeUp({ path: '/one', at: 5 })).toMatchObject({ number: 1, id: A });
  });

  it('STO-4 a disk that takes the place of another is a volume of its own, and the other waits without a path', () => {
    const { volumes } = openTestCatalogue(':memory:', '/one');
    volumes.setId(1, A);
    expect(volumes.replaceAt({ path: '/one', at: 5 })).toEqual({
      number: 2,
      name: 'one',
      path: '/one',
      addedAt: 5,
    });
    expect(volumes.byNumber(1)).toEqual({ number: 1, name: 'Location 1', id: A, addedAt: 0 });
    expect(volumes.takeUp({ path: '/back', id: A, at: 6 })).toMatchObject({ number: 1, path: '/back' });
  });

  it('STO-4 is used while a run, a quarantined file or a camera is on it', () => {
    const catalogue = openTestCatalogue(':memory:', '/one');
    const { volumes, runs, cameras } = catalogue;
    const { number } = volumes.takeUp({ path: '/two', at: 5 });
    expect(volumes.isUsed(number)).toBe(false);
    const camera = addCamera(catalogue, { volume: number });
    expect(cameras.get(camera.id).volume).toBe(number);
    expect(volumes.isUsed(number)).toBe(true);
    expect(cameras.update(camera.id, { volume: undefined })).not.toHaveProperty('volume');
    expect(volumes.isUsed(number)).toBe(false);
    const runId = runs.begin({
      cameraNumber: camera.number,
      sessionId: 's',
      folder: 'f',
      startedAt: 1,
      volumeNumber: 2,
    });
    expect(volumes.isUsed(number)).toBe(true);
    expect(catalogue.folderPathOf(runs.byId(runId)!)).toBe(path.join('/two', 'front-door', 'f'));
    runs.remove(runId);
    catalogue.quarantine.add({ volumeNumber: 2, file: 'x', original: 'x', reason: 'x', sizeBytes: 7, at: 1 });
    expect(volumes.isUsed(number)).toBe(true);
    expect(catalogue.quarantine.bytesOn(2)).toBe(7);
  });

  it('STO-4 a removed camera does not hold its volume', () => {
    const catalogue = openTestCatalogue(':memory:', '/one');
    const { number } = catalogue.volumes.takeUp({ path: '/two', at: 5 });
    const { id } = addCamera(catalogue, { volume: number });
    catalogue.cameras.remove(id, { at: 1, footage: 'keep' });
    expect(catalogue.volumes.isUsed(number)).toBe(false);
    catalogue.volumes.remove(number);
    expect(catalogue.volumes.list()).toHaveLength(1);
  });

  it('a folder inside the data folder moves with it', () => {
    const home = tempFolder();
    const file = path.join(home, 'catalogue.db');
    openTestCatalogue(file, path.join(home, 'recordings')).close();
    const raw = new Sqlite(file, { readonly: true });
    expect(raw.prepare('SELECT path FROM volumes').pluck().get()).toBe('recordings');
    raw.close();
    expect(openTestCatalogue(file).volumes.default().path).toBe(path.join(home, 'recordings'));
  });
});

describe('what lies on a volume', () => {
  it('STO-3 is summed per volume and camera, without what is being deleted or in quarantine', () => {
    const catalogue = openTestCatalogue(':memory:', '/one');
    catalogue.volumes.takeUp({ path: '/two', at: 5 });
    const camera = addCamera(catalogue);
    const here = beginRun(catalogue, camera.number);
    const there = catalogue.runs.begin({
      cameraNumber: 1,
      sessionId: 's',
      folder: 'f',
      startedAt: 1,
      volumeNumber: 2,
    });
    const insert = (runId: number, n: number) =>
      catalogue.segments.insert(
        segmentOf({ cameraNumber: camera.number, runId }, { startAt: n * 10_000, sizeBytes: 100 }),
        NO_INDEX,
      ).segment.id;
    const ids = [insert(here, 1), insert(here, 2), insert(there, 3), insert(there, 4)];
    const sums = () => catalogue.usage.all().map((row) => [row.volumeNumber, row.sizeBytes, row.segments]);
    expect(sums()).toEqual([
      [1, 200, 2],
      [2, 200, 2],
    ]);
    catalogue.segments.update(ids[0]!, { sizeBytes: 150 });
    catalogue.segments.setState(ids[2]!, 'failed');
    catalogue.deletions.mark([ids[3]!], { reason: 'deleted-by-retention', at: 1 });
    expect(sums()).toEqual([[1, 250, 2]]);
    catalogue.segments.remove(ids);
    expect(sums()).toEqual([]);
  });

  it('MIG-1 is counted for footage from before there were several volumes', () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    const old = openTestCatalogue(file, '/recordings');
    const run = { cameraNumber: addCamera(old).number, runId: beginRun(old, 1) };
    for (let n = 0; n < 3; n++) old.segments.insert(segmentOf(run, { startAt: n * 10_000 }), NO_INDEX);
    old.volumes.setId(1, A);
    const expected = old.usage.all();
    old.close();
    const raw = new Sqlite(file);
    migrate(raw, { migrations, logger: silentLogger, target: 1 });
    expect(raw.prepare('SELECT volume_id FROM runs').pluck().all()).toEqual([A]);
    raw.close();
    const upgraded = Catalogue.open(file, { logger: silentLogger });
    onTestFinished(() => upgraded.close());
    expect(upgraded.usage.all()).toEqual(expected);
    expect(upgraded.runs.byId(run.runId)?.volumeNumber).toBe(1);
    expect(upgraded.volumes.takeUp({ path: '/recordings', id: A, at: 5 })).toMatchObject({
      number: 1,
      id: A,
    });
  });
});
