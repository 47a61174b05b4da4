import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  allTogether,
  fullInDays,
  levelCode,
  reserveBytes,
  storageLevel,
  usedPercent,
} from '../../../src-main/storage/storage-policy.ts';
import type { VolumeInfo } from '../../../shared/model/storage.ts';
import { fakeVolume } from '../../support/fake-recorder.ts';

const thresholds = { warnPercent: 80, blockPercent: 90 };

describe('storage levels', () => {
  it('STO-3 used percent follows from what an ordinary user has left', () => {
    expect(usedPercent({ totalBytes: 1_000, availableBytes: 250 })).toBe(75);
    expect(usedPercent({ totalBytes: 3_000, availableBytes: 1_000 })).toBe(66.7);
    expect(usedPercent({ totalBytes: 0, availableBytes: 0 })).toBe(100);
    expect(usedPercent({ totalBytes: 100, availableBytes: 200 })).toBe(0);
  });

  it('STO-1 STO-2 rise exactly at the thresholds', () => {
    expect([79.9, 80, 89.9, 90, 100].map((used) => storageLevel(used, thresholds))).toEqual([
      'ok',
      'low',
      'low',
      'critical',
      'critical',
    ]);
  });

  it('STO-2 fall only a point below the threshold at which they rose', () => {
    expect(storageLevel(79.5, thresholds, 'low')).toBe('low');
    expect(storageLevel(78.9, thresholds, 'low')).toBe('ok');
    expect(storageLevel(89.5, thresholds, 'critical')).toBe('critical');
    expect(storageLevel(88.9, thresholds, 'critical')).toBe('low');
    expect(storageLevel(10, thresholds, 'critical')).toBe('ok');
  });

  it('STO-2 never judge a fuller disk more lightly', () => {
    const order = ['ok', 'low', 'critical'];
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, percent, fc.constantFrom('ok', 'low', 'critical'), (a, b, previous) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((used) =>
          order.indexOf(storageLevel(used, thresholds, previous as 'ok')),
        );
        expect(less).toBeLessThanOrEqual(more ?? 0);
      }),
    );
  });

  it('STO-2 carry their codes', () => {
    expect([levelCode('ok'), levelCode('low'), levelCode('critical')]).toEqual([undefined, -1008, -1010]);
  });

  it('STO-2 the reserve is an hour of writing, at least 500 MB, or what the operator says', () => {
    expect(reserveBytes(0, undefined)).toBe(500_000_000);
    expect(reserveBytes(1_000_000, undefined)).toBe(3_600_000_000);
    expect(reserveBytes(1_000_000, 7)).toBe(7);
    expect(reserveBytes(1_000_000, 0)).toBe(0);
  });

  it('STO-3 the forecast is what is left over what is written, and none while nothing is', () => {
    expect(fullInDays(86_400_000, 1_000)).toBe(1);
    expect(fullInDays(86_400_000, 0)).toBeUndefined();
  });
});

describe('all volumes together', () => {
  const disk = (number: number, over: Partial<VolumeInfo>): VolumeInfo => ({
    ...fakeVolume,
    number,
    level: 'ok',
    ...over,
  });
  const together = (volumes: VolumeInfo[], devices: (string | undefined)[] = []) =>
    allTogether({ volumes, devices, cameras: [], thresholds: { warnPercent: 80, blockPercent: 90 } });

  it('STO-3 counts a file system once, also when two locations are on it', () => {
    const volumes = [disk(1, {}), disk(2, {}), disk(3, { totalBytes: 500, availableBytes: 500 })];
    expect(together(volumes, ['a', 'a', 'b'])).toMatchObject({ totalBytes: 1_500, availableBytes: 650 });
  });

  it('STO-2 has the level of the worst disk that a camera records to', () => {
    const [calm, full] = [disk(1, {}), disk(2, { level: 'critical' })];
    expect(together([calm, full])).toMatchObject({ level: 'critical', code: -1010 });
    expect(together([calm, { ...full, assignedCameras: 0 }])).toMatchObject({ level: 'ok' });
    const idle = { assignedCameras: 0, isDefault: false };
    expect(
      together([
        { ...calm, ...idle },
        { ...full, ...idle, isDefault: true },
      ])?.level,
    ).toBe('critical');
  });

  it('STO-3 a disk that is missing hides none of the others; when all are, there is nothing to say', () => {
    const {
      totalBytes: _t,
      availableBytes: _a,
      usedPercent: _u,
      ...gone
    } = disk(2, { state: 'missing', code: -1005 });
    const info = together([disk(1, { fullInDays: 3 }), gone]);
    expect(info).toMatchObject({ totalBytes: 1_000, level: 'ok', fullInDays: 3 });
    expect(info?.volumes).toHaveLength(2);
    expect(together([gone])).toBeUndefined();
  });
});
