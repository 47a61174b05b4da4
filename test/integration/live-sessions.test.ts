import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import type { LivePulls } from '../../src-main/live/live-pulls.ts';
import { LiveSessions } from '../../src-main/live/live-sessions.ts';
import { openLiveStream } from '../../src-main/live/live-stream.ts';
import { createMediaHandler } from '../../src-main/media/handler.ts';
import { createOpenLive } from '../../src-main/media/open-live.ts';
import { inspectMp4 } from '../../src-main/media-file/inspect.ts';
import { memorySource } from '../../src-main/media-file/byte-source.ts';
import type { Relay } from '../../src-main/relay/relay.ts';
import { demoPassword, startDemoCamera } from '../support/demo-fixture.ts';
import { testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import { startTestRelay } from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

/** One pull per acquisition: enough here; sharing is the cameras room's and tested there. */
function pullsOf(relay: Relay, camera: Awaited<ReturnType<typeof startDemoCamera>>): LivePulls {
  return {
    acquire: async (_cameraId, stream) => {
      const url = stream === 'sub' ? camera.subUrl : camera.mainUrl;
      const pull = relay.open({ url, username: camera.username ?? '', password: demoPassword });
      await pull.ready;
      return { pull, stream, release: () => void pull.close() };
    },
  };
}

async function liveRoom(mode: 'inline' | 'worker') {
  const relay = await startTestRelay(mode);
  const camera = await startDemoCamera();
  const pulls = pullsOf(relay, camera);
  const sessions = new LiveSessions({ pulls, relay, clock: systemClock, logger: silentLogger });
  onTestFinished(async () => {
    sessions.dispose();
    await relay.close();
    await camera.stop();
  });
  return { relay, camera, pulls, sessions, openLive: createOpenLive(sessions) };
}

function channelOf(openLive: ReturnType<typeof createOpenLive>) {
  const frames: Uint8Array[] = [];
  const state = { buffered: 0, close: () => {} };
  const { channel } = openLive({
    send: (frame) => void frames.push(frame),
    bufferedBytes: () => state.buffered,
    onClose: (listener) => (state.close = listener),
  });
  return { channel, frames, state };
}

/** FFmpeg processes that read this address. */
function readersOf(address: string): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(address);
      } catch {
        return false;
      }
    }).length;
}

describe('live view from the relay', () => {
  for (const mode of ['inline', 'worker'] as const) {
    it(`LIV-2 two tiles get pictures over one channel, each beginning with a key picture (relay ${mode})`, async () => {
      const { sessions, openLive } = await liveRoom(mode);
      const { channel, frames, state } = channelOf(openLive);
      const main = await sessions.subscribe({ cameraId: 'demo', stream: 'main', channel });
      const sub = await sessions.subscribe({ cameraId: 'demo', stream: 'sub', channel });
      expect(main).toMatchObject({ width: 1280, height: 720 });
      expect(sub).toMatchObject({ width: 640, height: 360 });
      expect(main.codec).toMatch(/^avc1\./);
      const of = (subscription: number) =>
        frames.filter((frame) => Buffer.from(frame).readUInt16LE(2) === subscription);
      await until(() => of(main.subscription).length > 30 && of(sub.subscription).length > 10);
      for (const { subscription } of [main, sub]) {
        const [first] = of(subscription);
        expect([first?.[0], first![1]! & 1]).toEqual([1, 1]);
        expect([...first!.subarray(16, 20)]).toEqual([0, 0, 0, 1]);
      }
      state.close();
      const count = frames.length;
      await until(() => sessions.viewers === 0);
      expect(frames.length).toBe(count);
    });
  }

  it('LIV-3 a viewer that takes nothing is skipped, another one is not', async () => {
    const { sessions, openLive } = await liveRoom('inline');
    const slow = channelOf(openLive);
    const quick = channelOf(openLive);
    slow.state.buffered = 1e9;
    await sessions.subscribe({ cameraId: 'demo', stream: 'main', channel: slow.channel });
    await sessions.subscribe({ cameraId: 'demo', stream: 'main', channel: quick.channel });
    await until(() => quick.frames.length > 60);
    expect(slow.frames).toHaveLength(0);
    slow.state.buffered = 0;
    await until(() => slow.frames.length > 5);
    expect(slow.frames[0]![1]! & 1).toBe(1);
  });

  it('live.open streams fragmented MP4 until the client goes, and then its FFmpeg is gone too', async () => {
    const { pulls } = await liveRoom('inline');
    let localUrl = '';
    const watched: LivePulls = {
      acquire: async (...wish) => {
        const held = await pulls.acquire(...wish);
        localUrl = held.pull.localUrl;
        return held;
      },
    };
    const handler = createMediaHandler({
      resolvers: {
        playlist: () => undefined,
        file: () => undefined,
        liveStream: (cameraId, stream) =>
          openLiveStream(
            { cameraId, stream },
            {
              pulls: watched,
              binary: testFfmpeg,
              env: testEnvironment,
              clock: systemClock,
              logger: silentLogger,
            },
          ),
      },
    });
    const response = await handler(new Request('http://127.0.0.1/live/demo/sub.mp4'));
    expect(response.headers.get('content-type')).toBe('video/mp4');
    const reader = response.body!.getReader();
    let bytes = Buffer.alloc(0);
    await until(async () => {
      const { value } = await reader.read();
      bytes = Buffer.concat([bytes, value ?? new Uint8Array()]);
      return inspectMp4(memorySource(bytes)).fragments.length >= 3;
    });
    expect(inspectMp4(memorySource(bytes))).toMatchObject({
      kind: 'fragmented',
      video: { width: 640, height: 360 },
    });
    expect(readersOf(localUrl)).toBeGreaterThan(0);
    await reader.cancel();
    await until(() => readersOf(localUrl) === 0);
  });
});
