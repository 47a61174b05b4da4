import { EventEmitter } from 'node:events';
import type net from 'node:net';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../../src-main/relay/stream.ts';
import { interleave, packetizeH264, readRtpHeader } from '../../../src-main/rtsp/rtp.ts';
import { ntpOf, readSenderReport, writeSenderReport } from '../../../src-main/rtsp/rtcp.ts';
import { parseSdp } from '../../../src-main/rtsp/sdp.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { nal } from './media-side.ts';

const sets = [
  Buffer.from('67640028acd940780227e5c044000003000400000300c83c60c658', 'hex'),
  Buffer.from('68ebe3cb22c0', 'hex'),
];
const description = parseSdp(
  'm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\nm=audio 0 RTP/AVP 0\na=control:track1\n',
).tracks;

/** A loopback reader's socket: takes everything, or nothing at all. */
class FakeSocket extends EventEmitter {
  readonly written: Buffer[] = [];
  writableLength = 0;
  destroyed = false;
  closed = false;
  ended = false;
  readonly #stuck: boolean;
  constructor(stuck: boolean) {
    super();
    this.#stuck = stuck;
  }
  write(bytes: Buffer): boolean {
    this.written.push(Buffer.from(bytes));
    if (this.#stuck) this.writableLength += bytes.length;
    return true;
  }
  end(): void {
    this.ended = true;
    this.destroy();
  }
  destroy(): void {
    this.destroyed = true;
    this.closed = true;
    this.emit('close');
  }
}

function scene(slowReaders: 'close' | 'skip' = 'close') {
  const clock = new FakeClock();
  let ready = 0;
  const stream = new Stream(
    description.map((track, index) => ({ description: track, channel: 2 * index })),
    { clock, slowReaders, onReady: () => (ready += 1) },
  );
  let sequence = 0;
  const take = (channel: number, packet: Buffer) => {
    const frame = interleave(channel, packet);
    stream.takeFrame(frame, 0, frame.length);
  };
  const picture = (timestamp: number, nals: readonly Buffer[]) => {
    const packets = packetizeH264(nals, { payloadType: 96, ssrc: 9, timestamp, sequence });
    sequence += packets.length;
    for (const packet of packets) take(0, packet);
    stream.afterRead();
  };
  const reader = (stuck = false) => {
    const socket = new FakeSocket(stuck);
    stream.addReader(socket as unknown as net.Socket);
    return socket;
  };
  return { clock, stream, take, picture, reader, ready: () => ready };
}

const key = (bytes = 3000) => [...sets, nal('H264', 5, bytes)];

describe('the stream of a pull', () => {
  it('is ready at the first key frame whose format is known, and describes itself to readers', () => {
    const { stream, picture, ready } = scene();
    picture(0, [nal('H264', 1, 500)]);
    picture(3600, [nal('H264', 5, 500)]);
    expect(ready()).toBe(0);
    picture(7200, key());
    expect(ready()).toBe(1);
    expect(stream.info(0)).toMatchObject({
      width: 1920,
      height: 1080,
      codecString: 'avc1.640028',
      audioFlows: false,
    });
    expect(parseSdp(stream.sdp()).tracks[0]?.parameters['sprop-parameter-sets']).toBe(
      sets.map((set) => set.toString('base64')).join(','),
    );
  });

  it('gives a reader that comes before any key frame nothing until there is one', () => {
    const { picture, reader } = scene();
    const socket = reader();
    picture(0, [nal('H264', 1, 500)]);
    expect(socket.written).toEqual([]);
    picture(3600, key());
    expect(readRtpHeader(socket.written[0]!.subarray(4))).toMatchObject({ timestamp: 3600 });
  });

  it('gives a late reader one sender report per track, all of the key frame’s instant', () => {
    const { clock, take, picture, reader } = scene();
    picture(0, key());
    picture(3600, [nal('H264', 1, 500)]);
    const now = clock.now();
    take(1, writeSenderReport({ ssrc: 9, ntp: ntpOf(now), rtp: 90_000 }));
    take(3, writeSenderReport({ ssrc: 10, ntp: ntpOf(now + 500), rtp: 16_000 }));
    const socket = reader();
    const reports = socket.written.slice(0, 2).map((frame) => readSenderReport(frame.subarray(4))!);
    expect(reports.map((report) => [report.ssrc, report.rtp])).toEqual([
      [9, 0],
      [10, 4000],
    ]);
    expect(reports[0]!.ntp).toBe(reports[1]!.ntp);
    expect(Number(reports[0]!.ntp - ntpOf(now - 1000)) / 2 ** 32).toBeCloseTo(0, 6);
  });

  it('holds a batch back for 200 ms, but not a key frame nor what follows it at once', async () => {
    const { clock, picture, reader } = scene();
    picture(0, key());
    const socket = reader();
    const first = socket.written.length;
    picture(3600, [nal('H264', 1, 500)]);
    expect(socket.written.length).toBe(first + 1);
    await clock.advance(140);
    picture(7200, [nal('H264', 1, 500)]);
    expect(socket.written.length).toBe(first + 1);
    await clock.advance(200);
    picture(10_800, [nal('H264', 1, 500)]);
    expect(socket.written.length).toBe(first + 2);
    picture(14_400, key());
    expect(socket.written.length).toBe(first + 3);
  });

  it('LIV-3 closes a reader that is too slow and leaves the others alone', async () => {
    const { clock, stream, picture, reader } = scene();
    picture(0, key());
    const [slow, healthy] = [reader(true), reader()];
    for (let i = 1; i < 200; i += 1) {
      await clock.advance(40);
      picture(i * 3600, i % 25 === 0 ? key(200_000) : [nal('H264', 1, 200_000)]);
    }
    expect([slow.destroyed, healthy.destroyed]).toEqual([true, false]);
    expect(stream.slowReaders).toBe(1);
    const bytes = healthy.written.reduce((sum, part) => sum + part.length, 0);
    expect(bytes).toBeGreaterThan(39_000_000);
  });

  it('gives up a ring that reaches back too far and goes on at the next key frame', async () => {
    const { clock, stream, picture, reader } = scene();
    picture(0, key());
    const healthy = reader();
    for (let i = 1; i < 120; i += 1) {
      await clock.advance(250);
      picture(i * 3600, [nal('H264', 1, 200_000)]);
    }
    expect(stream.ring.pictures).toEqual([]);
    const late = reader();
    expect(late.written).toEqual([]);
    picture(120 * 3600, key());
    expect(late.written.length).toBeGreaterThan(0);
    expect(healthy.destroyed).toBe(false);
  });

  it('goes on over a jump of the camera’s RTP clock by an hour, forward and back', async () => {
    const { clock, stream, picture } = scene();
    let timestamp = 0;
    for (let i = 0; i < 150; i += 1) {
      if (i === 60) timestamp += 3600 * 90_000;
      if (i === 110) timestamp -= 3600 * 90_000;
      picture(timestamp >>> 0, i % 25 === 0 ? key() : [nal('H264', 1, 500)]);
      const last = stream.ring.pictures.at(-1)!;
      expect(Math.abs(last.timeUs / 1000 - clock.now())).toBeLessThan(200);
      timestamp += 3600;
      await clock.advance(40);
    }
    expect(stream.pictures).toBe(150);
    expect(stream.info(0)).toMatchObject({ fps: 25, gopSeconds: 1 });
  });

  it('notices a change of resolution', () => {
    const { stream, picture } = scene();
    picture(0, key());
    const smaller = Buffer.from('6742c01ed900a02ff97011000003000100000300320f162e48', 'hex');
    picture(3600, [smaller, sets[1]!, nal('H264', 5, 500)]);
    expect(stream.info(0)).toMatchObject({ width: 640, height: 360, codecString: 'avc1.42c01e' });
  });

  it('SEC-5 counts packets of another payload type and passes none of them on', () => {
    const { stream, take, picture, reader } = scene();
    picture(0, key());
    const socket = reader();
    const before = socket.written.length;
    const [stray] = packetizeH264([Buffer.alloc(50, 1)], {
      payloadType: 111,
      ssrc: 1,
      timestamp: 1,
      sequence: 1,
    });
    take(0, stray!);
    take(2, stray!);
    take(9, stray!);
    take(0, Buffer.alloc(5));
    stream.flush();
    expect(stream.badPackets).toBe(3);
    expect(socket.written.length).toBe(before);
  });
});
