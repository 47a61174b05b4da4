import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PictureTooLarge } from '../../../src-main/relay/packet-log.ts';
import {
  interleave,
  packetizeH264,
  packetizeH265,
  type PacketizeOptions,
} from '../../../src-main/rtsp/rtp.ts';
import type { VideoCodec } from '../../../shared/model/camera.ts';
import { mediaSide, nal } from './media-side.ts';

const keyType = { H264: 5, H265: 19 } as const;
const codecs = ['H264', 'H265'] as const;

function packetize(
  codec: VideoCodec,
  nals: readonly Buffer[],
  options: Partial<PacketizeOptions> = {},
): Buffer[] {
  const all = { payloadType: 96, ssrc: 1, timestamp: 3000, sequence: 0, ...options };
  return codec === 'H264' ? packetizeH264(nals, all) : packetizeH265(nals, all);
}

describe.each(codecs)('%s pictures of a camera', (codec) => {
  it('come out as the same NAL units in one packet each, the marker on the last', () => {
    const side = mediaSide(codec);
    const nals = [
      nal(codec, codec === 'H264' ? 7 : 33, 20),
      nal(codec, keyType[codec], 20_000),
      nal(codec, keyType[codec], 9_000, 1),
    ];
    expect(side.feed(packetize(codec, nals))).toBe(true);
    expect(side.pictures).toHaveLength(1);
    expect(side.pictures[0]).toMatchObject({ key: true, vcl: true, timestamp: 3000, nals });
    expect(side.pictures[0]!.packets.map(({ marker }) => marker)).toEqual([false, false, true]);
    expect(side.pictures[0]!.packets.map(({ sequence }) => sequence)).toEqual([65_534, 65_535, 0]);
  });

  it.each([59_900, 60_000, 60_100, 150_000, 1_000_000])(
    'keep a NAL unit of %i bytes, in packets of at most 60 kB',
    (bytes) => {
      const side = mediaSide(codec);
      const nals = [nal(codec, keyType[codec], bytes)];
      side.feed(packetize(codec, nals));
      expect(side.pictures[0]?.nals).toEqual(nals);
      expect(Math.max(...side.pictures[0]!.packets.map((packet) => packet.bytes))).toBeLessThanOrEqual(
        60_100,
      );
    },
  );

  it('survive any sizes of NAL units and packets', () => {
    const sizes = fc.array(fc.integer({ min: 4, max: 90_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 100, max: 60_000 }), (lengths, maxPayloadBytes) => {
        const side = mediaSide(codec);
        const nals = lengths.map((length, index) => nal(codec, keyType[codec], length, index));
        for (const timestamp of [1, 2]) side.feed(packetize(codec, nals, { timestamp, maxPayloadBytes }));
        const whole = Buffer.concat(nals);
        // Compared as bytes: a matcher on buffers of this size takes seconds.
        expect(side.pictures.map((picture) => Buffer.concat(picture.nals).equals(whole))).toEqual([
          true,
          true,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('end at the next time stamp when a camera sets no markers', () => {
    const side = mediaSide(codec);
    for (const timestamp of [1, 2, 3]) {
      const packets = packetize(codec, [nal(codec, 1, 5000)], { timestamp });
      for (const packet of packets) packet[1] = 96;
      side.feed(packets);
    }
    expect(side.pictures.map((picture) => picture.timestamp)).toEqual([1, 2]);
  });

  it('are whole again once a camera was caught setting a marker after each slice', () => {
    const side = mediaSide(codec);
    for (const timestamp of [1, 2, 3, 4]) {
      for (const slice of [0, 1]) side.feed(packetize(codec, [nal(codec, 1, 500, slice)], { timestamp }));
    }
    expect(side.pictures.map((picture) => [picture.timestamp, picture.nals.length])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
  });

  it('are not ended by a marker on parameter sets', () => {
    const side = mediaSide(codec);
    side.feed(packetize(codec, [nal(codec, codec === 'H264' ? 7 : 33, 30)]));
    side.feed(packetize(codec, [nal(codec, keyType[codec], 3000)]));
    expect(side.pictures).toHaveLength(1);
    expect(side.pictures[0]!.nals).toHaveLength(2);
  });

  it('go on after lost fragments', () => {
    const side = mediaSide(codec);
    const packets = packetize(codec, [nal(codec, keyType[codec], 9000)], { timestamp: 1 });
    side.feed([packets[0]!, packets[2]!]);
    side.feed(packetize(codec, [nal(codec, 1, 9000)], { timestamp: 2 }).slice(1));
    const whole = [nal(codec, 1, 700)];
    side.feed(packetize(codec, whole, { timestamp: 3 }));
    expect(side.pictures.at(-1)?.nals).toEqual(whole);
  });

  it('SEC-5 made of garbage never throw, and what is written stays readable', () => {
    const payload = fc.uint8Array({ maxLength: 2000 });
    const packet = fc.record({ payload, timestamp: fc.nat(3), marker: fc.boolean() });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
        const side = mediaSide(codec);
        for (const { payload: bytes, timestamp, marker } of packets) {
          const rtp = Buffer.concat([
            Buffer.from([0x80, marker ? 0xe0 : 0x60, 0, 0, 0, 0, 0, timestamp, 0, 0, 0, 1]),
            bytes,
          ]);
          side.feed([rtp]);
        }
        side.assembler.endPicture();
        for (const picture of side.pictures) expect(picture.packets.at(-1)?.marker).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('SEC-5 that never end are refused at 8 MB', () => {
    const side = mediaSide(codec);
    const packets = packetize(codec, [nal(codec, keyType[codec], 9 << 20)], { maxPayloadBytes: 50_000 });
    expect(() => side.feed(packets)).toThrow(PictureTooLarge);
  });
});

describe('sound that comes inside a picture', () => {
  const sound = interleave(2, Buffer.alloc(400, 1));

  it('waits for the end of the picture', () => {
    const side = mediaSide('H264');
    const [first, ...rest] = packetize('H264', [nal('H264', 5, 9000)]);
    side.feed([first!]);
    side.assembler.other(sound, 0, sound.length);
    expect(side.log.base).toBe(0);
    side.feed(rest);
    const picture = side.pictures[0]!;
    expect(side.log.bytes.subarray(picture.end, side.log.base)).toEqual(sound);
  });

  it('SEC-5 is not held for ever by a picture that never ends', () => {
    const side = mediaSide('H264');
    side.feed(packetize('H264', [nal('H264', 5, 9000)]).slice(0, 1));
    for (let i = 0; i < 65; i += 1) side.assembler.other(sound, 0, sound.length);
    expect(side.pictures).toHaveLength(1);
    expect(side.log.base).toBe(side.pictures[0]!.end + 65 * sound.length);
  });
});
