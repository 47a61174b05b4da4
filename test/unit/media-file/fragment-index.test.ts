/** The blob in which the catalogue keeps a file's fragments. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFragmentIndex, encodeFragmentIndex } from '../../../src-main/media-file/fragment-index.ts';
import type { Fragment } from '../../../src-main/media-file/mp4-report.ts';

const number = fc.nat(2 ** 31 - 1);
const anyFragment: fc.Arbitrary<Fragment> = fc.record(
  {
    offset: fc.nat({ max: 2 ** 31 - 1 }).map((value) => value * 1000),
    sizeBytes: number,
    startMs: number,
    durationMs: number,
    key: fc.boolean(),
    hasAudio: fc.boolean(),
    hole: fc.record({ startMs: number, durationMs: number }),
  },
  { requiredKeys: ['offset', 'sizeBytes', 'startMs', 'durationMs', 'key', 'hasAudio'] },
);

describe('the fragment index', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.array(anyFragment, { maxLength: 50 }), (fragments) => {
        expect(decodeFragmentIndex(encodeFragmentIndex(fragments))).toEqual(fragments);
      }),
    );
  });

  it('takes about 6 bytes for a usual fragment', () => {
    const fragments = Array.from({ length: 600 }, (_, index): Fragment => {
      const sizeBytes = 500_000 + index;
      return {
        offset: 1269 + index * 500_000 + (index * (index - 1)) / 2,
        sizeBytes,
        startMs: index * 1000,
        durationMs: 1000,
        key: index % 2 === 0,
        hasAudio: true,
      };
    });
    expect(encodeFragmentIndex(fragments).length).toBeLessThan(600 * 7);
  });

  it('is empty for bytes that are not one, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const fragments = decodeFragmentIndex(Uint8Array.of(1, ...bytes));
        expect(fragments.length).toBeLessThanOrEqual(bytes.length);
        expect(decodeFragmentIndex(Uint8Array.of(9, ...bytes))).toEqual([]);
      }),
    );
    const whole = encodeFragmentIndex([
      { offset: 5, sizeBytes: 300, startMs: 0, durationMs: 900, key: true, hasAudio: false },
    ]);
    for (let cut = 0; cut < whole.length; cut++) {
      expect(decodeFragmentIndex(whole.subarray(0, cut))).toEqual([]);
    }
  });
});
