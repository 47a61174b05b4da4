/**
 * Cameras of every kind that a shop may have bought, recorded by the real app: H.265, G.711, AAC, no sound, a codec that
 * cannot be recorded, a picture size that changes, a certificate. What is on the disk is judged by FFmpeg and a browser.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SegmentRow } from '../../shared/contract/names.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import { AppCameras } from '../support/app-cameras.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { BrowserPage } from '../support/browser-page.ts';
import { cameraCertificates } from '../support/camera-certificates.ts';
import { demoClip, demoPassword, startDemoCamera } from '../support/demo-fixture.ts';
import { runJudge } from '../support/ffmpeg-fixture.ts';
import { tracks } from '../support/ffprobe.ts';
import { identify } from '../support/frame-ledger.ts';
import { GstreamerCamera } from '../support/gstreamer-camera.ts';
import { playPlaylist } from '../support/hls-client.ts';
import { watchLive } from '../support/live-viewer.ts';
import type { ShownPicture } from '../support/page/footage-page.ts';
import type { SocketClient } from '../support/rpc-socket.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';
import { frameTime } from '../../src-main/demo/schedule.ts';

let app: AppProcess;
let client: SocketClient;
let cameras: AppCameras;

beforeAll(async () => {
  app = await startApp();
  client = await app.client();
  cameras = new AppCameras(app, client);
  await client.call('settings.update', {
    recording: { rotationSeconds: 10 },
    // A refused camera is asked again soon: what is waited for here is the change, not the patience.
    reconnect: { minMs: 200, maxMs: 1_000, slowMs: 1_000 },
  });
});
afterAll(() => app.dispose());

/** Where a recorded file lies. */
const fileOf = (segment: SegmentRow): string => cameras.file(segment);

/** Hashes of what FFmpeg makes of a file: decoded pictures, or packets with `-c copy`. */
async function streamHashes(file: string, choice: readonly string[]): Promise<string[]> {
  const { stdout } = await runJudge(['-v', 'error', '-i', file, ...choice, '-f', 'framemd5', 'pipe:1']);
  return stdout
    .toString()
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').at(-1)!.trim());
}

/** Every decoded picture: none repeated or left out to please a constant rate. */
const pictureHashes = (file: string): Promise<string[]> =>
  streamHashes(file, ['-map', '0:v', '-fps_mode', 'passthrough', '-enc_time_base', '-1']);

/** Pictures that came long after the one before them, by the time of the footage. */
const standstills = (pictures: readonly ShownPicture[]) =>
  pictures.filter(({ at }, index) => at - (pictures[index - 1]?.at ?? at) > 2_000);

/** Mean loudness in dB; silence is about -91. */
async function loudness(file: string): Promise<number> {
  const { stderr } = await runJudge(['-i', file, '-map', '0:a', '-af', 'volumedetect', '-f', 'null', '-']);
  return Number(/mean_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? Number.NaN);
}

/** Somebody else who records the camera at the same time: there first, and longer. Resolves when footage comes. */
async function recordDirectly(url: string) {
  // A transport stream: whatever has been written can be read.
  const file = `${tempFolder()}/direct.ts`;
  const stop = new AbortController();
  let recordedMs = 0;
  const input = ['-rtsp_transport', 'tcp', '-i', url, '-map', '0:v', '-c', 'copy'];
  const running = runJudge([...input, '-f', 'mpegts', '-flush_packets', '1', '-progress', 'pipe:1', file], {
    signal: stop.signal,
    onStdout: (chunk) => {
      const microseconds = /out_time_us=(\d+)/.exec(chunk.toString())?.[1];
      if (microseconds !== undefined) recordedMs = Number(microseconds) / 1_000;
    },
  }).catch(() => {});
  await until(() => recordedMs > 0, { timeoutMs: 30_000, what: 'the direct recording to begin' });
  return {
    file,
    /** Resolves when this much more of the stream is in the file. */
    goOnFor: async (milliseconds: number) => {
      const wanted = recordedMs + milliseconds;
      await until(() => recordedMs > wanted, {
        timeoutMs: 30_000 + milliseconds,
        what: 'more of the direct recording',
      });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

describe('an H.265 camera with A-law sound', () => {
  it('CAM-3 REC-12 REC-13 LIV-5 is tested, watched, recorded as it comes, and played', async () => {
    await using source = await GstreamerCamera.start({ codec: 'h265', audio: 'pcma' });
    const tested = await client.call('cameras.test', { source: { kind: 'rtsp', url: source.url } });
    expect(tested).toMatchObject({ videoCodec: 'H265', width: 640, height: 360, audioCodec: 'PCMA' });
    expect(tested.still).toMatch(/^data:image\/jpeg;base64,/);
    expect(Math.round(tested.fps)).toBe(15);

    await using direct = await recordDirectly(source.url);
    const { id } = await cameras.add('Yard H.265', { url: source.url });
    await cameras.untilRecording(id);
    {
      using viewer = await watchLive({ app, client }, id, 'main');
      expect(viewer.stream.codec).toMatch(/^hev1\.1\.[0-9a-f]+\.L\d+/);
      expect(viewer.stream).toMatchObject({ width: 640, height: 360, stream: 'main' });
      await until(() => viewer.frames.length > 15, { what: 'live pictures' });
      expect(viewer.frames[0]!.key).toBe(true);
    }
    const segments = await cameras.recordFor(id, 6);
    // It may lag behind, and keeps some back.
    await direct.goOnFor(4_000);
    expect(new Set(segments.map(({ videoCodec, state }) => `${videoCodec} ${state}`))).toEqual(
      new Set(['H265 ready']),
    );
    const asItCame = new Set(await pictureHashes(direct.file));
    let pictures = 0;
    for (const segment of segments) {
      const file = fileOf(segment);
      const [video, audio] = await tracks(file);
      expect(video).toMatchObject({ type: 'video', codec: 'hevc', tag: 'hvc1', width: 640, height: 360 });
      expect(audio).toMatchObject({ type: 'audio', codec: 'aac' });
      expect(await loudness(file)).toBeGreaterThan(-40);
      const recorded = await pictureHashes(file);
      expect(recorded).toHaveLength(video!.packets);
      // Encoded anew, not one would be the same; a busy machine may cost the direct recording some.
      const same = recorded.filter((hash) => asItCame.has(hash));
      expect(same.length).toBeGreaterThan(recorded.length / 2);
      pictures += recorded.length;
    }
    expect(pictures).toBeGreaterThan(15 * 5);

    const load = (from: number, to: number) => client.call('playback.playlist', { cameraId: id, from, to });
    const { url, stretches } = await load(segments[0]!.startAt, Date.now());
    const played = await playPlaylist(url, (target, init) => app.fetch(target, init), tempFolder());
    expect(played.flatMap(({ errors }) => errors)).toEqual([]);
    expect(played.flatMap(({ frames }) => frames)).toHaveLength(pictures);
    expect(new Set(stretches.map(({ videoCodec }) => videoCodec))).toEqual(new Set(['H265']));

    // PLY-2 LIV-5: a browser that cannot decode it says so at once; one that can plays it.
    await using page = await BrowserPage.open(app);
    const { canDecode, states, detail } = await page.watch(load, segments[0]!.startAt, 60_000);
    if (canDecode.H265) expect(states.at(-1)).toBe('at-live-edge');
    else expect({ states, detail }).toEqual({ states: ['loading', 'unsupported'], detail: 'H265' });
    expect(page.errors).toEqual([]);
  }, 180_000);

  it('PLY-2 LIV-5 that was H.264 for a while is played as far as the browser decodes it', async () => {
    await using modern = await GstreamerCamera.start({ codec: 'h265', audio: 'none' });
    await using plain = await startDemoCamera({ withoutSignIn: true });
    const { id } = await cameras.add('Changing', { url: modern.url });
    for (const [index, url] of [modern.url, plain.mainUrl, modern.url].entries()) {
      if (index > 0) await client.call('cameras.update', { id, source: { kind: 'rtsp', url } });
      const codec = index === 1 ? 'H264' : 'H265';
      await cameras.until(id, codec, ({ recording, stream }) => recording && stream?.videoCodec === codec);
      await cameras.untilFootage(id, 3 * (index + 1));
    }
    await client.call('stop_recording', { id });
    const segments = await cameras.segments(id);
    const plainOnes = segments.filter(({ videoCodec }) => videoCodec === 'H264');
    const from = plainOnes[0]!.startAt;
    const last = plainOnes.at(-1)!;
    expect(segments[0]!.startAt).toBeLessThan(from);
    expect(segments.at(-1)!.startAt).toBeGreaterThan(last.startAt);

    await using page = await BrowserPage.open(app);
    const load = (begin: number, end: number) =>
      client.call('playback.playlist', { cameraId: id, from: begin, to: end });
    const { pictures, states, detail, canDecode } = await page.watch(load, from + 200, 60_000);
    expect(pictures.at(-1)!.at).toBeGreaterThan(last.startAt + last.durationMs - 1_500);
    expect(pictures.filter(({ number }) => number === undefined)).toEqual([]);
    expect(standstills(pictures)).toEqual([]);
    expect({ end: states.at(-1), detail }).toEqual(
      canDecode.H265 ? { end: 'at-live-edge' } : { end: 'unsupported', detail: 'H265' },
    );
    expect(page.errors).toEqual([]);
  }, 180_000);
});

describe('sound', () => {
  it('REC-12 of a µ-law camera is encoded to AAC beside untouched pictures', async () => {
    await using source = await GstreamerCamera.start({ codec: 'h264', audio: 'pcmu' });
    const { id } = await cameras.add('Law µ', { url: source.url });
    for (const file of (await cameras.recordFor(id, 4)).map(fileOf)) {
      expect(await tracks(file)).toMatchObject([
        { type: 'video', codec: 'h264', tag: 'avc1' },
        { type: 'audio', codec: 'aac', sampleRate: 8_000 },
      ]);
      expect(await loudness(file)).toBeGreaterThan(-40);
    }
  });

  it('REC-12 in AAC is copied, frame by frame; a camera without any has none; none is kept where none is wanted', async () => {
    await using camera = await startDemoCamera();
    await using mute = await startDemoCamera({ withoutAudio: true });
    const signIn = { username: 'watch', password: demoPassword };
    const [kept, without, unwanted] = await Promise.all([
      cameras.add('Till', { url: camera.mainUrl, ...signIn }),
      cameras.add('Mute', { url: mute.mainUrl, ...signIn }),
      cameras.add('Unheard', { url: camera.mainUrl, ...signIn }, { recordAudio: false }),
    ]);
    const [heard, silent, unheard] = await Promise.all(
      [kept, without, unwanted].map(async ({ id }) => (await cameras.recordFor(id, 4)).map(fileOf)),
    );
    const { audio } = await demoClip();
    const sent = new Set(audio.frames.map((frame) => createHash('md5').update(frame).digest('hex')));
    let copied = 0;
    for (const file of heard!) {
      expect(await tracks(file)).toMatchObject([{ codec: 'h264' }, { codec: 'aac', sampleRate: 48_000 }]);
      const hashes = await streamHashes(file, ['-map', '0:a', '-c', 'copy']);
      expect(hashes.filter((hash) => !sent.has(hash))).toEqual([]);
      copied += hashes.length;
    }
    expect(copied).toBeGreaterThan((4 * 48_000) / 1024 / 2);
    for (const file of [...silent!, ...unheard!])
      expect((await tracks(file)).map(({ codec }) => codec)).toEqual(['h264']);
    const status = await cameras.status(without.id);
    expect(status.stream?.audioCodec).toBeUndefined();
  }, 120_000);
});

describe('a camera that changes its picture size while it is recorded', () => {
  it('PLY-2 REC-14 plays through in a browser, every picture where it belongs, over a rotation too', async () => {
    await using camera = await startDemoCamera({ withoutSignIn: true });
    const { id } = await cameras.add('Size', { url: camera.mainUrl });
    await cameras.untilFootage(id, 3);
    camera.setFault('resolution');
    const finished = async () => (await cameras.status(id)).counters.manifestIngestCount;
    await cameras.until(id, 'the small pictures', ({ stream }) => stream?.width === 640);
    const before = await finished();
    await until(async () => (await finished()) > before, { timeoutMs: 60_000, what: 'a rotation' });
    await cameras.untilRecording(id);
    camera.setFault('none');
    await cameras.until(id, 'the big pictures', ({ stream }) => stream?.width === 1280);
    const sizeIsBackAt = Date.now();
    await until(() => Date.now() > sizeIsBackAt + 2_000, { what: 'two seconds of them' });
    await client.call('stop_recording', { id });

    const segments = await cameras.segments(id);
    const [first] = segments;
    expect(new Set(segments.map(({ state }) => state))).toEqual(new Set(['ready']));
    expect(
      (await cameras.gaps(id, first!.startAt)).filter(({ reason }) => reason !== 'paused-by-operator'),
    ).toEqual([]);

    const load = (from: number, to: number) => client.call('playback.playlist', { cameraId: id, from, to });
    const { url } = await load(first!.startAt, Date.now());
    const played = await playPlaylist(url, (target, init) => app.fetch(target, init), tempFolder());
    expect(played.flatMap(({ errors }) => errors)).toEqual([]);

    await using page = await BrowserPage.open(app);
    const { pictures, states, detail } = await page.watch(load, first!.startAt, 120_000);
    expect({ end: states.at(-1), detail, errors: page.errors }).toEqual({ end: 'at-live-edge', errors: [] });
    const sizes = pictures.map(({ width, height }) => `${width}x${height}`);
    expect(sizes.filter((size, index) => size !== sizes[index - 1])).toEqual([
      '1280x720',
      '640x360',
      '1280x720',
    ]);
    const unreadable = pictures.filter(({ number }) => number === undefined);
    expect(unreadable).toEqual([]);
    // The picture on the screen is the one of that time, to a group of pictures (of the small ones: 2 s).
    const wrong = pictures.filter(
      ({ number, at }) => Math.abs(frameTime(identify(number!, at)) - at) > 2_000,
    );
    expect(wrong).toEqual([]);
    const last = segments.at(-1)!;
    expect(pictures[0]!.at).toBeLessThan(first!.startAt + 1_000);
    expect(pictures.at(-1)!.at).toBeGreaterThan(last.startAt + last.durationMs - 1_500);
    expect(standstills(pictures)).toEqual([]);
  }, 240_000);
});

describe('a camera whose codec cannot be recorded', () => {
  it('REC-13 REC-1 CAM-3 is failed, names the codec, and records as soon as its settings are changed', async () => {
    await using source = await GstreamerCamera.start({ codec: 'jpeg', audio: 'none' });
    const sentence = 'The camera sends Motion JPEG, which cannot be recorded.';
    await expect(
      client.call('cameras.test', { source: { kind: 'rtsp', url: source.url } }),
    ).rejects.toMatchObject({ code: -1021, data: { reason: 'unsupported', sentence } });
    const addedAt = Date.now();
    const { id } = await cameras.add('Old timer', { url: source.url });
    const status = await cameras.untilReason(id, 'unsupported');
    expect(status).toMatchObject({ state: 'failed', recording: false, reason: { sentence } });
    expect(status.nextAttemptAt).toBeUndefined();
    const { problems } = await client.call('health.get', {});
    expect(problems.find(({ cameraId }) => cameraId === id)).toMatchObject({
      severity: 'bad',
      sentence: `Old timer is not recording. ${sentence}`,
    });

    await using better = await startDemoCamera({ withoutSignIn: true });
    await client.call('cameras.update', { id, source: { kind: 'rtsp', url: better.mainUrl } });
    await cameras.untilFootage(id, 1);
    expect((await cameras.gaps(id, addedAt)).map(({ reason }) => reason)).toContain('unsupported');
    await client.call('stop_recording', { id });
  });
});

describe('an rtsps camera', () => {
  const [agreed, other] = cameraCertificates;
  const fingerprintOf = ({ cert }: { cert: string }) => new X509Certificate(cert).fingerprint256;

  it('SEC-5 is recorded with consent only, and stopped when its certificate changes', async () => {
    let camera = await startDemoCamera({ knobs: { tls: agreed } });
    try {
      const { port } = camera;
      const source = { url: camera.mainUrl, username: 'watch', password: demoPassword };
      expect(source.url).toMatch(/^rtsps:/);
      const pinned = { ...source, certificatePin: fingerprintOf(agreed) };

      await expect(
        client.call('cameras.test', { source: { kind: 'rtsp', ...source } }),
      ).rejects.toMatchObject({
        code: -1021,
        data: {
          reason: 'certificate-changed',
          sentence: 'The camera shows a certificate that nobody has agreed to yet.',
          certificateFingerprint: fingerprintOf(agreed),
        },
      });
      const tested = await client.call('cameras.test', { source: { kind: 'rtsp', ...pinned } });
      expect(tested).toMatchObject({ width: 1280, certificateFingerprint: fingerprintOf(agreed) });

      const { id } = await cameras.add('Safe', source);
      const unknown = await cameras.untilReason(id, 'certificate-changed');
      expect(unknown.reason?.sentence).toBe('The camera shows a certificate that nobody has agreed to yet.');
      expect(camera.stats().active).toBe(0);

      await client.call('cameras.update', { id, source: { kind: 'rtsp', ...pinned } });
      await cameras.untilFootage(id, 2);

      await camera.stop();
      camera = await startDemoCamera({ port, knobs: { tls: other } });
      const changedAt = Date.now();
      const changed = await cameras.untilReason(id, 'certificate-changed');
      expect(changed).toMatchObject({
        state: 'reconnecting',
        recording: false,
        reason: { sentence: 'The camera’s certificate has changed.' },
      });
      // Never silently trusted: it is tried again, and not a request gets through.
      const { reconnectCount } = changed.counters;
      const triedAgain = ({ counters }: CameraStatus) => counters.reconnectCount >= reconnectCount + 2;
      await cameras.until(id, 'further attempts', triedAgain);
      expect(camera.stats()).toMatchObject({ active: 0, maxActive: 0, wrongPasswords: 0 });
      expect(await cameras.status(id)).toMatchObject({ recording: false });

      const consent = { ...source, certificatePin: fingerprintOf(other) };
      await client.call('cameras.update', { id, source: { kind: 'rtsp', ...consent } });
      await cameras.untilFootage(id, 3);
      const gaps = (await cameras.gaps(id, changedAt)).map(({ reason }) => reason);
      expect(gaps).toContain('camera-refused');
      await client.call('stop_recording', { id });
    } finally {
      await camera.stop();
    }
  }, 180_000);
});

describe('the app after all of them', () => {
  it('REC-7 stops in order with status 0', async () => {
    const exit = await app.stop();
    if (exit.code !== 0) console.error(app.stderr.slice(-6000));
    expect(exit).toEqual({ code: 0, signal: null });
  });
});
