import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentKey } from '../../../shared/model/segment.ts';
import { bytesToFree, needOf, planEmergency } from '../../../src-main/retention/emergency-policy.ts';
import type { EmergencyCamera } from '../../../src-main/retention/emergency-policy.ts';
import { DAY_MS } from '../../../src-main/retention/retention-policy.ts';
import type { Candidate, Protection } from '../../../src-main/retention/retention-policy.ts';

const START = Date.UTC(2026, 10, 1);
const free: Protection = { held: [], marked: [], inUse: () => false };

/** `count` files of a camera, an hour apart, of `sizeBytes` each. */
function files(cameraNumber: number, count: number, sizeBytes: number): Candidate[] {
  return Array.from({ length: count }, (_, n) => {
    const startAt = START + n * 3_600_000;
    return {
      id: segmentKey(cameraNumber, startAt),
      cameraNumber,
      startAt,
      durationMs: 600_000,
      sizeBytes,
      state: 'ready',
    };
  });
}

function camera(
  cameraNumber: number,
  oldest: readonly Candidate[],
  some: Partial<EmergencyCamera> = {},
): EmergencyCamera {
  return {
    cameraNumber,
    oldest,
    freeBytes: oldest.reduce((sum, file) => sum + file.sizeBytes, 0),
    needBytes: 1_000,
    protection: free,
    isAll: true,
    newestId: oldest.at(-1)?.id,
    ...some,
  };
}

const gone = (toFree: number, cameras: readonly EmergencyCamera[]) =>
  planEmergency(toFree, cameras).deletions.map(({ cameraNumber, startAt }) => [
    cameraNumber,
    (startAt - START) / 3_600_000,
  ]);

describe('the room that is missing', () => {
  const disk = (availableBytes: number) => bytesToFree({ totalBytes: 1_000, availableBytes }, 90);

  it('RET-2 is nothing below the block level, and at it what leads five points below', () => {
    expect(disk(101)).toBe(0);
    expect(disk(100)).toBe(50);
    expect(disk(0)).toBe(150);
  });

  it('RET-2 begins where the gauge says that the disk is critical, rounding included', () => {
    expect(bytesToFree({ totalBytes: 10_000, availableBytes: 1_004 }, 90)).toBe(496);
    expect(bytesToFree({ totalBytes: 10_000, availableBytes: 1_006 }, 90)).toBe(0);
  });

  it('RET-2 is everything when the block level lies within the five points', () => {
    expect(bytesToFree({ totalBytes: 1_000, availableBytes: 0 }, 3)).toBe(1_000);
  });
});

describe('what a camera needs', () => {
  const of = (change: object) =>
    needOf({ bytes: 100, oldestAt: START, newestAt: START + DAY_MS, rules: { keepDays: 30 }, ...change });

  it('RET-2 is its own density over the days it is asked for, at most its size limit', () => {
    expect(of({})).toBe(3_000);
    expect(of({ rules: { keepDays: 30, maxAgeDays: 7 } })).toBe(700);
    expect(of({ rules: { keepDays: 30, keepBytes: 500 } })).toBe(500);
  });

  it('RET-2 is never nothing', () => {
    expect(of({ bytes: 0 })).toBe(1);
    expect(of({ newestAt: START })).toBeGreaterThan(1);
  });
});

describe('the emergency', () => {
  it('RET-2 takes the oldest of the camera that has most above its share', () => {
    expect(gone(300, [camera(1, files(1, 5, 100)), camera(2, files(2, 10, 100))])).toEqual([
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
  });

  it('RET-2 goes on with the other camera when their shares are alike', () => {
    expect(gone(400, [camera(1, files(1, 5, 100)), camera(2, files(2, 6, 100))])).toEqual([
      [2, 0],
      [1, 0],
      [2, 1],
      [1, 1],
    ]);
  });

  it('RET-2 measures the share by what each is asked to keep, not by who writes most', () => {
    const large = camera(1, files(1, 10, 400), { needBytes: 40_000 });
    const small = camera(2, files(2, 40, 100), { needBytes: 10_000 });
    expect(new Set(gone(1_000, [large, small]).map(([number]) => number))).toEqual(new Set([2]));
  });

  it('RET-2 frees as much as is asked for and no file more', () => {
    expect(gone(0, [camera(1, files(1, 5, 100))])).toEqual([]);
    expect(gone(101, [camera(1, files(1, 5, 100))])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('RET-2 leaves every camera its last finished file', () => {
    expect(gone(10_000, [camera(1, files(1, 3, 100)), camera(2, files(2, 1, 100))])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('RET-3 takes neither held nor marked footage, nor what is in use, and frees the rest instead', () => {
    const all = files(1, 6, 100);
    const range = (n: number) => ({ from: all[n]!.startAt, to: all[n]!.startAt + 1 });
    const protection: Protection = {
      held: [range(0)],
      marked: [range(1)],
      inUse: (id) => id === all[2]!.id,
    };
    expect(gone(200, [camera(1, all, { protection, freeBytes: 400 })])).toEqual([
      [1, 3],
      [1, 4],
    ]);
  });

  it('RET-4 asks for more files of the camera whose turn it is', () => {
    const all = files(2, 10, 100);
    const first = camera(2, all.slice(0, 2), { freeBytes: 1_000, isAll: false, newestId: all.at(-1)!.id });
    const plan = planEmergency(500, [camera(1, files(1, 3, 100)), first]);
    expect(plan.deletions).toHaveLength(2);
    expect(plan.lookOn).toBe(2);
  });
});

const anyCameras = fc.array(
  fc.record({
    sizes: fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 30 }),
    needBytes: fc.integer({ min: 1, max: 10_000 }),
    held: fc.array(fc.nat(29), { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 4 },
);

interface Shape {
  readonly sizes: readonly number[];
  readonly needBytes: number;
  readonly held: readonly number[];
}

function camerasOf(shapes: readonly Shape[]): EmergencyCamera[] {
  return shapes.map(({ sizes, needBytes, held }, index) => {
    const all = files(index + 1, sizes.length, 0).map((file, n) => ({ ...file, sizeBytes: sizes[n]! }));
    const isHeld = (n: number) => held.includes(n);
    return camera(index + 1, all, {
      needBytes,
      freeBytes: sizes.reduce((sum, size, n) => sum + (isHeld(n) ? 0 : size), 0),
      protection: {
        ...free,
        held: all.filter((_, n) => isHeld(n)).map(({ startAt }) => ({ from: startAt, to: startAt + 1 })),
      },
    });
  });
}

describe('for any cameras', () => {
  it('RET-2 the same input gives the same list, oldest first within a camera, nothing held', () => {
    fc.assert(
      fc.property(anyCameras, fc.nat(5_000), (shapes, toFree) => {
        const plan = planEmergency(toFree, camerasOf(shapes));
        expect(planEmergency(toFree, camerasOf(shapes))).toEqual(plan);
        for (const each of camerasOf(shapes)) {
          const own = plan.deletions.filter((one) => one.cameraNumber === each.cameraNumber);
          const ids = own.map((one) => one.segmentId);
          expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
          expect(ids).not.toContain(each.newestId);
          for (const { startAt } of own) {
            expect(each.protection.held.some(({ from, to }) => from <= startAt && startAt < to)).toBe(false);
          }
        }
        const freed = plan.deletions.slice(0, -1).reduce((sum, one) => sum + one.sizeBytes, 0);
        expect(freed).toBeLessThanOrEqual(toFree);
      }),
    );
  });

  it('RET-2 the list is the same however many files are shown at a time', () => {
    fc.assert(
      fc.property(anyCameras, fc.nat(5_000), fc.integer({ min: 1, max: 7 }), (shapes, toFree, page) => {
        const whole = camerasOf(shapes);
        const shown = whole.map((each) => ({
          ...each,
          all: each.oldest,
          seen: 0,
          freeBytes: each.freeBytes,
        }));
        const paged = [];
        let left = toFree;
        for (;;) {
          const plan = planEmergency(
            left,
            shown.map((each) => ({
              ...each,
              oldest: each.all.slice(each.seen, each.seen + page),
              isAll: each.seen + page >= each.all.length,
            })),
          );
          paged.push(...plan.deletions);
          for (const each of shown) {
            const own = plan.deletions.filter((one) => one.cameraNumber === each.cameraNumber);
            each.freeBytes -= own.reduce((sum, one) => sum + one.sizeBytes, 0);
            const last = own.at(-1)?.segmentId;
            // From behind what went, and past the whole look where it was not enough.
            if (last !== undefined) each.seen = each.all.findIndex((file) => file.id === last) + 1;
          }
          left -= plan.deletions.reduce((sum, one) => sum + one.sizeBytes, 0);
          const more = shown.find((each) => each.cameraNumber === plan.lookOn);
          if (!more) break;
          const own = plan.deletions.filter((one) => one.cameraNumber === more.cameraNumber).length;
          if (own === 0) more.seen += page;
        }
        expect(paged).toEqual(planEmergency(toFree, whole).deletions);
      }),
    );
  });
});
