import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullSource } from '../../src-main/relay/relay.ts';
import { addressWithPassword, startDemoCamera } from '../support/demo-fixture.ts';
import { GstreamerCamera } from '../support/gstreamer-camera.ts';
import {
  hashedPackets,
  outcomeOf,
  readStream,
  startTestRelay,
  type HashedPacket,
  type TestRelay,
} from '../support/relay-fixture.ts';
import { until } from '../support/until.ts';

const password = 'p@ss word';

/** The longest run of packets that both have. Content may repeat, so single packets tell nothing. */
function overlap(direct: readonly HashedPacket[], through: readonly HashedPacket[]): Recorded {
  let best: Recorded = { direct: [], through: [] };
  for (let shift = 20 - through.length; shift < direct.length - 20; shift += 1) {
    const from = Math.max(0, shift);
    const to = Math.min(direct.length, shift + through.length);
    const same = direct
      .slice(from, to)
      .every((packet, index) => packet.hash === through[from - shift + index]?.hash);
    if (!same || to - from <= best.direct.length) continue;
    best = { direct: direct.slice(from, to), through: through.slice(from - shift, to - shift) };
  }
  return best;
}

interface Recorded {
  readonly direct: readonly HashedPacket[];
  readonly through: readonly HashedPacket[];
}

const ofStream = (packets: readonly HashedPacket[], stream: number) =>
  packets.filter((packet) => packet.stream === stream);

describe('a recording through the relay', () => {
  let relay: TestRelay;
  let folder: string;
  beforeEach(async () => {
    relay = await startTestRelay('worker');
    folder = await mkdtemp(path.join(os.tmpdir(), 'watchpost-relay-'));
  });
  afterEach(async () => {
    await relay.close();
    await rm(folder, { recursive: true, force: true });
  });

  /**
   * Records for some seconds directly and through the relay. The direct one begins first: FFmpeg plays from "0", which
   * makes GStreamer start the stream of everybody anew.
   */
  async function both(source: PullSource, direct: string): Promise<Recorded> {
    let text = '';
    const stop = new AbortController();
    const directly = readStream(direct, ['-f', 'framemd5', '-flush_packets', '1', 'pipe:1'], {
      onStdout: (chunk) => (text += chunk.toString()),
      signal: stop.signal,
    });
    await Promise.race([until(() => /^0,/m.test(text), { timeoutMs: 30_000 }), directly]);
    const pull = relay.open(source);
    await pull.ready;
    const file = path.join(folder, 'through');
    expect(await readStream(pull.localUrl, ['-t', '6', '-f', 'framemd5', file])).toMatchObject({ code: 0 });
    await pull.close();
    stop.abort();
    await directly.catch(() => {});
    return { direct: hashedPackets(text), through: hashedPackets(await readFile(file, 'utf8')) };
  }

  function expectSame(recorded: Recorded): void {
    // FFmpeg's H.265 parser gives the first packet of a stream one zero byte more than the same packet later on.
    const video = overlap(ofStream(recorded.direct, 0), ofStream(recorded.through, 0).slice(1));
    expect(video.direct.length).toBeGreaterThan(45);
    const audio = overlap(ofStream(recorded.direct, 1), ofStream(recorded.through, 1));
    expect(audio.direct.length).toBeGreaterThan(30);
    // At the end: the first sender report, after 5 s here, has set what was a few hundredths off until then.
    const offset = (side: 'direct' | 'through') => audio[side].at(-1)!.time - video[side].at(-1)!.time;
    expect(Math.abs(offset('direct') - offset('through'))).toBeLessThan(0.03);
  }

  it(
    'has the packets of a direct recording, and sound as far from pictures',
    { timeout: 60_000 },
    async () => {
      const camera = await startDemoCamera();
      const source = { url: camera.mainUrl, username: camera.username!, password: camera.password! };
      expectSame(await both(source, addressWithPassword(camera)));
      await camera.stop();
    },
  );

  it.each([
    { codec: 'h264', audio: 'aac' },
    { codec: 'h265', audio: 'pcmu' },
  ] as const)(
    'has the packets of a direct recording of GStreamer’s $codec and $audio',
    { timeout: 120_000 },
    async ({ codec, audio }) => {
      await using camera = await GstreamerCamera.start({ codec, audio });
      expectSame(await both({ url: camera.url }, camera.url));
    },
  );

  it(
    'SEC-4 signs in to GStreamer with a digest, and says when the password is wrong',
    { timeout: 120_000 },
    async () => {
      await using camera = await GstreamerCamera.start({ audio: 'none', username: 'viewer', password });
      const wrong = relay.open({ url: camera.url, username: 'viewer', password: 'other' });
      expect(await outcomeOf(wrong)).toMatchObject({ code: 'wrong-password' });
      const absent = relay.open({ url: camera.url.replace('/cam', '/none'), username: 'viewer', password });
      expect(await outcomeOf(absent)).toMatchObject({ code: 'not-found' });
      const pull = relay.open({ url: camera.url, username: 'viewer', password });
      expect(await pull.ready).toMatchObject({
        videoCodec: 'H264',
        width: 640,
        height: 360,
        audioFlows: false,
      });
      const info = await until(() => (pull.stats()?.info.gopSeconds ? pull.stats()?.info : undefined));
      expect(info).toMatchObject({ fps: 15, gopSeconds: 1 });
      const frames: Uint8Array[] = [];
      relay.watch(pull.id, 1, (frame) => frames.push(frame));
      await until(() => frames.length > 20);
    },
  );

  it('tells the codec string of H.265 from the stream', { timeout: 120_000 }, async () => {
    await using camera = await GstreamerCamera.start({ codec: 'h265', audio: 'none' });
    const pull = relay.open({ url: camera.url });
    expect(await pull.ready).toMatchObject({
      videoCodec: 'H265',
      width: 640,
      height: 360,
      codecString: expect.stringMatching(/^hev1\.[123]\.[46]\.L\d+\.\w+/),
    });
  });

  it('begins at a key frame for a reader that comes late', { timeout: 60_000 }, async () => {
    const camera = await startDemoCamera();
    const pull = relay.open({ url: camera.mainUrl, username: camera.username!, password: camera.password! });
    await pull.ready;
    for (let turn = 0; turn < 3; turn += 1) {
      const pictures = pull.stats()?.pictures ?? 0;
      await until(() => (pull.stats()?.pictures ?? 0) > pictures + 10);
      const file = path.join(folder, `late-${turn}.h264`);
      expect((await readStream(pull.localUrl, ['-an', '-frames:v', '1', '-f', 'h264', file])).code).toBe(0);
      const bytes = await readFile(file);
      expect(bytes.includes(Buffer.from([0, 0, 1, 0x65]))).toBe(true);
    }
    await camera.stop();
  });
});
