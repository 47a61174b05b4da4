/** "Test" and stills against simulated cameras, with the real relay and FFmpeg. */
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { testCamera, type CameraTestDeps } from '../../src-main/cameras/camera-test.ts';
import { errorCodes } from '../../shared/model/errors.ts';
import type { RtspSource } from '../../src-main/relay/relay.ts';
import type { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import { CameraRoom } from '../support/camera-room.ts';
import { demoClip, startDemoCamera } from '../support/demo-fixture.ts';
import { until } from '../support/until.ts';

beforeAll(async () => void (await demoClip()));

const sourceOf = ({ mainUrl, username, password }: DemoCamera): RtspSource => ({
  url: mainUrl,
  username: username!,
  password: password!,
});

const depsOf = ({ relay, takeStill }: CameraRoom): CameraTestDeps => ({
  open: (source) => relay.open(source as RtspSource),
  takeStill,
  clock: systemClock,
});

const isJpeg = (bytes: Buffer) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.length > 2_000;

describe('testing a camera', () => {
  it('CAM-3 shows picture, codec, size, rate and sound within 10 s, and lets the camera go', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const begin = performance.now();
    const result = await testCamera(sourceOf(camera), depsOf(room));
    expect(performance.now() - begin).toBeLessThan(30_000);
    expect(result).toMatchObject({
      ok: true,
      videoCodec: 'H264',
      width: 1280,
      height: 720,
      audioCodec: 'AAC',
    });
    expect(result.fps).toBeGreaterThan(20);
    expect(result.gopSeconds).toBeGreaterThan(0);
    expect(result.bytesPerDay).toBeGreaterThan(1e9);
    expect(isJpeg(Buffer.from(result.still!.replace('data:image/jpeg;base64,', ''), 'base64'))).toBe(true);
    await until(() => camera.stats().active === 0);
  });

  it.each([
    ['unauthorized', 'wrong-password'],
    ['not-found', 'not-found'],
    ['redirect', 'redirected'],
    ['garbage', 'not-rtsp'],
  ] as const)('CAM-3 says what is wrong and what to do when the camera answers %s', async (fault, reason) => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    camera.setFault(fault);
    const testing = testCamera(sourceOf(camera), depsOf(room));
    await expect(testing).rejects.toMatchObject({
      code: errorCodes.cameraTestFailed,
      data: { reason, sentence: expect.stringMatching(/\.$/), advice: expect.stringMatching(/\.$/) },
    });
  });

  it('CAM-3 names the address that does not answer, without user or password', async () => {
    const camera = await startDemoCamera();
    const source = sourceOf(camera);
    const { port, password } = camera;
    await camera.stop();
    await using room = await CameraRoom.open();
    const error = await testCamera(source, depsOf(room)).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ data: { reason: 'unreachable' } });
    expect((error as Error).message).toContain(`127.0.0.1:${port}`);
    expect(JSON.stringify(error) + (error as Error).message).not.toContain(password);
  });

  it('CAM-3 does not promise sound that never comes', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    camera.setFault('no-audio');
    expect(await testCamera(sourceOf(camera), depsOf(room))).not.toHaveProperty('audioCodec');
  });

  it('REC-15 CAM-3 does not count as an attempt at the host', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    for (let n = 0; n < 4; n += 1) {
      const pull = room.relay.open(sourceOf(camera));
      await pull.ready;
      await pull.close();
    }
    const { id } = await room.add(camera);
    expect((await room.recording(id)).state).toBe('recording');
  });
});

describe('stills', () => {
  it('REC-17 come from the ring of the recording, with no second connection to the camera', async () => {
    await using camera = await startDemoCamera();
    await using room = await CameraRoom.open();
    const added = await room.add(camera);
    await room.recording(added.id);
    const held = await room.pulls.hold(added, 'main', { priority: 'viewer' });
    try {
      const still = await until(() => room.takeStill(held.pull.localUrl), { timeoutMs: 30_000 });
      expect(isJpeg(still)).toBe(true);
    } finally {
      held.release();
    }
    expect(camera.stats()).toMatchObject({ maxActive: 1, connections: 1 });
    expect(room.status(added.id).state).toBe('recording');
  });
});
