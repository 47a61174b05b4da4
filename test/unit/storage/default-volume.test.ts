import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { takeUpDefault } from '../../../src-main/storage/default-volume.ts';
import { markVolume } from '../../../src-main/storage/volumes.ts';
import { addCamera, beginRun, openTestCatalogue } from '../../support/catalogue-fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function prepared() {
  const dataDir = tempFolder();
  const catalogue = openTestCatalogue(path.join(dataDir, 'catalogue.db'), path.join(dataDir, 'recordings'));
  const takeUp = (folder: string) =>
    takeUpDefault(catalogue, { folder, dataDir, at: 5, logger: silentLogger });
  return { dataDir, catalogue, takeUp, elsewhere: path.join(tempFolder(), 'disk') };
}

describe('the default volume', () => {
  it('STO-4 is the folder of the settings, made at its first use', async () => {
    const { dataDir, catalogue, takeUp, elsewhere } = prepared();
    const own = path.join(dataDir, 'recordings');
    expect(await takeUp(own)).toMatchObject({ number: 1, path: own });
    expect(await takeUp(elsewhere)).toMatchObject({ number: 2, path: elsewhere });
    expect(existsSync(elsewhere)).toBe(true);
    expect(catalogue.volumes.default().number).toBe(2);
    expect(catalogue.volumes.list().map((volume) => volume.path)).toEqual([own, elsewhere]);
  });

  it('RET-8 a disk that footage is on is not made anew when it is away', async () => {
    const { catalogue, takeUp, elsewhere } = prepared();
    const { number } = await takeUp(elsewhere);
    const { id: sessionId } = { id: 's' };
    const cameraNumber = addCamera(catalogue).number;
    catalogue.runs.begin({ cameraNumber, sessionId, folder: 'f', startedAt: 1, volumeNumber: number });
    rmSync(elsewhere, { recursive: true });
    expect(await takeUp(elsewhere)).toMatchObject({ number });
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('STO-4 a disk that is mounted elsewhere now is the same volume', async () => {
    const { catalogue, takeUp, elsewhere } = prepared();
    const { number } = await takeUp(elsewhere);
    catalogue.volumes.setId(number, await markVolume(elsewhere, 1));
    renameSync(elsewhere, `${elsewhere}-2`);
    expect(await takeUp(`${elsewhere}-2`)).toMatchObject({ number, path: `${elsewhere}-2` });
  });

  it('STO-6 a bare mount point is still the volume that is expected there, and gets nothing of its own', async () => {
    const { catalogue, takeUp, elsewhere } = prepared();
    const { number } = await takeUp(elsewhere);
    const id = await markVolume(elsewhere, 1);
    catalogue.volumes.setId(number, id);
    rmSync(elsewhere, { recursive: true });
    mkdirSync(elsewhere);
    expect(await takeUp(elsewhere)).toMatchObject({ number, id });
  });

  it('a folder of the data folder that somebody deleted is made anew, and gets a new id', async () => {
    const { dataDir, catalogue, takeUp } = prepared();
    const own = path.join(dataDir, 'recordings');
    await takeUp(own);
    catalogue.volumes.setId(1, await markVolume(own, 1));
    beginRun(catalogue, addCamera(catalogue).number);
    rmSync(own, { recursive: true });
    await takeUp(own);
    expect(existsSync(own)).toBe(true);
    expect(catalogue.volumes.default().id).toBeUndefined();
  });
});
