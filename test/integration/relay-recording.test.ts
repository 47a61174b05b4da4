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

/** Where `through` begins in `direct`, and the packets both have. The clip may loop: the match is by a run of packets. */
function overlap(
  direct: readonly HashedPacket[],
  through: readonly HashedPacket[],
): { direct: HashedPacket[]; through: HashedPacket[] } {
  for (let shift = -through.length + 20; shift < direct.length - 20; shift += 1) {
    const from = Math.max(0, shift);
    const to = Math.min(direct.length, shift + through.length);
    const same = direct
      .slice(from, to)
      .every((packet, index) => packet.hash === through[from - shift + index]?.hash);
    if (same) return { direct: direct.slice(from, to), through: through.slice(from - shift, to - shift) };
  }
  return { direct: [], through: [] };
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

  /** Records for some seconds directly and through the relay, at once. */
  async function both(
    source: PullSource,
    direct: string,
  ): Promise<{ direct: HashedPacket[]; through: HashedPacket[] }> {
    const pull = relay.open(source);
    await pull.ready;
    const files = { direct: path.join(folder, 'direct'), through: path.join(folder, 'through') };
    const record = (url: string, file: string) => readStream(url, ['-t', '6', '-f', 'framemd5', file]);
    const results = await Promise.all([record(direct, files.direct), record(pull.localUrl, files.through)]);
    expect(results.map((result) => result.code)).toEqual([0, 0]);
    await pull.close();
    return {
      direct: hashedPackets(await readFile(files.direct, 'utf8')),
      through: hashedPackets(await readFile(files.through, 'utf8')),
    };
  }

  function expectSame(
    recorded: { direct: HashedPacket[]; through: HashedPacket[] },
    withAudio: boolean,
  ): void {
    const video = overlap(ofStream(recorded.direct, 0), ofStream(recorded.through, 0));
    expect(video.direct.length).toBeGreaterThan(45);
    if (!withAudio) return;
    const audio = overlap(ofStream(recorded.direct, 1), ofStream(recorded.through, 1));
    expect(audio.direct.length).toBeGreaterThan(45);
    const offset = (side: 'direct' | 'through') => audio[side][0]!.time - video[side][0]!.time;
    expect(Math.abs(offset('direct') - offset('through'))).toBeLessThan(0.03);
  }

  it(
    'has the packets of a direct recording, and sound as far from pictures',
    { timeout: 60_000 },
    async () => {
      const camera = await startDemoCamera();
      const source = { url: camera.mainUrl, username: camera.username!, password: camera.password! };
      expectSame(await both(source, addressWithPassword(camera)), true);
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
      expectSame(await both({ url: camera.url }, camera.url), true);
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
