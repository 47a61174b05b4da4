/** Which FFmpeg is used, and which is refused. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/model/errors.ts';
import { findFfmpeg } from '../../../src-main/ffmpeg/find-ffmpeg.ts';
import { fakeProgram, versionScript } from '../../support/ffmpeg/fake-program.ts';

let folder: string;
const make = (place: string, version: string, format = '59. 27.100') => {
  fs.mkdirSync(path.join(folder, path.dirname(place)), { recursive: true });
  return fakeProgram(folder, place, versionScript(version, format));
};
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'find-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('finding FFmpeg', () => {
  it('follows the order: FFMPEG_BIN, resources, ffmpeg-static, PATH', async () => {
    const envPath = make('own', '8.0');
    make('resources/bin/ffmpeg', '7.1');
    const staticPath = make('static', '6.1.1');
    make('path/ffmpeg', '5.1.9-0+deb12u1');
    const searchPath = ['relative', path.join(folder, 'nowhere'), path.join(folder, 'path')].join(
      path.delimiter,
    );
    const resourcesPath = path.join(folder, 'resources');
    const version = async (places: object) => (await findFfmpeg({ searchPath, ...places })).version;
    expect(await version({ envPath, resourcesPath, staticPath })).toBe('8.0');
    expect(await version({ resourcesPath, staticPath })).toBe('7.1');
    expect(await version({ staticPath })).toBe('6.1.1');
    expect(await version({ staticPath: path.join(folder, 'gone') })).toBe('5.1.9-0+deb12u1');
  });

  it('goes on to the next one when the first cannot be used', async () => {
    const staticPath = make('static', '4.4', '58. 76.100');
    const good = make('path/ffmpeg', 'N-109542-g2f1f4d1', '60.  3.100');
    expect(await findFfmpeg({ staticPath, searchPath: path.join(folder, 'path') })).toEqual({
      path: good,
      version: 'N-109542-g2f1f4d1',
    });
  });

  it('refuses a version below 5.0 with a sentence', async () => {
    make('path/ffmpeg', '4.4.2', '58. 76.100');
    const error = await findFfmpeg({ searchPath: path.join(folder, 'path') }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({
      code: -1023,
      message: expect.stringMatching(/5\.0 or newer.*4\.4\.2 is too old/),
    });
  });

  it('does not look further when FFMPEG_BIN is wrong, and says so', async () => {
    make('path/ffmpeg', '7.0');
    const envPath = fakeProgram(folder, 'other', "console.log('hello')");
    const searchPath = path.join(folder, 'path');
    await expect(findFfmpeg({ envPath, searchPath })).rejects.toThrow(/FFMPEG_BIN names .*it is not FFmpeg/);
    await expect(findFfmpeg({ envPath: path.join(folder, 'none'), searchPath })).rejects.toThrow(/ENOENT/);
  });

  it('says what to do when there is none', async () => {
    await expect(findFfmpeg({ searchPath: folder })).rejects.toThrow(/was not found\. Install FFmpeg 5\.0/);
  });
});
