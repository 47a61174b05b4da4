/** Asking for the cameras of this PC, with a program that answers like FFmpeg on each system, and with the real one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { createDeviceAccess } from '../../../src-main/discovery/device-access.ts';
import { fakeProgram } from '../../support/ffmpeg/fake-program.ts';
import { testEnvironment, testFfmpeg } from '../../support/ffmpeg-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'watchpost-access-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const program = (binary: string) => ({
  binary,
  env: testEnvironment,
  clock: systemClock,
  logger: silentLogger,
});
const saying = (stderr: string, stdout = '', code = 1) =>
  fakeProgram(
    folder,
    'ffmpeg',
    `process.stdout.write(${JSON.stringify(stdout)}); process.stderr.write(${JSON.stringify(stderr)}); process.exitCode = ${code};`,
  );

it('REC-11 lists and describes cameras of Windows, though FFmpeg ends with an error', async () => {
  const sizes = Array.from(
    { length: 60 },
    (_, at) =>
      `[dshow @ 0000]   vcodec=mjpeg  min s=${320 + at * 16}x240 fps=5 max s=${320 + at * 16}x240 fps=30\n`,
  ).join('');
  const binary = saying(`[dshow @ 0000] [info] "Cam" (video)\n${sizes}dummy: Immediate exit requested\n`);
  const access = createDeviceAccess({ program: program(binary), platform: 'win32' });
  const [camera] = await access.list();
  expect(camera).toEqual({ device: 'Cam', name: 'Cam', input: { kind: 'dshow', name: 'Cam' } });
  // Lines that differ only in digits are all read.
  expect(await access.mode(camera!.input)).toMatchObject({ width: 320 + 59 * 16, height: 240, fps: 15 });
});

it('REC-11 lists cameras of a Mac', async () => {
  const binary = saying(
    '[AVFoundation indev @ 0x7f] AVFoundation video devices:\n[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera\n',
  );
  const access = createDeviceAccess({ program: program(binary), platform: 'darwin' });
  expect((await access.list()).map(({ device }) => device)).toEqual(['FaceTime HD Camera']);
});

it('REC-11 lists cameras of Linux by the system, without what FFmpeg says gives no pictures', async () => {
  const places = { classFolder: path.join(folder, 'class'), devFolder: '/dev' };
  for (const [node, name] of [
    ['video0', 'Camera'],
    ['video1', 'codec'],
  ] as const) {
    fs.mkdirSync(path.join(places.classFolder, node), { recursive: true });
    fs.writeFileSync(path.join(places.classFolder, node, 'name'), `${name}\n`);
    fs.writeFileSync(path.join(places.classFolder, node, 'index'), '0\n');
  }
  const some = saying(
    '',
    'Auto-detected sources for video4linux2,v4l2:\n  /dev/video0 [Camera] (video)\n',
    0,
  );
  const access = createDeviceAccess({ program: program(some), platform: 'linux', places });
  expect((await access.list()).map(({ name }) => name)).toEqual(['Camera']);
  const none = saying(
    '',
    'Auto-detected sources for v4l2:\nCannot list sources: Function not implemented\n',
    0,
  );
  const blind = createDeviceAccess({ program: program(none), platform: 'linux', places });
  expect((await blind.list()).map(({ name }) => name)).toEqual(['Camera', 'codec']);
});

it('takes this machine’s own FFmpeg at its word', async () => {
  const places = { classFolder: path.join(folder, 'none'), devFolder: '/dev' };
  const access = createDeviceAccess({ program: program(testFfmpeg), platform: 'linux', places });
  expect(await access.list()).toEqual([]);
  expect(await access.mode({ kind: 'v4l2', path: '/dev/watchpost-none' })).toBeUndefined();
});

it('says in a sentence that the list cannot be had', async () => {
  const access = createDeviceAccess({ program: program(path.join(folder, 'missing')), platform: 'win32' });
  await expect(access.list()).rejects.toMatchObject({
    code: errorCodes.unavailable,
    message: expect.stringMatching(/^The cameras of this PC could not be listed/),
  });
  expect(await access.mode({ kind: 'dshow', name: 'Cam' })).toBeUndefined();
});
