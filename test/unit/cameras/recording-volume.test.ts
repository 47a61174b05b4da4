import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { FolderVolume, type VolumeDeps } from '../../../src-main/cameras/recording-volume.ts';
import { FakeClock } from '../../support/fake-clock.ts';

let folder: string;
const guard = { mayStart: async () => {}, reserve: async () => ({ bytes: 1, reached: false }) };
const marked: string[] = [];
const deps = {
  guard,
  clock: new FakeClock(),
  logger: silentLogger,
  onMarked: (_: number, id: string) => void marked.push(id),
};

function volumeAt(some: VolumeDeps, id?: string) {
  const volume = { number: 1, path: folder, name: 'Footage', addedAt: 1, ...(id !== undefined && { id }) };
  return new FolderVolume(volume, some);
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'watchpost-volume-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the recordings folder', () => {
  it('STO-6 is missing while it is not there, and back when the same volume is back', async () => {
    const volume = volumeAt(deps);
    expect(await volume.check()).toBe('ok');
    await volume.footageStored();
    renameSync(folder, `${folder}-away`);
    expect(await volume.check()).toBe('volume-missing');
    renameSync(`${folder}-away`, folder);
    expect(await volume.check()).toBe('ok');
  });

  it('STO-6 shares one look among cameras for as long as they allow, and looks again for who allows nothing', async () => {
    let looks = 0;
    const counted = {
      ...guard,
      reserve: () => {
        looks += 1;
        return guard.reserve();
      },
    };
    const clock = new FakeClock();
    const volume = volumeAt({ ...deps, clock, guard: counted });
    expect(await Promise.all([volume.check(1_500), volume.check(1_500)])).toEqual(['ok', 'ok']);
    expect(looks).toBe(1);
    await volume.check();
    expect(looks).toBe(2);
    await clock.advance(1_501);
    await volume.check(1_500);
    expect(looks).toBe(3);
  });

  it('RET-8 gets its id only after footage was stored, and once', async () => {
    const volume = volumeAt(deps);
    await volume.check();
    expect(volume.id).toBeUndefined();
    await volume.footageStored();
    const { id } = volume;
    await volume.footageStored();
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const later = volumeAt(deps);
    expect(await later.check()).toBe('ok');
    expect(later.id).toBe(id);
  });

  it('RET-8 STO-6 gets one id, however many first files are stored at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const volume = volumeAt(deps);
      await volume.check();
      await Promise.all(
        Array.from({ length: 16 }, () => Promise.resolve().then(() => volume.footageStored())),
      );
      expect(await volume.check()).toBe('ok');
      rmSync(path.join(folder, '.watchpost-volume.json'));
    }
  });

  it('STO-2 is full when the reserve is reached, and not because the gauge cannot be read', async () => {
    const full = { ...guard, reserve: async () => ({ bytes: 1, reached: true }) };
    expect(await volumeAt({ ...deps, guard: full }).check()).toBe('disk-full');
    const blind = { ...guard, reserve: () => Promise.reject(new Error('no gauge')) };
    expect(await volumeAt({ ...deps, guard: blind }).check()).toBe('ok');
  });
});
