import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../shared/model/camera.ts';
import { retentionProblems, shortCameras } from '../../../src-main/retention/retention-problems.ts';
import type { RetentionFacts } from '../../../src-main/retention/retention-problems.ts';
import { fakeCamera } from '../../support/fake-recorder.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;
const named = (number: number, name: string): Camera => ({
  ...fakeCamera,
  number,
  name,
  id: `camera-${number}`,
});
const cameras = ['Till', 'Front door', 'Yard', 'Store', 'Back door'].map((name, n) => named(n + 1, name));

function promise(number: number, heldDays: number, some: { isKept?: boolean; isWhole?: boolean } = {}) {
  const isKept = some.isKept ?? heldDays >= 28.5;
  return {
    cameraNumber: number,
    camera: cameras[number - 1]!,
    heldDays,
    isKept,
    isWhole: some.isWhole ?? heldDays >= 30,
  };
}

function facts(some: Partial<RetentionFacts> = {}): RetentionFacts {
  return {
    now: NOW,
    state: { troubles: new Map(), brokenPromises: new Map() },
    promises: [],
    toldShort: new Set(),
    rulesOf: () => ({ keepDays: 30 }),
    cameraOf: (number) => cameras[number - 1],
    volumeName: () => 'archive',
    sinceOf: () => NOW,
    ...some,
  };
}

const sentences = (some: Partial<RetentionFacts>) =>
  retentionProblems(facts(some)).map(({ sentence }) => sentence);

describe('what retention tells', () => {
  it('RET-6 is nothing while every promise is kept', () => {
    expect(retentionProblems(facts({ promises: [{ cameras: [promise(1, 30)], daysUntilFull: 3 }] }))).toEqual(
      [],
    );
  });

  it('RET-6 is that a disk will hold less than asked, and when that begins, before anything has gone', () => {
    expect(
      retentionProblems(facts({ promises: [{ cameras: [promise(1, 12.3)], daysUntilFull: 9.4 }] })),
    ).toEqual([
      {
        id: 'retention:short',
        severity: 'warn',
        cameraId: 'camera-1',
        since: NOW,
        sentence:
          'Till: 30 days asked, the disk holds about 12 days. In about 9 days footage younger than asked is deleted.',
        advice: expect.stringContaining('larger disk') as string,
      },
    ]);
  });

  it('RET-6 is now when the disk is full already', () => {
    expect(sentences({ promises: [{ cameras: [promise(1, 0.5)], daysUntilFull: 0.1 }] })).toEqual([
      'Till: 30 days asked, the disk holds about 12 hours. From now on footage younger than asked is deleted.',
    ]);
  });

  it('RET-6 is one sentence for many cameras', () => {
    const many = [1, 2, 3, 4, 5].map((number) => promise(number, number));
    expect(sentences({ promises: [{ cameras: many, daysUntilFull: 2 }] })).toEqual([
      'The disk holds less than asked of 5 cameras: Till about 1 day of 30, Front door about 2 days of 30, ' +
        'Yard about 3 days of 30 and 2 more. In about 2 days footage younger than asked is deleted.',
    ]);
  });

  it('RET-6 is not taken back for a promise that is nearly kept again', () => {
    const nearly = { promises: [{ cameras: [promise(1, 29)], daysUntilFull: 2 }] };
    expect(shortCameras(facts(nearly))).toEqual([]);
    expect(shortCameras(facts({ ...nearly, toldShort: new Set([1]) }))).toHaveLength(1);
    const whole = { promises: [{ cameras: [promise(1, 30)], daysUntilFull: 2 }] };
    expect(shortCameras(facts({ ...whole, toldShort: new Set([1]) }))).toEqual([]);
  });

  it('RET-2 RET-6 is another problem when footage went before its time', () => {
    const brokenPromises = new Map([
      [1, { at: NOW, until: NOW - 7.5 * DAY_MS }],
      [2, { at: NOW, until: NOW - DAY_MS / 2 }],
    ]);
    expect(sentences({ state: { troubles: new Map(), brokenPromises } })).toEqual([
      'The recording disk was full, and footage was deleted before its time: Till goes back 7 days of 30 asked, ' +
        'Front door goes back 12 hours of 30 days asked.',
    ]);
  });

  it('RET-8 is that files are gone, and that nothing is forgotten', () => {
    const troubles = new Map([[2, { kind: 'files-lost', rows: 4_300, missing: 4_210 } as const]]);
    expect(sentences({ state: { troubles, brokenPromises: new Map() } })).toEqual([
      'On the recording disk archive, 4210 of 4300 files are not there. Nothing is forgotten or deleted on it until that is clear.',
    ]);
  });

  it('STO-5 is that nothing can be deleted on a disk', () => {
    const troubles = new Map([[1, { kind: 'cannot-delete' } as const]]);
    expect(sentences({ state: { troubles, brokenPromises: new Map() } })).toEqual([
      'Old footage on the recording disk archive cannot be deleted.',
    ]);
  });
});
