import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { readEnvironment } from '../../../src-main/settings/environment.ts';
import { SettingsStore } from '../../../src-main/settings/settings-store.ts';
import { StorageGuard } from '../../../src-main/storage/storage-guard.ts';
import { VolumeSet } from '../../../src-main/storage/volume-set.ts';
import { markVolume } from '../../../src-main/storage/volumes.ts';
import { addCamera, openTestCatalogue } from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function prepared() {
  const dataDir = tempFolder();
  const recordings = path.join(dataDir, 'recordings');
  mkdirSync(recordings);
  const catalogue = openTestCatalogue(':memory:', recordings);
  const settings = SettingsStore.open(path.join(dataDir, 'settings.json'), readEnvironment({}));
  const clock = new FakeClock();
  const guard = new StorageGuard({ catalogue, settings, clock, logger: silentLogger });
  onTestFinished(() => guard.dispose());
  const set = new VolumeSet({ catalogue, guard, clock, dataDir });
  return { catalogue, set, dataDir, recordings, elsewhere: path.join(tempFolder(), 'disk') };
}

describe('the list of storage locations', () => {
  it('STO-4 takes a folder, made for its owner only, and shows it with the default one first', async () => {
    const { set, elsewhere, recordings } = prepared();
    const added = await set.add({ path: elsewhere, name: '  Attic ' });
    expect(added).toMatchObject({
      number: 2,
      name: 'Attic',
      path: elsewhere,
      isDefault: false,
      state: 'ok',
      id: '',
    });
    expect(statSync(elsewhere).mode & 0o777).toBe(0o700);
    expect((await set.list()).map((volume) => volume.path)).toEqual([recordings, elsewhere]);
    expect((await set.rename(2, '')).name).toBe('disk');
    await expect(set.rename(9, 'x')).rejects.toMatchObject({ code: -1020 });
  });

  it('STO-4 refuses what cannot be one, with a sentence, and makes nothing then', async () => {
    const { set, elsewhere, recordings, dataDir } = prepared();
    await set.add({ path: elsewhere });
    const link = path.join(tempFolder(), 'link');
    symlinkSync(elsewhere, link);
    const file = path.join(tempFolder(), 'file');
    writeFileSync(file, 'x');
    const refusals: [string, RegExp][] = [
      ['relative/folder', /whole path/],
      [dataDir, /its own data/],
      [path.join(recordings, 'more'), /lies inside the storage location recordings/],
      [path.dirname(elsewhere), /lies inside this folder/],
      [elsewhere, /already the storage location/],
      [link, /already the storage location/],
      [path.join(link, 'more'), /lies inside the storage location/],
      [file, /is a file/],
      [path.join(file, 'below'), /is a file, or lies below one/],
      ['/proc/watchpost', /cannot be used|may not write/],
    ];
    for (const [folder, sentence] of refusals) {
      await expect(set.add({ path: folder }), folder).rejects.toMatchObject({
        code: -1022,
        message: expect.stringMatching(sentence) as unknown,
      });
    }
    await expect(set.add({ path: `${elsewhere}-b`, name: 'a\0b' })).rejects.toMatchObject({ code: -32602 });
    expect(await set.list()).toHaveLength(2);
  });

  it('STO-4 knows a disk by its id under another path, and refuses it twice', async () => {
    const { set, elsewhere, catalogue } = prepared();
    const { number } = await set.add({ path: elsewhere });
    const id = await markVolume(elsewhere, 1);
    catalogue.volumes.setId(number, id);
    const other = path.join(tempFolder(), 'other');
    mkdirSync(other);
    writeFileSync(path.join(other, '.watchpost-volume.json'), JSON.stringify({ id }));
    await expect(set.add({ path: other })).rejects.toMatchObject({
      message: expect.stringMatching(/under another path/) as unknown,
    });
    rmSync(elsewhere, { recursive: true });
    expect(await set.add({ path: other })).toMatchObject({ number, path: other, id });
  });

  it('STO-4 lets another disk take the place of one that will not come back, the default one too', async () => {
    const { set, recordings, catalogue } = prepared();
    catalogue.volumes.setId(1, '11111111-1111-4111-8111-111111111111');
    const run = { cameraNumber: addCamera(catalogue).number, sessionId: 's', folder: 'f', startedAt: 1 };
    catalogue.runs.begin(run);
    expect((await set.list())[0]).toMatchObject({ number: 1, state: 'other-disk', code: -1005 });
    const added = await set.add({ path: recordings, replaces: 1 });
    expect(added).toMatchObject({ number: 2, path: recordings, isDefault: true, state: 'ok' });
    expect((await set.list())[1]).toMatchObject({ number: 1, path: '', state: 'missing' });
  });

  it('STO-4 forgets one that nothing is on, and leaves its folder alone', async () => {
    const { set, elsewhere, catalogue } = prepared();
    await set.add({ path: elsewhere });
    const camera = addCamera(catalogue, { volume: 2 });
    expect(() => set.remove(2)).toThrow(/Front door records to disk/);
    expect(() => set.remove(1)).toThrow(/another recordings folder first/);
    catalogue.cameras.update(camera.id, { volume: undefined });
    set.remove(2);
    expect(await set.list()).toHaveLength(1);
    expect(statSync(elsewhere).isDirectory()).toBe(true);
    expect(() => set.remove(2)).toThrow(/does not exist any more/);
  });
});
