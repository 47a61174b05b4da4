/** The ledger that proves that nothing was lost must itself be right. */
import { describe, expect, it } from 'vitest';
import { positionOf } from '../../../src-main/demo/schedule.ts';
import { compareFrames, identify, identifyFile } from '../../support/frame-ledger.ts';

const sent = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, offset) => ({
    ...positionOf(from + offset),
    at: (from + offset) * 40,
  }));

describe('frame ledger', () => {
  it('finds nothing wrong when everything came in order', () => {
    const report = compareFrames(
      sent(100, 700),
      Array.from({ length: 600 }, (_, index) => 100 + index),
    );
    expect(report).toEqual({
      sent: 600,
      recovered: 600,
      missing: [],
      missingFrames: 0,
      duplicates: [],
      outOfOrder: [],
      unknown: [],
    });
  });

  it('names missing stretches, duplicates, wrong order and frames never sent', () => {
    const recovered = [0, 1, 2, 6, 5, 7, 7, 9, 10_000];
    const report = compareFrames(sent(0, 12), recovered);
    expect(report.missing).toEqual([
      { first: 3, last: 4, frames: 2, from: 120, to: 160 },
      { first: 8, last: 8, frames: 1, from: 320, to: 320 },
      { first: 10, last: 11, frames: 2, from: 400, to: 440 },
    ]);
    expect(report.missingFrames).toBe(5);
    expect(report.duplicates).toEqual([7]);
    expect(report.outOfOrder).toEqual([5]);
    expect(report.unknown).toEqual([10_000]);
  });

  it('tells from a rough time which round of the clip a number belongs to', () => {
    const index = 179_545_220 * 250 + 3;
    for (const offMs of [-4900, -1000, 0, 1000, 4900]) expect(identify(3, index * 40 + offMs)).toBe(index);
    const frames = [
      { number: 249, ptsMs: 0 },
      { number: undefined, ptsMs: 40 },
      { number: 1, ptsMs: 80 },
    ];
    expect(identifyFile(frames, 9960)).toEqual([249, 251]);
  });
});
