import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import type { StorageInfo } from '../../../shared/model/storage.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { readEnvironment } from '../../../src-main/settings/environment.ts';
import { SettingsStore } from '../../../src-main/settings/settings-store.ts';
import { StorageGuard } from '../../../src-main/storage/storage-guard.ts';
import type { DiskRoom } from '../../../src-main/storage/storage-policy.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

const GB = 1_000_000_000;

function prepared(used = 50) {
  const catalogue = openTestCatalogue();
  const settings = SettingsStore.open(path.join(tempFolder(), 'settings.json'), readEnvironment({}));
  const clock = new FakeClock(HOUR_START + 600_000);
  const disk = { reads: 0, used, broken: false };
  const readRoom = async (): Promise<DiskRoom> => {
    disk.reads += 1;
    if (disk.broken) return Promise.reject(Object.assign(new Error('planted'), { code: 'EIO' }));
    return Promise.resolve({ totalBytes: 100 * GB, availableBytes: (100 - disk.used) * GB });
  };
  const readMark = async (folder: string) => ({ device: folder });
  const ports = { room: readRoom, readMark, mayWrite: async () => {} };
  const guard = new StorageGuard({ catalogue, settings, clock, logger: silentLogger, disk: ports });
  onTestFinished(() => guard.dispose());
  return { catalogue, settings, clock, disk, guard };
}

describe('the storage guard', () => {
  it('STO-3 tells total, available, percent, thresholds and level', async () => {
    const { guard } = prepared();
    expect(await guard.info()).toEqual({
      totalBytes: 100 * GB,
      availableBytes: 50 * GB,
      usedPercent: 50,
      level: 'ok',
      warnThresholdPercent: 80,
      blockThresholdPercent: 90,
      volumes: [
        {
          number: 1,
          id: '',
          name: 'recordings',
          path: '/recordings',
          isDefault: true,
          state: 'ok',
          level: 'ok',
          totalBytes: 100 * GB,
          availableBytes: 50 * GB,
          usedPercent: 50,
          kinds: [
            { kind: 'footage', bytes: 0 },
            { kind: 'unreadable', bytes: 0 },
          ],
          cameras: [],
          assignedCameras: 0,
          writeBytesPerSecond: 0,
          weekBytesPerSecond: 0,
          reserveBytes: 500_000_000,
        },
      ],
      cameras: [],
      writeBytesPerSecond: 0,
    });
  });

  it('STO-3 measures bytes per camera, write rate and forecast from the catalogue', async () => {
    const { guard, catalogue } = prepared();
    const camera = addCamera(catalogue);
    const run = { cameraNumber: camera.number, runId: beginRun(catalogue, camera.number) };
    for (let n = 0; n < 60; n++) {
      catalogue.segments.insert(segmentOf(run, { startAt: HOUR_START + n * 10_000 }), NO_INDEX);
    }
    addCamera(catalogue, { slug: 'idle' });
    const info = await guard.info();
    expect(info.writeBytesPerSecond).toBe(100_000);
    expect(info.fullInDays).toBeCloseTo((50 * GB) / 100_000 / 86_400, 1);
    expect(info.cameras).toEqual([
      { cameraId: camera.id, bytes: 60_000_000, bytesPerDay: 8_640_000_000, oldestAt: HOUR_START },
      { cameraId: 'idle', bytes: 0, bytesPerDay: 0 },
    ]);
  });

  it('STO-3 the figures are at most five seconds old, and many who ask at once share one look', async () => {
    const { guard, disk, clock } = prepared();
    await Promise.all([guard.info(), guard.info(), guard.mayStart(1)]);
    expect(disk.reads).toBe(1);
    await clock.advance(4_999);
    await guard.info();
    expect(disk.reads).toBe(1);
    await clock.advance(1);
    disk.used = 60;
    expect((await guard.info()).usedPercent).toBe(60);
  });

  it('STO-3 a disk that cannot be read is -1005, and the next look tries again', async () => {
    const { guard, disk } = prepared();
    disk.broken = true;
    const failures: unknown[] = [];
    guard.on('failed', (error) => failures.push(error.code));
    await expect(guard.info()).rejects.toMatchObject({
      code: errorCodes.storageUnavailable,
      message: expect.stringMatching(/cannot be read/) as unknown,
    });
    await expect(guard.mayStart(1)).rejects.toMatchObject({ code: -1005 });
    expect(failures).toEqual([-1005]);
    disk.broken = false;
    await expect(guard.mayStart(1)).resolves.toBeUndefined();
  });

  it('STO-2 a new recording is refused at the block level with -1010 and what is left', async () => {
    const { guard, disk, clock } = prepared(90);
    await expect(guard.mayStart(1)).rejects.toMatchObject({
      code: -1010,
      data: { available: 10 * GB, total: 100 * GB },
    });
    expect((await guard.info()).code).toBe(-1010);
    disk.used = 85;
    await clock.advance(5_000);
    await expect(guard.mayStart(1)).resolves.toBeUndefined();
    expect((await guard.info()).code).toBe(-1008);
    expect(guard.level()).toBe('low');
  });

  it('STO-1 new thresholds hold at once, without the old hysteresis', async () => {
    const { guard, settings } = prepared(79.5);
    settings.update({ storage: { warnPercent: 40, blockPercent: 50 } });
    await expect(guard.mayStart(1)).rejects.toMatchObject({ code: -1010 });
    settings.update({ storage: { warnPercent: 80, blockPercent: 90 } });
    expect((await guard.info()).level).toBe('ok');
  });

  it('STO-2 the reserve of running recordings is what was chosen, or an hour of the measured rate and 500 MB at least', async () => {
    const { guard, settings, catalogue } = prepared();
    expect(guard.reserveBytes(1)).toBe(500_000_000);
    const run = { cameraNumber: addCamera(catalogue).number, runId: beginRun(catalogue, 1) };
    for (let n = 0; n < 60; n++) {
      const segment = segmentOf(run, { startAt: HOUR_START + n * 10_000, sizeBytes: 10_000_000 });
      catalogue.segments.insert(segment, NO_INDEX);
    }
    await guard.info();
    expect(guard.reserveBytes(1)).toBe(3_600_000_000);
    settings.update({ storage: { reserveBytes: 1_000 } });
    await guard.info();
    expect(guard.reserveBytes(1)).toBe(1_000);
  });

  it('STO-3 listeners hear of what an operator would see change, once', async () => {
    const { guard, disk, clock } = prepared();
    const heard: StorageInfo[] = [];
    guard.on('changed', (info) => heard.push(info));
    guard.start();
    // Each look reads the real disk; the clock moves on until it has.
    const lookUntil = (length: number) =>
      until(async () => {
        await clock.advance(5_000);
        return heard.length >= length;
      });
    await lookUntil(1);
    await clock.advance(20_000);
    disk.used = 80;
    await lookUntil(2);
    expect(heard.map((info) => info.level)).toEqual(['ok', 'low']);
    guard.dispose();
    expect(clock.timers).toBe(0);
  });
});

describe('the storage guard with two disks', () => {
  function twoDisks() {
    const catalogue = openTestCatalogue(':memory:', '/one');
    catalogue.volumes.takeUp({ path: '/two', at: 1 });
    const settings = SettingsStore.open(path.join(tempFolder(), 'settings.json'), readEnvironment({}));
    const clock = new FakeClock(HOUR_START + 600_000);
    const used: Record<string, number | undefined> = { '/one': 50, '/two': 50 };
    const disk = {
      readMark: async (folder: string) => (used[folder] === undefined ? undefined : { device: folder }),
      room: async (folder: string) => ({
        totalBytes: 100 * GB,
        availableBytes: (100 - (used[folder] ?? 100)) * GB,
      }),
      mayWrite: async () => {},
    };
    const guard = new StorageGuard({ catalogue, settings, clock, logger: silentLogger, disk });
    onTestFinished(() => guard.dispose());
    const next = async () => {
      await clock.advance(5_000);
      return guard.volumes();
    };
    return { catalogue, clock, used, guard, next };
  }

  it('STO-4 STO-2 each has its own level, with its own hysteresis, and its own refusal', async () => {
    const { guard, used, next } = twoDisks();
    used['/two'] = 90;
    expect((await next()).map((volume) => volume.level)).toEqual(['ok', 'critical']);
    await expect(guard.mayStart(1)).resolves.toBeUndefined();
    await expect(guard.mayStart(2)).rejects.toMatchObject({
      code: -1010,
      data: { available: 10 * GB, total: 100 * GB },
    });
    used['/two'] = 89.5;
    used['/one'] = 79.5;
    expect((await next()).map((volume) => volume.level)).toEqual(['ok', 'critical']);
    used['/two'] = 88.9;
    expect((await next()).map((volume) => volume.level)).toEqual(['ok', 'low']);
  });

  it('STO-3 STO-4 a missing one is listed as missing, and the other is as before', async () => {
    const { guard, used, next } = twoDisks();
    await next();
    used['/two'] = undefined;
    const [one, two] = await next();
    expect(one).toMatchObject({ state: 'ok', totalBytes: 100 * GB });
    expect(two).toMatchObject({ state: 'missing', code: -1005, path: '/two' });
    expect(two).not.toHaveProperty('totalBytes');
    expect(await guard.info()).toMatchObject({ totalBytes: 100 * GB, level: 'ok' });
    await expect(guard.mayStart(2)).rejects.toMatchObject({ code: -1005 });
    used['/one'] = undefined;
    await next();
    await expect(guard.info()).rejects.toMatchObject({ code: -1005, data: { folder: '/one' } });
  });

  it('STO-4 STO-2 tells once that a disk is back, and once that it can be recorded to again', async () => {
    const { guard, used, next } = twoDisks();
    const heard: string[] = [];
    guard.on('back', (number) => heard.push(`back ${number}`));
    guard.on('usable', (number) => heard.push(`usable ${number}`));
    await next();
    used['/two'] = undefined;
    await next();
    used['/two'] = 95;
    await next();
    await next();
    expect(heard).toEqual(['back 2']);
    used['/two'] = 50;
    await next();
    await next();
    expect(heard).toEqual(['back 2', 'usable 2']);
  });

  it('STO-3 measures what each disk holds and is written, and says when it will be full', async () => {
    const { catalogue, guard } = twoDisks();
    const [first, second] = [addCamera(catalogue), addCamera(catalogue, { slug: 'till', volume: 2 })];
    const runs = [first, second].map(({ number }, index) =>
      catalogue.runs.begin({
        cameraNumber: number,
        sessionId: 's',
        folder: `f${index}`,
        startedAt: HOUR_START,
        volumeNumber: index + 1,
      }),
    );
    for (const [index, runId] of runs.entries()) {
      for (let n = 0; n < 60; n++) {
        const sizeBytes = 1_000_000 * (index + 1);
        const run = { cameraNumber: index + 1, runId };
        catalogue.segments.insert(segmentOf(run, { startAt: HOUR_START + n * 10_000, sizeBytes }), NO_INDEX);
      }
    }
    catalogue.quarantine.add({ volumeNumber: 2, file: 'x', original: 'x', reason: 'x', sizeBytes: 7, at: 1 });
    const [one, two] = (await guard.info()).volumes;
    expect(one).toMatchObject({
      writeBytesPerSecond: 100_000,
      weekBytesPerSecond: 100_000,
      assignedCameras: 1,
      cameras: [{ cameraId: first.id, bytes: 60_000_000 }],
    });
    expect(two).toMatchObject({
      writeBytesPerSecond: 200_000,
      kinds: [
        { kind: 'footage', bytes: 120_000_000 },
        { kind: 'unreadable', bytes: 7 },
      ],
    });
    expect(two?.fullInDays).toBeCloseTo((50 * GB) / 200_000 / 86_400, 1);
    expect((await guard.info()).fullInDays).toBe(two?.fullInDays);
    // What does not record fills no disk.
    catalogue.cameras.update(second.id, { pausedByOperator: true });
    guard.volumesChanged();
    expect((await guard.volumes())[1]?.writeBytesPerSecond).toBe(0);
  });
});
