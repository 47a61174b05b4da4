import { mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { markVolume, readVolume, VOLUME_FILE, volumePresence } from '../../../src-main/storage/volumes.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('volumes', () => {
  it('RET-8 have an id only once they are marked, and keep it', async () => {
    const folder = tempFolder();
    expect(await readVolume(folder)).toEqual({ device: statSync(folder, { bigint: true }).dev.toString() });
    const id = await markVolume(folder, 1_000);
    expect(await markVolume(folder, 2_000)).toBe(id);
    expect((await readVolume(folder))?.id).toBe(id);
    expect(statSync(path.join(folder, VOLUME_FILE)).mode & 0o777).toBe(0o600);
  });

  it('STO-6 a bare mount point, another disk and nothing at all are told apart from the volume', async () => {
    const folder = tempFolder();
    const mount = path.join(folder, 'mount');
    mkdirSync(mount);
    const id = await markVolume(mount, 1_000);
    const expected = { id, device: '0' };
    expect(await volumePresence(mount, expected)).toBe('present');
    renameSync(mount, path.join(folder, 'ejected'));
    expect(await volumePresence(mount, expected)).toBe('missing');
    mkdirSync(mount);
    expect(await volumePresence(mount, expected)).toBe('other');
    await markVolume(mount, 2_000);
    expect(await volumePresence(mount, expected)).toBe('other');
  });

  it('STO-6 before there is an id, the device of the mount decides', async () => {
    const folder = tempFolder();
    const found = await readVolume(folder);
    expect(await volumePresence(folder, { device: found?.device ?? '' })).toBe('present');
    expect(await volumePresence(folder, { device: '1' })).toBe('other');
  });
});
