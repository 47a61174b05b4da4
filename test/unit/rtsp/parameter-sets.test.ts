import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isParameterSet, readPictureFormat } from '../../../src-main/rtsp/parameter-sets.ts';

/** SPS of x264 and x265, as they are on the wire. */
const known = [
  ['H264', '67640028acd940780227e5c044000003000400000300c83c60c658', 1920, 1080, 'avc1.640028'],
  ['H264', '6742c01ed900a02ff97011000003000100000300320f162e48', 640, 360, 'avc1.42c01e'],
  ['H264', '6764001eacd940b024d8088000000300800000190f8a14cb', 704, 576, 'avc1.64001e'],
  ['H264', '67f4001f919b280a00b76022000003000200000300641e30632c', 1280, 720, 'avc1.f4001f'],
  [
    'H265',
    '420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000c84',
    1920,
    1080,
    'hev1.1.6.L120.90',
  ],
  [
    'H265',
    '420101016000000300900000030000030096a0014420079965959a4932bc05a02000000300200000030321',
    2592,
    1944,
    'hev1.1.6.L150.90',
  ],
  [
    'H265',
    '42010102200000030090000003000003003fa005020169365959a4932bc05a020000030002000003003210',
    640,
    360,
    'hev1.2.4.L63.90',
  ],
] as const;

describe('parameter sets', () => {
  it.each(known)('of %s (%s) tell %d x %d and %s', (codec, hex, width, height, codecString) => {
    const sps = Buffer.from(hex, 'hex');
    expect(isParameterSet(codec, sps)).toBe(true);
    expect(readPictureFormat(codec, [sps])).toEqual({ width, height, codecString });
  });

  it('SEC-5 that make no sense give nothing, never an exception', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...known),
        fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 12 }),
        fc.nat(60),
      )
      .map(([[codec, hex], changes, length]) => {
        const sps = Buffer.from(hex, 'hex');
        for (const [at, value] of changes) if (at > 0 && at < sps.length) sps[at] = value;
        return [codec, sps.subarray(0, Math.max(1, length))] as const;
      });
    fc.assert(
      fc.property(mutated, ([codec, sps]) => {
        const format = readPictureFormat(codec, [sps]);
        if (!format) return;
        expect(format.width).toBeGreaterThan(0);
        expect(format.height).toBeLessThanOrEqual(16_384);
        expect(format.codecString).toMatch(
          /^(avc1\.[0-9a-f]{6}|hev1\.[ABC]?\d+\.[0-9a-f]+\.[LH]\d+(\.[0-9a-f]+)*)$/,
        );
      }),
      { numRuns: 2000 },
    );
  });
});
