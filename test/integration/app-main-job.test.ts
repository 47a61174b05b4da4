/**
 * The main job over the public API, as a script would do it: simulated cameras record, their segments land in the
 * catalogue and on the timeline, and a playlist of them (the growing file included) plays in an independent player.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pipelineSteps } from '../../shared/model/health.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import type { SocketClient } from '../support/rpc-socket.ts';
import { readFrames } from '../support/frame-reader.ts';
import { playPlaylist } from '../support/hls-client.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { parsePrometheus } from '../support/prometheus-text.ts';
import { until } from '../support/until.ts';

describe('the main job', () => {
  let app: AppProcess;
  let client: SocketClient;
  let readyAt = 0;

  beforeAll(async () => {
    app = await startApp({ flags: ['--demo', '2'] });
    readyAt = Date.now();
    client = await app.client();
    await client.call('settings.update', { recording: { rotationSeconds: 10 } });
  });
  afterAll(() => app.dispose());

  const status = async (id?: string) => client.call('cameras.status', id === undefined ? {} : { id });
  const cameras = () => client.call('cameras.list', {});

  it('REC-1 REC-5 records both cameras within ten seconds of being ready', async () => {
    await until(async () => (await status()).every(({ recording }) => recording), {
      timeoutMs: 30_000,
      what: 'both cameras to be recorded',
    });
    expect(Date.now() - readyAt).toBeLessThan(30_000);
    expect(await status()).toHaveLength(2);
  });

  it('REC-4 API-2 refuses to start what records, with -1006 and the session’s id', async () => {
    const [first] = await status();
    await expect(client.call('start_recording', { id: first!.id })).rejects.toMatchObject({
      code: -1006,
      data: { session_id: first!.sessionId },
    });
  });

  it('ING-1 ING-7 brings finished segments into the catalogue and counts them', async () => {
    await until(async () => (await status()).every(({ counters }) => counters.manifestIngestCount >= 2), {
      timeoutMs: 90_000,
      intervalMs: 200,
      what: 'two finished segments of each camera',
    });
    const [camera] = await cameras();
    const { segments } = await client.call('segments.list', {
      cameraId: camera!.id,
      from: 0,
      to: Date.now(),
    });
    expect(segments.length).toBeGreaterThanOrEqual(2);
    expect(segments.every(({ state, videoCodec }) => state === 'ready' && videoCodec === 'H264')).toBe(true);
    const counters = (await status()).map((each) => each.counters);
    expect(counters.every((each) => each.probeFinalFailCount === 0 && each.manifestParseErrors === 0)).toBe(
      true,
    );
    const families = parsePrometheus(await (await app.fetch('/metrics')).text());
    const valueOf = (name: string) =>
      families.get(name)?.samples.find(({ labels }) => labels['camera'] === 'front-door')?.value;
    expect(valueOf('manifest_ingest_count')).toBeGreaterThanOrEqual(2);
    expect(valueOf('watchpost_camera_footage_arriving')).toBe(1);
    expect(valueOf('watchpost_camera_footage_age_seconds')).toBeLessThan(15);
    expect(valueOf('watchpost_camera_frames_per_second')).toBeGreaterThan(5);
    expect(families.get('process_resident_memory_bytes')?.samples[0]?.value).toBeGreaterThan(1e7);
  });

  it('OBS-1 COV-4 tells each step of every camera’s way, judged by the footage that arrives', async () => {
    const wellOnes = async () => {
      const { cameras } = await client.call('health.get', {});
      const isWell = cameras.every(({ pipeline }) => pipeline.every(({ state }) => state === 'ok'));
      return isWell && cameras;
    };
    const cameras = await until(wellOnes, {
      timeoutMs: 30_000,
      intervalMs: 200,
      what: 'every step to be well',
    });
    for (const camera of cameras) {
      expect(camera.pipeline.map(({ step }) => step)).toEqual([...pipelineSteps]);
      expect(camera.arrival).toEqual({ state: 'arriving' });
      expect(Date.now() - camera.newestFootageAt!).toBeLessThan(15_000);
      expect(camera.queueLength).toBe(camera.queue.waiting + camera.queue.deferred);
    }
  });

  it('PLY-1 COV-1 shows them on the timeline without a gap since the first picture', async () => {
    const [camera] = await cameras();
    const { segments } = await client.call('segments.list', {
      cameraId: camera!.id,
      from: 0,
      to: Date.now(),
    });
    const from = segments[0]!.startAt;
    const [line] = await client.call('timeline.get', { cameraIds: [camera!.id], from, to: Date.now() });
    expect(line!.gaps.filter(({ reason }) => reason !== 'restarting')).toEqual([]);
    expect(line!.spans[0]!.from).toBe(from);
    const coverage = await client.call('coverage.get', { cameraId: camera!.id, from, to: Date.now() });
    expect(coverage.percent).toBeGreaterThan(90);
  });

  it('PLY-2 PLY-3 plays finished files and the one being written, every frame in its order', async () => {
    const [camera] = await cameras();
    const { segments } = await client.call('segments.list', {
      cameraId: camera!.id,
      from: 0,
      to: Date.now(),
    });
    const to = Date.now();
    const last = segments.at(-1)!;
    const range = { cameraId: camera!.id, from: last.startAt + 1_000, to };
    const { url, stretches } = await client.call('playback.playlist', range);
    const played = await playPlaylist(url, (target, init) => app.fetch(target, init), tempFolder());
    expect(played.flatMap(({ errors }) => errors)).toEqual([]);
    const frames = played.flatMap((file) => file.frames);
    const numbers = frames.map(({ number }) => number);
    expect(numbers.every((number) => number !== undefined)).toBe(true);
    const steps = numbers.slice(1).map((number, index) => (number! - numbers[index]! + 250) % 250);
    expect(steps.filter((step) => step !== 1)).toEqual([]);
    // PLY-3 promises 3 s behind now; deadlines in tests are three times as long.
    const end = stretches.at(-1)!;
    expect(to - (end.startAt + end.durationMs)).toBeLessThan(9_000);
  });

  it('COV-1 REC-5 names the gap of a camera that was pulled, and records on', async () => {
    const [camera] = await cameras();
    // The newest footage is up to a fragment old.
    const from = Date.now() - 5_000;
    await client.call('demo.fault', { cameraId: camera!.id, fault: 'drop', durationMs: 5_000 });
    await until(async () => (await status(camera!.id))[0]?.state === 'reconnecting', {
      timeoutMs: 30_000,
      what: 'the loss to show',
    });
    await until(async () => (await status(camera!.id))[0]?.recording, {
      timeoutMs: 90_000,
      what: 'the camera to come back',
    });
    const gaps = await until(
      async () => {
        const [line] = await client.call('timeline.get', { cameraIds: [camera!.id], from, to: Date.now() });
        return line!.gaps.length > 0 && line!.spans.length > 1 && line!.gaps;
      },
      { timeoutMs: 60_000, intervalMs: 200, what: 'the gap between two spans' },
    );
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['camera-offline']));
  });

  it('STO-3 API-3 answers the gauge in both spellings', async () => {
    const info = await client.call('storage.info', {});
    const script = await client.call('get_storage_info', {});
    expect(script).toMatchObject({ total_space: info.totalBytes, warn_threshold: 80, block_threshold: 90 });
    expect(script.used_percent).toBeCloseTo(100 * (1 - script.available_space / script.total_space), 1);
    expect(script.cameras).toHaveLength(2);
  });

  it('LIV-2 gives a script an endless stream of the same pull', async () => {
    const [, camera] = await cameras();
    const { url } = await client.call('live.open', { cameraId: camera!.id, stream: 'main' });
    const header = `Authorization: Bearer ${app.ready.token}\r\n`;
    const address = new URL(url, app.ready.url.replace(/login.*$/, '')).href;
    const { frames } = await readFrames(address, {
      inputArgs: ['-headers', header],
      outputArgs: ['-frames:v', '30'],
    });
    expect(frames.filter(({ number }) => number !== undefined).length).toBe(30);
  });

  it('gives a still of now and of then', async () => {
    const [camera] = await cameras();
    const { segments } = await client.call('segments.list', {
      cameraId: camera!.id,
      from: 0,
      to: Date.now(),
    });
    for (const at of [Date.now(), segments[0]!.startAt + 3_000]) {
      const { url } = await client.call('stills.get', { cameraId: camera!.id, at });
      const answer = await app.fetch(url);
      expect(answer.headers.get('content-type')).toBe('image/jpeg');
      expect(new Uint8Array(await answer.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
    }
  });

  it('CAM-5 removes a camera with its footage', async () => {
    const [camera] = await cameras();
    await client.call('cameras.remove', { id: camera!.id, footage: 'delete' });
    await until(async () => (await client.call('get_storage_info', {})).cameras.length === 1, {
      timeoutMs: 30_000,
      intervalMs: 200,
      what: 'the footage to be gone',
    });
    expect(await cameras()).toHaveLength(1);
  });

  it('REC-7 stops in order with status 0', async () => {
    expect(await app.stop()).toEqual({ code: 0, signal: null });
  });
});
