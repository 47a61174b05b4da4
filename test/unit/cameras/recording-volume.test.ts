import { describe, expect, it } from 'vitest';
import { GuardedVolume } from '../../../src-main/cameras/recording-volume.ts';
import type { WatchedLook } from '../../../src-main/storage/volume-watch.ts';
import { openTestCatalogue } from '../../support/catalogue-fixture.ts';

function volumeThatLooks(look: WatchedLook, asked: number[] = []) {
  const { volumes } = openTestCatalogue(':memory:', '/mnt/attic');
  const watch = {
    look: async (maxAgeMs: number) => {
      asked.push(maxAgeMs);
      return look;
    },
    inLane: <T>(sync: () => Promise<T>) => sync(),
  };
  const guard = { watch: () => watch as never, mayStart: async () => {}, reserveBytes: () => 100 };
  return { volumes, volume: new GuardedVolume(1, { volumes, guard }) };
}
const room = { totalBytes: 1_000, availableBytes: 500 };

describe('a volume as recorders see it', () => {
  it('STO-6 a disk that is away or another one is missing, one that cannot be written an error', async () => {
    const expected = {
      ok: 'ok',
      failing: 'ok',
      missing: 'volume-missing',
      'other-disk': 'volume-missing',
      unreadable: 'disk-error',
      'read-only': 'disk-error',
      hanging: 'disk-error',
    } as const;
    for (const [state, said] of Object.entries(expected)) {
      const { volume } = volumeThatLooks({ state: state as WatchedLook['state'], room });
      expect(await volume.check()).toBe(said);
    }
  });

  it('STO-2 is full when less than its reserve is left', async () => {
    expect(await volumeThatLooks({ state: 'ok', room: { ...room, availableBytes: 99 } }).volume.check()).toBe(
      'disk-full',
    );
    expect(
      await volumeThatLooks({ state: 'ok', room: { ...room, availableBytes: 100 } }).volume.check(),
    ).toBe('ok');
  });

  it('hands on how old a look may be, and knows its folder and name as of now', async () => {
    const asked: number[] = [];
    const { volume, volumes } = volumeThatLooks({ state: 'ok', room }, asked);
    await volume.check(1_500);
    await volume.check();
    expect(asked).toEqual([1_500, 0]);
    expect([volume.folder, volume.name]).toEqual(['/mnt/attic', 'attic']);
    volumes.moveTo(1, '/mnt/cellar');
    volumes.setName(1, 'Cellar disk');
    expect([volume.folder, volume.name]).toEqual(['/mnt/cellar', 'Cellar disk']);
    volumes.replaceAt({ path: '/mnt/cellar', at: 1 });
    expect(volume.folder).toBe('');
  });
});
