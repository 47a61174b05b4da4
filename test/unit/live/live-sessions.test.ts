import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { LivePulls } from '../../../src-main/live/live-pulls.ts';
import { LiveSessions } from '../../../src-main/live/live-sessions.ts';
import { SlowViewerGate, VIEWER_BACKLOG_BYTES } from '../../../src-main/live/slow-viewer.ts';
import type { StreamInfo, StreamRole } from '../../../shared/model/camera.ts';
import { AppError } from '../../../shared/model/errors.ts';
import type { Pull, PullError } from '../../../src-main/relay/relay.ts';
import { FakeClock, settle } from '../../support/fake-clock.ts';

const info: StreamInfo = {
  videoCodec: 'H264',
  codecString: 'avc1.64001f',
  width: 1280,
  height: 720,
  audioFlows: false,
  fps: 25,
  gopSeconds: 2,
  bitrateBps: 1_000_000,
};
const frame = (flags: number) => Uint8Array.of(1, flags, ...new Uint8Array(14));

function room({ hasSub = true } = {}) {
  const clock = new FakeClock();
  const holds: { stream: StreamRole; released: boolean; lose: () => void }[] = [];
  const watches: {
    subscription: number;
    send: (frame: Uint8Array<ArrayBuffer>) => void;
    stopped: boolean;
  }[] = [];
  let refusal: Error | undefined;
  const pulls: LivePulls = {
    acquire: async (_cameraId, wanted) => {
      if (refusal) throw refusal;
      const closed = Promise.withResolvers<PullError>();
      const stream = wanted === 'sub' && hasSub ? 'sub' : 'main';
      const hold = {
        stream,
        released: false,
        lose: () => closed.resolve({ code: 'camera-lost', detail: 'gone' }),
      } as const;
      const kept: (typeof holds)[number] = { ...hold };
      holds.push(kept);
      const pull = {
        id: holds.length,
        ready: Promise.resolve(info),
        closed: closed.promise,
      } as unknown as Pull;
      return { pull, stream, release: () => (kept.released = true) };
    },
  };
  const relay = {
    watch: (_pullId: number, subscription: number, send: (frame: Uint8Array<ArrayBuffer>) => void) => {
      const watch = { subscription, send, stopped: false };
      watches.push(watch);
      return { codec: info.codecString, stop: () => (watch.stopped = true) };
    },
  };
  const sessions = new LiveSessions({ pulls, relay, clock, logger: silentLogger });
  onTestFinished(() => sessions.dispose());
  const openChannel = () => {
    const sent: Uint8Array[] = [];
    const state = { buffered: 0, close: () => {} };
    const channel = sessions.openChannel({
      send: (bytes) => sent.push(bytes),
      bufferedBytes: () => state.buffered,
      onClose: (listener) => (state.close = listener),
    });
    return { channel, sent, state };
  };
  return { clock, holds, watches, sessions, openChannel, refuse: (error?: Error) => (refusal = error) };
}

describe('live sessions', () => {
  it('LIV-2 answer with what the viewer must decode, and pass pictures on', async () => {
    const { sessions, openChannel, watches } = room();
    const { channel, sent } = openChannel();
    const answer = await sessions.subscribe({ cameraId: 'a', stream: 'sub', channel });
    expect(answer).toEqual({
      subscription: 1,
      codec: 'avc1.64001f',
      width: 1280,
      height: 720,
      stream: 'sub',
    });
    watches[0]?.send(frame(1));
    expect(sent).toHaveLength(1);
  });

  it('LIV-2 a camera without a sub-stream shows its main stream and says so', async () => {
    const { sessions, openChannel } = room({ hasSub: false });
    const answer = await sessions.subscribe({ cameraId: 'a', stream: 'sub', channel: openChannel().channel });
    expect(answer.stream).toBe('main');
  });

  it('LIV-2 many tiles share a channel under numbers of their own', async () => {
    const { sessions, openChannel } = room();
    const { channel } = openChannel();
    const numbers = [];
    for (let i = 0; i < 16; i += 1) {
      numbers.push((await sessions.subscribe({ cameraId: `c${i}`, stream: 'sub', channel })).subscription);
    }
    expect(new Set(numbers).size).toBe(16);
    expect(sessions.viewers).toBe(16);
  });

  it('REC-17 unsubscribing, and closing the channel, let every pull go', async () => {
    const { sessions, openChannel, holds, watches } = room();
    const { channel, state } = openChannel();
    const first = await sessions.subscribe({ cameraId: 'a', stream: 'main', channel });
    await sessions.subscribe({ cameraId: 'b', stream: 'main', channel });
    sessions.unsubscribe({ subscription: first.subscription, channel });
    await settle();
    expect(holds.map((hold) => hold.released)).toEqual([true, false]);
    state.close();
    await settle();
    expect(holds.every((hold) => hold.released)).toBe(true);
    expect(watches.every((watch) => watch.stopped)).toBe(true);
    expect(sessions.viewers).toBe(0);
  });

  it('a channel that closes while the camera is being asked leaves nothing behind', async () => {
    const { sessions, openChannel, holds } = room();
    const { channel, state } = openChannel();
    const asking = sessions.subscribe({ cameraId: 'a', stream: 'main', channel });
    state.close();
    await expect(asking).rejects.toThrow();
    expect(holds.every((hold) => hold.released)).toBe(true);
  });

  it('finds the stream again when the camera was lost, under the same number', async () => {
    const { sessions, openChannel, holds, watches, clock, refuse } = room();
    const { channel, sent } = openChannel();
    await sessions.subscribe({ cameraId: 'a', stream: 'main', channel });
    refuse(new Error('still away'));
    holds[0]?.lose();
    await settle();
    expect(holds[0]?.released).toBe(true);
    await clock.advance(5_000);
    refuse(undefined);
    await clock.advance(10_000);
    expect(watches.map((watch) => watch.subscription)).toEqual([1, 1]);
    watches[1]?.send(frame(1));
    expect(sent).toHaveLength(1);
  });

  it('says why there is no picture, and forgets the viewer', async () => {
    const { sessions, openChannel, refuse } = room();
    const { channel } = openChannel();
    refuse(new AppError('unavailable', 'The camera refuses this user name or password.'));
    await expect(sessions.subscribe({ cameraId: 'a', stream: 'main', channel })).rejects.toThrow(/password/);
    refuse(new Error('internal detail'));
    await expect(sessions.subscribe({ cameraId: 'a', stream: 'main', channel })).rejects.toThrow(
      /no picture/,
    );
    expect(sessions.viewers).toBe(0);
    await expect(sessions.subscribe({ cameraId: 'a', stream: 'main', channel: 'other' })).rejects.toThrow(
      /closed/,
    );
  });
});

describe('a slow viewer', () => {
  it('LIV-3 gets nothing beyond its backlog until a key picture finds it halved', () => {
    const gate = new SlowViewerGate();
    expect(gate.admits(frame(1), 0)).toBe(true);
    expect(gate.admits(frame(0), VIEWER_BACKLOG_BYTES + 1)).toBe(false);
    expect(gate.admits(frame(0), 0)).toBe(false);
    expect(gate.admits(frame(1), VIEWER_BACKLOG_BYTES)).toBe(false);
    expect(gate.admits(frame(1), VIEWER_BACKLOG_BYTES / 2)).toBe(true);
    expect(gate.admits(frame(0), VIEWER_BACKLOG_BYTES)).toBe(true);
    expect(gate.skipped).toBe(3);
  });
});
