/** One camera is recorded by real FFmpeg through the real relay: files, rows, stops, crashes and faults of the camera. */
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectMp4 } from '../../src-main/media-file/inspect.ts';
import { openFileSource } from '../../src-main/media-file/byte-source.ts';
import type { RunHandle } from '../../src-main/cameras/ports.ts';
import { CameraRoom } from '../support/camera-room.ts';
import { demoClip, startDemoCamera } from '../support/demo-fixture.ts';
import { until } from '../support/until.ts';

beforeAll(async () => void (await demoClip()));

async function inspect(run: RunHandle, name: string) {
  const source = openFileSource(path.join(run.folder, name));
  try {
    return await inspectMp4(source);
  } finally {
    source.close();
  }
}

describe('a recording', () => {
  it('REC-1 REC-14 API-4 begins within 10 s and grows as fragmented MP4 with sound', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id, slug } = await room.add(camera);
    const status = await room.recording(id);
    expect(status).toMatchObject({ status: 'connected', recording: true, stream: { videoCodec: 'H264' } });
    const [run] = room.runs as [RunHandle];
    const file = await until(() => run.currentFile());
    expect(path.basename(file)).toMatch(
      new RegExp(`^${slug}_\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\dZ\\.mp4$`),
    );
    expect(room.status(id).currentFile).toBe(file);
    const report = await until(
      async () => {
        const found = await inspect(run, path.basename(file));
        return found.kind === 'fragmented' && found.fragments.length >= 2 ? found : undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(report.video?.codec).toBe('H264');
    expect(report.audio).toBeDefined();
    expect(camera.stats().maxActive).toBe(1);
  });

  it('SEC-4 CAM-4 the recorder knows neither address nor password of the camera', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    await room.recording(id);
    const { args } = room.spawned[0]!;
    const seen = [...args, ...room.children[0]!.tail(), JSON.stringify(room.catalogue.cameras.list())].join(
      ' ',
    );
    expect(seen).not.toContain(camera.password);
    expect(seen).not.toContain(encodeURIComponent(camera.password!));
    expect(args.join(' ')).not.toContain(String(camera.port));
    expect(args[args.indexOf('-i') + 1]).toMatch(/^rtsp:\/\/127\.0\.0\.1:\d+\/[\w-]{16,}$/);
  });

  it('REC-2 REC-3 rotation finishes files with a row each, in one session and one run', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    room.rotationSeconds = 10;
    const { id } = await room.add(camera);
    const { sessionId } = await room.recording(id);
    const [run] = room.runs as [RunHandle];
    const rows = await until(
      async () => {
        const found = await room.rows(run);
        return found.length >= 2 ? found : undefined;
      },
      { timeoutMs: 75_000 },
    );
    const names = rows.map((row) => row.split(',')[0]!);
    expect((await room.files(run)).slice(0, 2)).toEqual(names.slice(0, 2));
    for (const name of names)
      expect(await inspect(run, name)).toMatchObject({ kind: 'fragmented', complete: true });
    expect(room.status(id).sessionId).toBe(sessionId);
    expect(room.runs).toHaveLength(1);
  });

  it('REC-7 stop finishes the file, writes its row and leaves no process', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    const { sessionId } = await room.recording(id);
    await expect(room.registry.stopRecording(id)).resolves.toBe(sessionId);
    const [run] = room.runs as [RunHandle];
    expect(await room.rows(run)).toHaveLength(1);
    const [name] = await room.files(run);
    expect(await inspect(run, name!)).toMatchObject({ kind: 'fragmented', complete: true });
    await expect(room.children[0]!.exited).resolves.toMatchObject({ code: 0 });
    expect(room.ended.map(({ reason }) => reason)).toEqual(['paused-by-operator']);
    expect(room.status(id)).toMatchObject({ state: 'stopped', recording: false, status: 'disabled' });
    await until(() => camera.stats().active === 0);
  });

  it('REC-7 stop is orderly also while the camera is silent', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    await room.recording(id);
    camera.setFault('stall');
    await until(() => room.status(id).state === 'stalled', { timeoutMs: 20_000 });
    await room.registry.stopRecording(id);
    await expect(room.children[0]!.exited).resolves.toMatchObject({ code: 0 });
    expect(await room.rows(room.runs[0]!)).toHaveLength(1);
  });

  it('REC-7 a recorder that hears nothing any more is killed after 5 s', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    await room.recording(id);
    process.kill(room.children[0]!.pid!, 'SIGSTOP');
    await room.registry.stopRecording(id);
    await expect(room.children[0]!.exited).resolves.toMatchObject({ signal: 'SIGKILL' });
    expect(room.ended.map(({ reason }) => reason)).toEqual(['paused-by-operator']);
  });

  it('REC-9 REC-17 a killed FFmpeg is replaced from the ring, on the same pull', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    const { sessionId } = await room.recording(id);
    room.children[0]!.kill('SIGKILL');
    await until(() => room.runs.length === 2, { timeoutMs: 20_000 });
    await room.recording(id);
    expect(room.ended[0]?.reason).toBe('recorder-crashed');
    expect(room.status(id).sessionId).toBe(sessionId);
    expect(room.runs[1]?.folder).not.toBe(room.runs[0]?.folder);
    expect(camera.stats()).toMatchObject({ maxActive: 1, connections: 1 });
  });

  it('REC-5 REC-1 a broken connection is named, and recording goes on in a new run', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    await room.recording(id);
    camera.setFault('drop', 1_500);
    await until(() => room.ended.length > 0, { timeoutMs: 20_000 });
    expect(room.ended[0]?.reason).toBe('camera-lost');
    expect(await room.rows(room.runs[0]!)).toHaveLength(1);
    await until(() => room.runs.length >= 2, { timeoutMs: 30_000 });
    const status = await room.recording(id);
    expect(status.reason).toBeUndefined();
    expect(status.counters.reconnectCount).toBeGreaterThan(0);
  });

  it('REC-6 silence is shown after 3 s and ends the run after 15 s', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const { id } = await room.add(camera);
    await room.recording(id);
    camera.setFault('stall');
    await until(() => room.status(id).state === 'stalled', { timeoutMs: 15_000 });
    await until(() => room.ended.length === 1, { timeoutMs: 45_000 });
    expect(room.ended[0]?.reason).toBe('stalled');
    expect(room.status(id).counters.stallCount).toBeGreaterThan(0);
    camera.setFault('none');
    await room.recording(id, 60_000);
  });

  it.each([
    ['unauthorized', 'wrong-password', 'The camera refuses this user name or password.'],
    ['not-found', 'not-found', 'The camera has no stream at this address.'],
    ['redirect', 'redirected', 'The camera sends Watchpost to another address, which is refused.'],
  ] as const)(
    'REC-1 REC-5 a camera that answers %s is shown as %s, and recorded when it is well again',
    async (fault, reason, sentence) => {
      await using camera = await startDemoCamera();
      await using room = await CameraRoom.open();
      camera.setFault(fault);
      const { id } = await room.add(camera);
      const status = await room.failed(id, reason);
      expect(status).toMatchObject({ state: 'reconnecting', recording: false, reason: { sentence } });
      expect(room.children).toHaveLength(0);
      camera.setFault('none');
      await room.recording(id, 60_000);
    },
  );

  it('REC-12 announced sound that never comes is given up by itself, the picture is kept', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    camera.setFault('no-audio');
    const { id } = await room.add(camera);
    await until(() => room.runs.length === 2, { timeoutMs: 45_000 });
    expect(room.ended[0]?.reason).toBe('audio-missing');
    await room.recording(id);
    const [, run] = room.runs as [RunHandle, RunHandle];
    const file = await until(() => run.currentFile());
    const report = await until(async () => {
      const found = await inspect(run, path.basename(file));
      return found.kind === 'fragmented' && found.fragments.length > 0 ? found : undefined;
    });
    expect(report.audio).toBeUndefined();
  });

  it('REC-7 six cameras stop together in time, each file finished', async () => {
    const cameras = await Promise.all(Array.from({ length: 6 }, () => startDemoCamera()));
    try {
      await using room = await CameraRoom.open();
      const added = await Promise.all(cameras.map((camera, n) => room.add(camera, `Camera ${n}`)));
      for (const { id } of added) await room.recording(id, 60_000);
      const begin = performance.now();
      await room.registry.close();
      expect(performance.now() - begin).toBeLessThan(24_000);
      expect(room.ended.map(({ reason }) => reason)).toEqual(Array(6).fill('app-stopped'));
      for (const run of room.runs) expect(await room.rows(run)).toHaveLength(1);
    } finally {
      await Promise.all(cameras.map((camera) => camera.stop()));
    }
  });
});
