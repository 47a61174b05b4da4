import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { realDisk, type DiskPorts } from '../../../src-main/storage/volume-look.ts';
import { VolumeWatch } from '../../../src-main/storage/volume-watch.ts';
import { markVolume, VOLUME_FILE } from '../../../src-main/storage/volumes.ts';
import { openTestCatalogue } from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function prepared(disk: Partial<DiskPorts> = {}) {
  const folder = path.join(tempFolder(), 'disk');
  mkdirSync(folder);
  const { volumes } = openTestCatalogue(':memory:', folder);
  const clock = new FakeClock();
  const watch = () => new VolumeWatch(1, { volumes, clock, disk: { ...realDisk, ...disk } });
  return { folder, volumes, clock, watch };
}
const refusing = (code: string) => () => Promise.reject(Object.assign(new Error('planted'), { code }));

describe('a watched volume', () => {
  it('STO-6 is missing while it is not there, and back when the same volume is back', async () => {
    const { folder, watch } = prepared();
    const volume = watch();
    expect(await volume.look()).toMatchObject({
      state: 'ok',
      room: { totalBytes: expect.any(Number) as unknown },
    });
    await volume.footageStored();
    renameSync(folder, `${folder}-away`);
    expect(await volume.look()).toEqual({ state: 'missing' });
    mkdirSync(folder);
    expect(await volume.look()).toEqual({ state: 'other-disk' });
    rmSync(folder, { recursive: true });
    renameSync(`${folder}-away`, folder);
    expect((await volume.look()).state).toBe('ok');
  });

  it('STO-6 a bare mount point is not the volume, in the next life of the app neither', async () => {
    const { folder, volumes, watch } = prepared();
    const first = watch();
    await first.look();
    await first.footageStored();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    expect((await watch().look()).state).toBe('other-disk');
    expect(volumes.byNumber(1)?.id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('RET-8 gets its id only after footage was stored, once, however many first files are stored at once', async () => {
    const { folder, volumes, watch } = prepared();
    const volume = watch();
    await volume.look();
    expect(volumes.byNumber(1)?.id).toBeUndefined();
    await Promise.all(Array.from({ length: 16 }, () => Promise.resolve().then(() => volume.footageStored())));
    const { id } = JSON.parse(readFileSync(path.join(folder, VOLUME_FILE), 'utf8')) as { id: string };
    expect(volumes.byNumber(1)?.id).toBe(id);
    expect((await volume.look()).state).toBe('ok');
  });

  it('RET-8 gives no id to a disk that took its place before the first footage was stored', async () => {
    const { folder, volumes, watch } = prepared({
      readMark: async (place) => ({ device: (await realDisk.readMark(place)) ? String(device) : '' }),
    });
    let device = 1;
    const volume = watch();
    await volume.look();
    device = 2;
    await volume.footageStored();
    expect(volumes.byNumber(1)?.id).toBeUndefined();
    expect(() => readFileSync(path.join(folder, VOLUME_FILE))).toThrow(/ENOENT/);
  });

  it('STO-4 a disk that was marked in another life brings its id along', async () => {
    const { folder, volumes, watch } = prepared();
    const id = await markVolume(folder, 1);
    expect((await watch().look()).state).toBe('ok');
    expect(volumes.byNumber(1)?.id).toBe(id);
  });

  it('STO-5 tells a disk that is write-protected from one that fails', async () => {
    expect(
      (
        await prepared({ mayWrite: refusing('EROFS') })
          .watch()
          .look()
      ).state,
    ).toBe('read-only');
    expect(
      (
        await prepared({ mayWrite: refusing('EACCES') })
          .watch()
          .look()
      ).state,
    ).toBe('read-only');
    expect(
      (
        await prepared({ mayWrite: refusing('EIO') })
          .watch()
          .look()
      ).state,
    ).toBe('unreadable');
    expect(
      await prepared({ room: refusing('EIO') })
        .watch()
        .look(),
    ).toEqual({ state: 'unreadable' });
  });

  it('STO-6 shares one look among cameras for as long as they allow, and looks again for who allows nothing', async () => {
    let looks = 0;
    const { clock, watch } = prepared({
      room: (folder) => {
        looks += 1;
        return realDisk.room(folder);
      },
    });
    const volume = watch();
    await Promise.all([volume.look(1_500), volume.look(1_500), volume.look()]);
    expect(looks).toBe(1);
    await volume.look();
    expect(looks).toBe(2);
    await clock.advance(1_501);
    await volume.look(1_500);
    expect(looks).toBe(3);
  });

  it('STO-5 a disk that does not answer hangs, and nobody waits for it twice', async () => {
    const answer = Promise.withResolvers<void>();
    const { clock, watch } = prepared({ mayWrite: () => answer.promise });
    const volume = watch();
    const first = volume.look();
    await clock.advance(5_000);
    expect(await first).toEqual({ state: 'hanging' });
    expect(await volume.look()).toEqual({ state: 'hanging' });
    answer.resolve();
    await expect.poll(async () => (await volume.look()).state).toBe('ok');
    expect(clock.timers).toBe(0);
  });

  it('STO-5 a sync that the disk owes for five seconds means that it hangs; a few syncs wait for it, no more', async () => {
    const { clock, watch } = prepared();
    const volume = watch();
    const answer = Promise.withResolvers<void>();
    let begun = 0;
    const syncs = Array.from({ length: 16 }, () =>
      volume.inLane(() => {
        begun += 1;
        return answer.promise;
      }),
    );
    expect((await volume.look()).state).toBe('ok');
    await clock.advance(5_000);
    expect((await volume.look()).state).toBe('hanging');
    expect(begun).toBe(4);
    answer.resolve();
    await Promise.all(syncs);
    expect((await volume.look()).state).toBe('ok');
  });

  it('STO-5 shows that a recorder could not write, until one can', async () => {
    const volume = prepared().watch();
    volume.reportFailure();
    expect((await volume.look()).state).toBe('failing');
    volume.worksAgain();
    expect((await volume.look()).state).toBe('ok');
  });
});
