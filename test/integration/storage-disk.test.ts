import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { readEnvironment } from '../../src-main/settings/environment.ts';
import { SettingsStore } from '../../src-main/settings/settings-store.ts';
import { StorageGuard } from '../../src-main/storage/storage-guard.ts';
import { markVolume } from '../../src-main/storage/volumes.ts';
import { openTestCatalogue } from '../support/catalogue-fixture.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the storage guard on a real file system', () => {
  it('STO-3 tells what the file system tells, with what an ordinary user has left', async () => {
    const recordings = path.join(tempFolder(), 'recordings');
    mkdirSync(recordings);
    const id = await markVolume(recordings, 1_000);
    const settings = SettingsStore.open(
      path.join(tempFolder(), 'settings.json'),
      readEnvironment({ RECORD_DIR: recordings }),
    );
    const guard = new StorageGuard({
      catalogue: openTestCatalogue(':memory:', recordings),
      settings,
      clock: systemClock,
      logger: silentLogger,
    });
    onTestFinished(() => guard.dispose());
    const info = await guard.info();
    const { blocks, bsize, bavail } = statfsSync(recordings);
    expect(info.totalBytes).toBe(blocks * bsize);
    // Other processes write meanwhile.
    expect(Math.abs(info.availableBytes - bavail * bsize)).toBeLessThan(info.totalBytes / 20);
    expect(info.usedPercent).toBeCloseTo(100 * (1 - info.availableBytes / info.totalBytes), 0);
    expect(info.volumes).toMatchObject([{ id, path: recordings }]);
  });

  it('STO-3 a recordings folder that is not there is -1005', async () => {
    const recordings = path.join(tempFolder(), 'recordings');
    const settings = SettingsStore.open(
      path.join(tempFolder(), 'settings.json'),
      readEnvironment({ RECORD_DIR: recordings }),
    );
    const guard = new StorageGuard({
      catalogue: openTestCatalogue(':memory:', recordings),
      settings,
      clock: systemClock,
      logger: silentLogger,
    });
    onTestFinished(() => guard.dispose());
    await expect(guard.info()).rejects.toMatchObject({ code: -1005 });
    mkdirSync(recordings);
    await expect(guard.info()).resolves.toMatchObject({ level: expect.any(String) as unknown });
    rmSync(recordings, { recursive: true });
  });
});
