/** Random lives of a camera for property tests; see fault-history.ts. Lengths in ticks of a tenth of a second. */
import * as fc from 'fast-check';
import { faultReasons } from './fault-history.ts';
import type { FileStep, RunStop, Step } from './fault-history.ts';

const fault = fc.constantFrom(...faultReasons);
const away = fc.record({ sinceBeat: fc.nat(100), away: fc.integer({ min: 1, max: 300 }) });

const file: fc.Arbitrary<FileStep> = fc
  .record({
    // Longer than a GOP: files are cut at key frames.
    length: fc.integer({ min: 45, max: 120 }),
    gapBefore: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: -20, max: -1 }) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 60 }) },
    ),
    holeAt: fc.integer({ min: 1, max: 90 }),
    holeLength: fc.oneof(
      { weight: 4, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 20, max: 110 }) },
    ),
    fate: fc.oneof(
      { weight: 8, arbitrary: fc.constant('ready' as const) },
      {
        weight: 3,
        arbitrary: fc.constantFrom('suspect', 'deferred', 'failed', 'deleted-by-operator', 'being-deleted'),
      },
    ),
  })
  .map(({ holeAt, holeLength, ...step }) => {
    const fits = holeLength > 0 && holeAt + holeLength < step.length;
    return fits ? { ...step, hole: { at: holeAt, length: holeLength } } : step;
  });

const stop: fc.Arbitrary<RunStop> = fc.oneof(
  { weight: 4, arbitrary: fault.map((reason) => ({ kind: 'fault' as const, reason })) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('settings', 'pause', 'disable', 'schedule-off') }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('stop-app' as const, 'crash' as const), away)
      .map(([kind, rest]) => ({ kind, ...rest })),
  },
);

const lasts = fc.integer({ min: 1, max: 150 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      connect: fc.integer({ min: 1, max: 30 }),
      gop: fc.integer({ min: 5, max: 40 }),
      files: fc.array(file, { maxLength: 5 }),
      tail: fc.nat(150),
      stop,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('attempt' as const), lasts, reason: fault }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('enable' as const), lasts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'disable', 'schedule-off'), lasts }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('stop-app' as const, 'crash' as const), lasts, away)
      .map(([kind, time, rest]) => ({ kind, lasts: time, ...rest })),
  },
);

export const faultHistories = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  /** How many of the oldest files retention took. */
  deletedFiles: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(8) }),
});

/** Two shares of a life: a range of it. */
export const shares = fc.tuple(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
