/**
 * A camera of this PC in the running app, over the public API: found, tested, recorded into the catalogue, played, its
 * encoder killed, and the app itself. FFmpeg's own test picture stands in the camera's place.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../../shared/model/errors.ts';
import { AppCameras } from '../support/app-cameras.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { playPlaylist } from '../support/hls-client.ts';
import { ffmpegsWith } from '../support/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { testDevice } from '../support/test-devices.ts';
import { until } from '../support/until.ts';

const entry = path.resolve(import.meta.dirname, '../support/host-with-test-cameras.ts');

describe('a camera of this PC in the running app', () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'watchpost-local-'));
  let app: AppProcess;
  let cameras: AppCameras;
  let id = '';

  const start = async () => {
    app = await startApp({ dataDir, entry });
    cameras = new AppCameras(app, await app.client());
  };
  const plugIn = (names: readonly string[]) =>
    writeFileSync(path.join(dataDir, 'plugged.json'), JSON.stringify(names));
  /** The encoders among the processes that the app wrote down to be ended after a crash. */
  const encoders = () => {
    const { processes } = JSON.parse(readFileSync(path.join(dataDir, 'ffmpeg-processes.json'), 'utf8')) as {
      processes: { pid: number; token: string }[];
    };
    const written = new Map(processes.map(({ pid, token }) => [pid, token]));
    return ffmpegsWith('testsrc2=').filter(({ pid, args }) => args.at(-1) === written.get(pid));
  };
  const encoder = () => until(() => encoders()[0], { what: 'the encoder, written down' });

  beforeAll(start);
  afterAll(async () => {
    await app.dispose();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('REC-11 is offered when it is plugged in, and nothing else can be added', async () => {
    const { client } = cameras;
    expect(await client.call('cameras.devices', {})).toEqual([]);
    const add = (device: string) =>
      client.call('cameras.add', { name: 'Counter', source: { kind: 'usb', device } });
    await expect(add(testDevice)).rejects.toMatchObject({ code: errorCodes.invalidParams });
    plugIn(['HD Webcam']);
    expect(await client.call('cameras.devices', {})).toEqual([{ device: testDevice, name: 'HD Webcam' }]);
    await expect(add('/etc/passwd')).rejects.toMatchObject({ code: errorCodes.invalidParams });
    await client.call('settings.update', { recording: { rotationSeconds: 10 } });
    ({ id } = await add(testDevice));
    expect(await client.call('cameras.devices', {})).toMatchObject([{ cameraId: id }]);
  });

  it('REC-11 ING-1 PLY-2 is recorded, lands in the catalogue and plays', async () => {
    const status = await cameras.untilRecording(id);
    expect(status).toMatchObject({ encoder: expect.any(String), stream: { width: 640, height: 360 } });
    await cameras.untilFootage(id, 14);
    const segments = await until(
      async () => {
        const found = await cameras.segments(id);
        return found.length > 0 ? found : undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(segments[0]).toMatchObject({ state: 'ready', videoCodec: 'H264' });
    const range = { cameraId: id, from: segments[0]!.startAt, to: Date.now() };
    const { url, stretches } = await cameras.client.call('playback.playlist', range);
    expect(stretches.length).toBeGreaterThan(0);
    const played = await playPlaylist(url, (target, init) => app.fetch(target, init), tempFolder());
    expect(played.flatMap(({ errors }) => errors)).toEqual([]);
    expect(played.flatMap(({ frames }) => frames).length).toBeGreaterThan(100);
    const still = await app.fetch(`/stills/${id}/${Date.now()}.jpg`);
    expect(still.headers.get('content-type')).toBe('image/jpeg');
  });

  it('REC-5 COV-1 names the gap of a killed encoder, and records on', async () => {
    const { pid } = await encoder();
    const from = Date.now() - 5_000;
    process.kill(pid, 'SIGKILL');
    await cameras.untilReason(id, 'recorder-crashed');
    await cameras.untilRecording(id);
    await cameras.untilFootage(id, 1);
    const gaps = await until(async () => {
      const found = await cameras.gaps(id, from);
      return found.length > 0 ? found : undefined;
    });
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['restarting']));
    expect((await encoder()).pid).not.toBe(pid);
  });

  it('REC-8 REC-9 leaves no encoder behind when the app is killed, and records at the next start', async () => {
    const { pid } = await encoder();
    const before = await cameras.segments(id);
    await app.kill();
    await until(() => !existsSync(`/proc/${pid}`), { timeoutMs: 6_000, what: 'the encoder to be gone' });
    await start();
    await cameras.untilRecording(id);
    const after = (await cameras.segments(id)).map(({ file }) => file);
    for (const { file } of before) expect(after).toContain(file);
    expect(encoders()).toHaveLength(1);
  });

  it('REC-7 ends in order with the app', async () => {
    const { pid } = await encoder();
    expect((await app.stop()).code).toBe(0);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
