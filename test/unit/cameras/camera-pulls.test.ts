import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../support/fake-clock.ts';
import { FakeRoom } from './fake-room.ts';

let room: FakeRoom;
const viewer = { priority: 'viewer' } as const;
const recorder = { priority: 'recorder' } as const;

beforeEach(() => {
  room = new FakeRoom();
});

afterEach(async () => {
  await room.pulls.close();
  expect(room.clock.timers).toBe(0);
  room.dispose();
});

describe('the pulls of a camera', () => {
  it('REC-17 opens the main stream once for recorder, viewer and still', async () => {
    const camera = room.addCamera();
    const holds = [recorder, viewer, viewer].map((options) => room.pulls.hold(camera, 'main', options));
    await settle();
    room.pull.succeed();
    const [first, second, third] = await Promise.all(holds);
    expect(room.opened).toHaveLength(1);
    first!.release();
    second!.release();
    second!.release();
    await settle();
    expect(room.pull.isOpen).toBe(true);
    third!.release();
    await settle();
    expect(room.pull.isOpen).toBe(false);
  });

  it('REC-17 gives the main stream to who asks for a sub-stream that is not there', async () => {
    const camera = room.addCamera({ source: { kind: 'rtsp', url: 'rtsp://10.0.0.7/main' } });
    const main = room.pulls.hold(camera, 'main', recorder);
    const sub = room.pulls.hold(camera, 'sub', viewer);
    await settle();
    room.pull.succeed();
    expect((await sub).stream).toBe('main');
    expect((await sub).pull).toBe((await main).pull);
  });

  it('LIV-2 keeps a sub-stream for 10 s after its last viewer', async () => {
    const camera = room.addCamera();
    const holding = room.pulls.hold(camera, 'sub', viewer);
    await settle();
    expect(room.pull.source.url).toBe('rtsp://10.0.0.7/sub');
    room.pull.succeed();
    (await holding).release();
    await room.clock.advance(9_000);
    const again = await room.pulls.hold(camera, 'sub', viewer);
    expect(room.opened).toHaveLength(1);
    await room.clock.advance(30_000);
    expect(room.pull.isOpen).toBe(true);
    again.release();
    await room.clock.advance(10_000);
    expect(room.pull.isOpen).toBe(false);
  });

  it('REC-17 ends an attempt that nobody waits for any more', async () => {
    const camera = room.addCamera();
    const leaving = new AbortController();
    const holding = room.pulls.hold(camera, 'main', { ...viewer, signal: leaving.signal });
    await settle();
    leaving.abort();
    await expect(holding).rejects.toMatchObject({ name: 'AttemptFailed' });
    await settle();
    expect(room.pull.isOpen).toBe(false);
  });

  it('REC-1 opens anew after a pull was lost, and tells every holder why the first attempt failed', async () => {
    const camera = room.addCamera();
    const holds = Promise.allSettled([1, 2].map(() => room.pulls.hold(camera, 'main', recorder)));
    await settle();
    room.pull.fail('not-found');
    for (const result of await holds)
      expect(result).toMatchObject({ reason: { failure: { reason: 'not-found' } } });
    const again = room.pulls.hold(camera, 'main', recorder);
    await settle();
    room.pull.succeed();
    await again;
    room.pull.fail('camera-lost');
    await settle();
    void room.pulls.hold(camera, 'main', recorder).catch(() => {});
    await settle();
    expect(room.opened).toHaveLength(3);
  });

  it('LIV-3 tells an impatient viewer the last reason instead of asking the camera again', async () => {
    const camera = room.addCamera();
    const first = room.pulls.hold(camera, 'main', recorder);
    await settle();
    room.pull.fail('unreachable');
    await expect(first).rejects.toThrowError();
    await expect(room.pulls.hold(camera, 'main', viewer)).rejects.toMatchObject({
      failure: { reason: 'unreachable' },
    });
    expect(room.opened).toHaveLength(1);
    await room.clock.advance(5_000);
    void room.pulls.hold(camera, 'main', viewer).catch(() => {});
    await settle();
    expect(room.opened).toHaveLength(2);
  });

  it('CAM-4 takes the password from the secret store and puts it nowhere else', async () => {
    const camera = room.addCamera();
    room.passwords.set(`camera/${camera.id}/password`, 'planted-secret');
    void room.pulls.hold(camera, 'main', recorder).catch(() => {});
    await settle();
    expect(room.pull.source).toEqual({
      url: 'rtsp://10.0.0.7/main',
      username: 'watch',
      password: 'planted-secret',
    });
    expect(JSON.stringify(room.catalogue.cameras.list())).not.toContain('planted-secret');
  });

  it('REC-11 opens a camera of this PC by its device, once for both streams', async () => {
    const camera = room.addCamera({ source: { kind: 'usb', device: '/dev/video0' } });
    const main = room.pulls.hold(camera, 'main', recorder);
    const sub = room.pulls.hold(camera, 'sub', { priority: 'viewer' });
    await settle();
    expect(room.opened).toHaveLength(1);
    expect(room.pull.source).toEqual({ kind: 'device', device: '/dev/video0' });
    room.pull.succeed();
    expect((await main).pull).toBe((await sub).pull);
  });
});
