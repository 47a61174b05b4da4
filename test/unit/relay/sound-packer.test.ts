import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SoundPacker } from '../../../src-main/relay/sound-packer.ts';
import { packetizeAac, readRtpHeader } from '../../../src-main/rtsp/rtp.ts';
import { parseSdp } from '../../../src-main/rtsp/sdp.ts';

const UNIT_TICKS = 1024;
const ssrc = 7;

interface Seen {
  readonly timestamp: number;
  readonly sequence: number;
  readonly units: readonly Buffer[];
}

function scene() {
  const frames: Buffer[] = [];
  const numbering = { channel: 2, payloadType: 97, sequence: 65_534 };
  const packer = new SoundPacker(numbering, (frame) => frames.push(frame));
  const take = (packet: Buffer) => packer.add(packet, readRtpHeader(packet)!);
  const unit = (timestamp: number, data: Buffer) =>
    take(packetizeAac(data, { payloadType: 97, ssrc, timestamp, sequence: 0 }));
  return { frames, packer, take, unit };
}

/** As a reader takes a packet apart (RFC 3640). */
function read(frame: Buffer): Seen {
  expect([frame[0], frame[1], frame.readUInt16BE(2)]).toEqual([0x24, 2, frame.length - 4]);
  const { timestamp, sequence, payloadStart, payloadEnd } = readRtpHeader(frame, 4)!;
  const count = frame.readUInt16BE(payloadStart) / 16;
  let at = payloadStart + 2 + 2 * count;
  const units = Array.from({ length: count }, (_, index) => {
    const size = frame.readUInt16BE(payloadStart + 2 + 2 * index) >> 3;
    return frame.subarray(at, (at += size));
  });
  expect(at).toBe(payloadEnd);
  return { timestamp, sequence, units };
}

const bytesOf = (length: number, seed: number) => Buffer.alloc(length, seed);

describe('sound for readers', () => {
  it('is one packet of all access units since the last batch, with the first one’s time', () => {
    const { frames, packer, unit } = scene();
    for (let i = 0; i < 8; i += 1) unit(5000 + i * UNIT_TICKS, bytesOf(100 + i, i));
    expect(frames).toEqual([]);
    packer.flush();
    packer.flush();
    expect(frames.length).toBe(1);
    const seen = read(frames[0]!);
    expect([seen.timestamp, seen.sequence]).toEqual([5000, 65_535]);
    expect(seen.units.map((each) => [each.length, each[0]])).toEqual(
      Array.from({ length: 8 }, (_, i) => [100 + i, i]),
    );
  });

  it('never joins units whose times do not follow one another', () => {
    const { frames, packer, unit } = scene();
    unit(0, bytesOf(10, 1));
    unit(UNIT_TICKS, bytesOf(10, 2));
    unit(3 * UNIT_TICKS, bytesOf(10, 3));
    unit(2 ** 32 - UNIT_TICKS, bytesOf(10, 4));
    unit(0, bytesOf(10, 5));
    packer.flush();
    expect(frames.map((frame) => read(frame).timestamp)).toEqual([0, 3 * UNIT_TICKS, 2 ** 32 - UNIT_TICKS]);
    expect(frames.map((frame) => read(frame).units.length)).toEqual([2, 1, 2]);
    expect(frames.map((frame) => read(frame).sequence)).toEqual([65_535, 0, 1]);
  });

  it('passes pieces of units and nonsense as they came, in order and numbered anew', () => {
    const { frames, packer, take, unit } = scene();
    unit(0, bytesOf(10, 1));
    const piece = packetizeAac(bytesOf(50, 2), { payloadType: 97, ssrc, timestamp: 1024, sequence: 9 });
    piece[1] = 97;
    take(piece);
    const nonsense = Buffer.from(piece);
    nonsense.writeUInt16BE(4000, 12);
    take(nonsense);
    unit(2048, bytesOf(10, 3));
    packer.flush();
    expect(frames.length).toBe(4);
    for (const [index, original] of [piece, nonsense].entries()) {
      const frame = frames[index + 1]!;
      expect(frame.subarray(16).equals(original.subarray(12))).toBe(true);
      expect(readRtpHeader(frame, 4)).toMatchObject({ timestamp: 1024, marker: false, sequence: index });
    }
  });

  it('gives every unit out once, whole and with its own time, whatever the batches', () => {
    const step = fc.record({
      bytes: fc.integer({ min: 1, max: 4000 }),
      skip: fc.constantFrom(0, 0, 0, 0, 1, 2 ** 20),
      flush: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const { frames, packer, unit } = scene();
        let time = 2 ** 32 - 20 * UNIT_TICKS;
        const sent = steps.map(({ bytes, skip, flush }, index) => {
          time = (time + UNIT_TICKS * (1 + skip)) % 2 ** 32;
          unit(time, bytesOf(bytes, index & 255));
          if (flush) packer.flush();
          return [time, bytes, index & 255];
        });
        packer.flush();
        const got = frames
          .map(read)
          .flatMap(({ timestamp, units }) =>
            units.map((each, index) => [(timestamp + index * UNIT_TICKS) % 2 ** 32, each.length, each[0]]),
          );
        expect(got).toEqual(sent);
        for (const frame of frames) expect(frame.length).toBeLessThan(60_000);
      }),
    );
  });

  it('is joined only where the description promises the usual form', () => {
    const track = (parameters: string, encoding = 'MPEG4-GENERIC/48000/2') =>
      parseSdp(`m=audio 0 RTP/AVP 97\na=rtpmap:97 ${encoding}\na=fmtp:97 ${parameters}\n`).tracks[0]!;
    const usual = 'mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3';
    expect(SoundPacker.fits(track(usual))).toBe(true);
    expect(SoundPacker.fits(track(usual.replace('hbr', 'lbr')))).toBe(false);
    expect(SoundPacker.fits(track(usual.replace('=13', '=6')))).toBe(false);
    expect(SoundPacker.fits(track('', 'PCMU/8000'))).toBe(false);
  });
});
