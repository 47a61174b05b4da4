/**
 * A camera of this PC from encoder to file, with FFmpeg's own test picture in the camera's place: encoded, published to the
 * relay, recorded, watched, lost and found again. Real FFmpeg, relay and catalogue.
 */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encoderNames, type Camera } from '../../shared/model/camera.ts';
import { errorCodes } from '../../shared/model/errors.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { testCamera } from '../../src-main/cameras/camera-test.ts';
import { DeviceEncoders } from '../../src-main/cameras/encoding/device-encoders.ts';
import { EncoderChoice } from '../../src-main/cameras/encoding/encoder-choice.ts';
import { localCameraWords } from '../../src-main/cameras/local-camera-words.ts';
import type { OpenSource, RecorderProgram, RunHandle } from '../../src-main/cameras/ports.ts';
import { deviceInputArgs } from '../../src-main/discovery/device-args.ts';
import type { FfmpegChild } from '../../src-main/ffmpeg/child.ts';
import { openFileSource } from '../../src-main/media-file/byte-source.ts';
import { inspectMp4 } from '../../src-main/media-file/inspect.ts';
import { CameraRoom } from '../support/camera-room.ts';
import { skipHere } from '../support/skip-here.ts';
import { testDevice, testDevices } from '../support/test-devices.ts';
import { until } from '../support/until.ts';

const add = (room: CameraRoom, device = testDevice): Promise<Camera> =>
  room.registry.add({ name: 'Counter', source: { kind: 'usb', device } });

const isEncoder = ({ args }: { readonly args: readonly string[] }) => args.includes('-force_key_frames');

/** The encoders that were started, oldest first. */
const encoders = (room: CameraRoom): FfmpegChild[] =>
  room.children.filter((_, at) => isEncoder(room.spawned[at]!));

async function isGone(child: FfmpegChild): Promise<boolean> {
  await child.exited;
  return !existsSync(`/proc/${child.pid}`);
}

async function inspect(run: RunHandle) {
  const source = openFileSource(await until(() => run.currentFile()));
  try {
    return await inspectMp4(source);
  } finally {
    source.close();
  }
}

const depsOf = (room: CameraRoom) => ({
  open: (source: Parameters<OpenSource>[0]) => room.localCameras.openToTest(source),
  encoderOf: (device: string) => room.encoders.encoderOf(device),
  takeStill: room.takeStill,
  clock: systemClock,
});

describe('a camera of this PC', () => {
  it('REC-11 REC-14 is encoded once, recorded as H.264 with a key frame every 2 s, and watched', async () => {
    await using room = await CameraRoom.open();
    const { id } = await add(room);
    const status = await room.recording(id);
    expect(status.stream).toMatchObject({ videoCodec: 'H264', width: 640, height: 360 });
    expect(status.stream).not.toHaveProperty('audioCodec');
    expect(encoderNames).toContain(status.encoder);
    const report = await until(
      async () => {
        const found = await inspect(room.runs[0]!);
        return found.kind === 'fragmented' && found.fragments.length >= 6 ? found : undefined;
      },
      { timeoutMs: 30_000 },
    );
    expect(report.video).toMatchObject({ codec: 'H264', width: 640, height: 360 });
    expect(report.audio).toBeUndefined();
    const live = room.status(id).stream!;
    expect(live.gopSeconds).toBeCloseTo(2, 0);
    expect(live.fps).toBeCloseTo(15, 0);
    const held = await room.pulls.hold(room.registry.get(id), 'sub', { priority: 'viewer' });
    let frames = 0;
    const viewer = room.relay.watch(held.pull.id, 1, () => (frames += 1));
    await until(() => frames > 20);
    viewer.stop();
    expect((await room.takeStill(held.pull.localUrl))!.length).toBeGreaterThan(2_000);
    held.release();
    // REC-17: one pull of the camera, however many take it.
    expect(encoders(room)).toHaveLength(1);
    const { args } = room.spawned.find(isEncoder)!;
    expect(args.filter((arg) => arg === '-i')).toHaveLength(1);
    expect(args.at(-1)).toBe(held.pull.localUrl);
    await room.registry.stopRecording(id);
    expect(await isGone(encoders(room)[0]!)).toBe(true);
    expect(room.status(id)).not.toHaveProperty('encoder');
  });

  it('REC-5 COV-1 begins again by itself when its encoder is killed, and says why it was away', async () => {
    await using room = await CameraRoom.open();
    const { id } = await add(room);
    await room.recording(id);
    const [first] = encoders(room);
    first!.kill('SIGKILL');
    const status = await room.failed(id, 'recorder-crashed');
    expect(status.reason?.sentence).toBe(localCameraWords['recorder-crashed']?.sentence);
    await room.recording(id);
    expect(encoders(room)).toHaveLength(2);
    expect(room.ended[0]).toMatchObject({ reason: 'recorder-crashed' });
    expect(room.status(id).sessionId).toBe(status.sessionId);
  });

  it('REC-5 says that it was unplugged, waits, and records again when it is back', async () => {
    await using room = await CameraRoom.open();
    room.devices.input = ['-re', '-f', 'lavfi', '-t', '4', '-i', 'testsrc2=size=320x240:rate=15'];
    const { id } = await add(room);
    await room.recording(id);
    const plugged = room.devices.plugged;
    room.devices.plugged = [];
    const lost = await room.failed(id, 'camera-lost');
    expect(lost.reason?.sentence).toBe('The camera was unplugged or another program uses it.');
    expect(lost.state).toBe('reconnecting');
    await until(() => (room.status(id).counters.reconnectCount ?? 0) >= 2);
    expect(encoders(room)).toHaveLength(1);
    room.devices.plugged = plugged;
    room.devices.input = undefined;
    await room.recording(id);
  });

  it('REC-1 REC-13 that is none is given up until its settings change', async () => {
    await using room = await CameraRoom.open();
    room.devices.input = ['-f', 'v4l2', '-i', '/dev/null'];
    const { id } = await add(room);
    const failed = await room.failed(id, 'unsupported');
    expect(failed).toMatchObject({
      state: 'failed',
      reason: { sentence: 'This PC cannot record this camera.' },
    });
    expect(failed).not.toHaveProperty('nextAttemptAt');
  });

  it('REC-6 REC-7 whose encoder hangs is stopped, however deaf it is, and begun again', async () => {
    await using room = await CameraRoom.open();
    const { id } = await add(room);
    await room.recording(id);
    const [first] = encoders(room);
    process.kill(first!.pid!, 'SIGSTOP');
    await until(() => room.status(id).state === 'stalled', { timeoutMs: 15_000 });
    await room.failed(id, 'stalled', 60_000);
    expect(await first!.exited).toMatchObject({ signal: 'SIGKILL' });
    await room.recording(id);
  });

  it('REC-11 goes on to the next encoder when one that passed its test fails', async () => {
    await using room = await CameraRoom.open();
    const tried: string[] = [];
    const base = { clock: systemClock, logger: silentLogger };
    const choice = new EncoderChoice({
      // An encoder of another system: FFmpeg here cannot start it, whatever a test said.
      candidates: async () => [{ name: 'h264_videotoolbox' }, { name: 'libx264' }],
      works: async () => true,
      logger: silentLogger,
    });
    const program: RecorderProgram = {
      ...room.program,
      spawn: (wish) => {
        tried.push(wish.args[wish.args.indexOf('-c:v') + 1]!);
        return room.program.spawn(wish);
      },
    };
    const own = new DeviceEncoders({ ...base, relay: room.relay, access: testDevices(), choice, program });
    const first = own.open(testDevice);
    await first.ready;
    expect(own.encoderOf(testDevice)).toBe('libx264');
    await first.close();
    const second = own.open(testDevice);
    await second.ready;
    await second.close();
    // Remembered for the app's life: the second pull begins with what works.
    expect(tried).toEqual(['h264_videotoolbox', 'libx264', 'libx264']);
  });

  it('leaves a format the camera turns out not to have, for the one it gives by itself', async () => {
    await using room = await CameraRoom.open();
    const modes: unknown[] = [];
    const devices = testDevices();
    const testPicture = devices.inputArgs;
    devices.inputArgs = (input, mode) => {
      modes.push(mode);
      // What FFmpeg says when a camera refuses a size, from a program that can be made to say it.
      return mode
        ? ['-f', 'lavfi', '-i', 'testsrc2=size=Selected video size (1x1) is not supported']
        : testPicture(input, mode);
    };
    const base = { clock: systemClock, logger: silentLogger };
    const encodersHere = new DeviceEncoders({
      ...base,
      relay: room.relay,
      access: devices,
      choice: room.choice,
      program: room.program,
    });
    const pull = encodersHere.open(testDevice);
    expect(await pull.ready).toMatchObject({ width: 320, height: 240 });
    expect(modes).toEqual([{ width: 640, height: 360, fps: 15 }, undefined]);
    await pull.close();
  });
});

describe('testing a camera of this PC', () => {
  it('CAM-3 shows picture, size, rate and encoder, and lets the camera go', async () => {
    await using room = await CameraRoom.open();
    const result = await testCamera({ kind: 'device', device: testDevice }, depsOf(room));
    expect(result).toMatchObject({ ok: true, videoCodec: 'H264', width: 640, height: 360 });
    expect(result.fps).toBeCloseTo(15, 0);
    expect(encoderNames).toContain(result.encoder);
    expect(result.still).toMatch(/^data:image\/jpeg;base64,.{2000}/);
    expect(encoders(room)).toHaveLength(1);
    expect(await isGone(encoders(room)[0]!)).toBe(true);
  });

  it('CAM-3 REC-17 takes the running pull of one that is recorded, and leaves it running', async () => {
    await using room = await CameraRoom.open();
    const { id } = await add(room);
    await room.recording(id);
    const result = await testCamera({ kind: 'device', device: testDevice }, depsOf(room));
    expect(result).toMatchObject({ width: 640, height: 360, encoder: room.status(id).encoder });
    expect(encoders(room)).toHaveLength(1);
    expect(room.status(id).state).toBe('recording');
  });

  it('CAM-3 says what is wrong and what to do when it is not there', async () => {
    await using room = await CameraRoom.open();
    room.devices.plugged = [];
    await expect(testCamera({ kind: 'device', device: testDevice }, depsOf(room))).rejects.toMatchObject({
      code: errorCodes.cameraTestFailed,
      data: { reason: 'camera-lost', ...localCameraWords['camera-lost'] },
    });
  });
});

const realDevice = '/dev/video0';
describe('a real camera at /dev/video0', () => {
  it('REC-11 is recorded', async (context) => {
    if (!existsSync(realDevice)) skipHere(context, 'no camera is plugged into this machine');
    await using room = await CameraRoom.open();
    room.devices.inputArgs = (_input, mode) => deviceInputArgs({ kind: 'v4l2', path: realDevice }, mode);
    const { id } = await add(room);
    await room.recording(id, 60_000);
  });
});
