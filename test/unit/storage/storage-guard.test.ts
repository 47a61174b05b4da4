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
  const readRoom = (): Promise<DiskRoom> => {
    disk.reads += 1;
    if (disk.broken) return Promise.reject(Object.assign(new Error('planted'), { code: 'EIO' }));
    return Promise.resolve({ totalBytes: 100 * GB, availableBytes: (100 - disk.used) * GB });
  };
  const guard = new StorageGuard({ catalogue, settings, clock, logger: silentLogger, readRoom });
  onTestFinished(() => guard.dispose());
  return { catalogue, settings, clock, disk, guard };
}

describe('the storage guard', () => {
  it('STO-3 tells total, available, percent, thresholds and level', async () => {
    const { guard, settings } = prepared();
    expect(await guard.info()).toEqual({
      totalBytes: 100 * GB,
      availableBytes: 50 * GB,
      usedPercent: 50,
      level: 'ok',
      warnThresholdPercent: 80,
      blockThresholdPercent: 90,
      volumes: [
        {
          id: '',
          path: settings.get().storage.recordingsFolder,
          totalBytes: 100 * GB,
          availableBytes: 50 * GB,
          usedPercent: 50,
          level: 'ok',
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
    await Promise.all([guard.info(), guard.info(), guard.mayStart()]);
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
    await expect(guard.mayStart()).rejects.toMatchObject({ code: -1005 });
    expect(failures).toEqual([-1005]);
    disk.broken = false;
    await expect(guard.mayStart()).resolves.toBeUndefined();
  });

  it('STO-2 a new recording is refused at the block level with -1010 and what is left', async () => {
    const { guard, disk, clock } = prepared(90);
    await expect(guard.mayStart()).rejects.toMatchObject({
      code: -1010,
      data: { available: 10 * GB, total: 100 * GB },
    });
    expect((await guard.info()).code).toBe(-1010);
    disk.used = 85;
    await clock.advance(5_000);
    await expect(guard.mayStart()).resolves.toBeUndefined();
    expect((await guard.info()).code).toBe(-1008);
    expect(guard.level()).toBe('low');
  });

  it('STO-1 new thresholds hold at once, without the old hysteresis', async () => {
    const { guard, settings } = prepared(79.5);
    settings.update({ storage: { warnPercent: 40, blockPercent: 50 } });
    await expect(guard.mayStart()).rejects.toMatchObject({ code: -1010 });
    settings.update({ storage: { warnPercent: 80, blockPercent: 90 } });
    expect((await guard.info()).level).toBe('ok');
  });

  it('STO-2 the reserve of running recordings is reached when less than it is left', async () => {
    const { guard, settings } = prepared(99.6);
    expect(await guard.reserve()).toEqual({ bytes: 500_000_000, reached: true });
    settings.update({ storage: { reserveBytes: 1_000 } });
    expect(await guard.reserve()).toEqual({ bytes: 1_000, reached: false });
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
