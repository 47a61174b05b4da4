import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacityOf, daysUntilFull, heldDaysOn } from '../../../src-main/retention/promise.ts';
import type { MeasuredCamera, PromiseDisk } from '../../../src-main/retention/promise.ts';

const GB = 1_000_000_000;

function camera(cameraNumber: number, perDay: number, some: Partial<MeasuredCamera> = {}): MeasuredCamera {
  return {
    cameraNumber,
    rules: { keepDays: 30 },
    bytesPerDay24h: perDay,
    bytesPerDay7d: perDay,
    ...some,
  };
}

/** 1000 GB, of which 850 GB can be filled for good; empty. */
function disk(cameras: readonly MeasuredCamera[], some: Partial<PromiseDisk> = {}): PromiseDisk {
  return {
    totalBytes: 1_000 * GB,
    availableBytes: 1_000 * GB,
    blockPercent: 90,
    freeBytes: 0,
    cameras,
    ...some,
  };
}

describe('what a disk can hold for good', () => {
  it('RET-6 ends where an emergency would empty it to, not where it begins', () => {
    expect(capacityOf(disk([]))).toBe(850 * GB);
  });

  it('RET-6 counts footage that may go as room, and neither holds nor the files of strangers', () => {
    expect(capacityOf(disk([], { availableBytes: 300 * GB, freeBytes: 600 * GB }))).toBe(750 * GB);
    expect(capacityOf(disk([], { availableBytes: 50 * GB, freeBytes: 0 }))).toBe(0);
  });
});

describe('the promise', () => {
  it('RET-6 is kept when all that is asked for fits', () => {
    expect(heldDaysOn(disk([camera(1, 10 * GB), camera(2, 18 * GB)]))).toEqual([
      { cameraNumber: 1, days24h: 30, days7d: 30, heldDays: 30, isKept: true, isWhole: true },
      { cameraNumber: 2, days24h: 30, days7d: 30, heldDays: 30, isKept: true, isWhole: true },
    ]);
  });

  it('RET-6 is the same part of its days for every camera when it does not fit', () => {
    const held = heldDaysOn(disk([camera(1, 40 * GB), camera(2, 45 * GB, { rules: { keepDays: 10 } })]));
    // 1200 + 450 GB are asked for, 850 GB are there.
    const part = 850 / 1_650;
    expect(held[0]!.heldDays).toBeCloseTo(30 * part);
    expect(held[1]!.heldDays).toBeCloseTo(10 * part);
    expect(held.map(({ isKept }) => isKept)).toEqual([false, false]);
  });

  it('RET-6 tells both rates and promises by the worse one', () => {
    const [held] = heldDaysOn(disk([camera(1, 50 * GB, { bytesPerDay7d: 34 * GB })]));
    expect(held).toMatchObject({ days24h: 17, days7d: 25, heldDays: 17, isKept: false });
  });

  it('RET-6 is not broken by a limit of size that the operator chose', () => {
    const limited = camera(1, 10 * GB, { rules: { keepDays: 30, keepBytes: 100 * GB } });
    expect(heldDaysOn(disk([limited]))).toMatchObject([{ heldDays: 10, isKept: true }]);
  });

  it('RET-7 RET-6 asks for no more days than the maximum age allows', () => {
    const short = camera(1, 100 * GB, { rules: { keepDays: 30, maxAgeDays: 7 } });
    expect(heldDaysOn(disk([short]))).toMatchObject([{ heldDays: 7, isKept: true }]);
  });

  it('RET-6 says nothing about a camera that was not measured, and lets the others have its room', () => {
    const unknown: MeasuredCamera = { cameraNumber: 2, rules: { keepDays: 30 } };
    expect(heldDaysOn(disk([camera(1, 28 * GB), unknown]))).toEqual([
      expect.objectContaining({ cameraNumber: 1, heldDays: 30 }),
      { cameraNumber: 2, isKept: true, isWhole: true },
    ]);
  });

  it('RET-6 forgives a few per cent, which the weather can make', () => {
    const [near] = heldDaysOn(disk([camera(1, 29.5 * GB)]));
    const [far] = heldDaysOn(disk([camera(1, 30 * GB)]));
    expect([near!.isKept, far!.isKept]).toEqual([true, false]);
  });

  it('RET-6 never promises more than was asked, nor more than fits', () => {
    const cameras = fc.array(
      fc.record({ perDay: fc.integer({ min: 1, max: 1e12 }), keepDays: fc.integer({ min: 1, max: 400 }) }),
      { minLength: 1, maxLength: 16 },
    );
    fc.assert(
      fc.property(cameras, fc.integer({ min: 0, max: 1e13 }), (wishes, availableBytes) => {
        const measured = wishes.map(({ perDay, keepDays }, n) => camera(n, perDay, { rules: { keepDays } }));
        const one = disk(measured, { totalBytes: 1e13, availableBytes });
        const held = heldDaysOn(one);
        for (const [n, { heldDays = 0 }] of held.entries())
          expect(heldDays).toBeLessThanOrEqual(wishes[n]!.keepDays);
        const bytes = held.reduce((sum, { heldDays = 0 }, n) => sum + heldDays * wishes[n]!.perDay, 0);
        expect(bytes).toBeLessThanOrEqual(capacityOf(one) * 1.000001 + 1);
      }),
    );
  });
});

describe('the time until it is full', () => {
  it('RET-6 is what is left below the block level at the rate of the last day', () => {
    expect(daysUntilFull(disk([camera(1, 50 * GB), camera(2, 50 * GB)]))).toBe(9);
    expect(daysUntilFull(disk([camera(1, 50 * GB)], { availableBytes: 100 * GB }))).toBe(0);
    expect(daysUntilFull(disk([]))).toBeUndefined();
  });
});
