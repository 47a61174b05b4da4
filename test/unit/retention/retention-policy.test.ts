import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentKey } from '../../../shared/model/segment.ts';
import type { SegmentState } from '../../../shared/model/segment.ts';
import { planByRules, DAY_MS, isPromised } from '../../../src-main/retention/retention-policy.ts';
import type { Candidate, Protection, RulesInput } from '../../../src-main/retention/retention-policy.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;
const free: Protection = { held: [], marked: [], inUse: () => false };

/** Ten-minute files of 100 bytes, the first of them starting so many days ago, one every day. */
function daily(daysAgo: readonly number[], change: Partial<Candidate> = {}): Candidate[] {
  return daysAgo.map((days) => {
    const startAt = NOW - days * DAY_MS;
    return {
      id: segmentKey(1, startAt),
      cameraNumber: 1,
      startAt,
      durationMs: 10 * MINUTE,
      sizeBytes: 100,
      state: 'ready',
      ...change,
    };
  });
}

function plan(files: readonly Candidate[], some: Partial<RulesInput> = {}) {
  return planByRules({
    rules: { keepDays: 30 },
    now: NOW,
    protection: free,
    oldest: files,
    freeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    newestId: files.at(-1)?.id,
    ...some,
  });
}

const gone = (files: readonly Candidate[], some: Partial<RulesInput> = {}) =>
  plan(files, some).deletions.map(({ startAt, reason }) => [(NOW - startAt) / DAY_MS, reason]);

describe('the rules of one camera', () => {
  it('RET-1 delete what is older than the days to keep, oldest first, and stop at the first that is not', () => {
    expect(gone(daily([40, 31, 30, 29, 1]))).toEqual([
      [40, 'keep-days'],
      [31, 'keep-days'],
    ]);
  });

  it('RET-1 keep a file until its last second is too old', () => {
    const [file] = daily([30]);
    expect(plan([file!], { now: NOW + 10 * MINUTE - 1 }).deletions).toEqual([]);
    expect(plan([file!], { now: NOW + 10 * MINUTE }).deletions).toHaveLength(1);
  });

  it('RET-1 delete the oldest until the camera has no more than it may', () => {
    const files = daily([5, 4, 3, 2, 1]);
    expect(gone(files, { rules: { keepDays: 30, keepBytes: 250 } })).toEqual([
      [5, 'keep-bytes'],
      [4, 'keep-bytes'],
      [3, 'keep-bytes'],
    ]);
    expect(gone(files, { rules: { keepDays: 30, keepBytes: 500 } })).toEqual([]);
  });

  it('RET-1 apply days and size together, whichever asks for less', () => {
    const files = daily([40, 20, 10, 1]);
    expect(gone(files, { rules: { keepDays: 30, keepBytes: 200 } })).toEqual([
      [40, 'keep-days'],
      [20, 'keep-bytes'],
    ]);
  });

  it('RET-1 never take a camera’s only footage for its size', () => {
    const files = daily([2, 1]);
    expect(gone(files, { rules: { keepDays: 30, keepBytes: 1 } })).toEqual([[2, 'keep-bytes']]);
  });

  it('RET-7 delete what is older than the maximum age although there is room, from its first second on', () => {
    expect(gone(daily([8, 7, 6]), { rules: { keepDays: 30, maxAgeDays: 7 } })).toEqual([
      [8, 'max-age'],
      [7, 'max-age'],
    ]);
  });

  it('RET-7 delete a bookmarked file by its maximum age, and by nothing else (RET-3)', () => {
    const files = daily([40, 20]);
    const protection = { ...free, marked: [{ from: 0, to: NOW }] };
    expect(gone(files, { protection, rules: { keepDays: 7, keepBytes: 1 } })).toEqual([]);
    expect(gone(files, { protection, rules: { keepDays: 7, maxAgeDays: 30 } })).toEqual([[40, 'max-age']]);
  });

  it('RET-3 leave a held file whatever its age, and go on behind it', () => {
    const files = daily([40, 35, 31]);
    const held = [{ from: NOW - 35 * DAY_MS + MINUTE, to: NOW - 35 * DAY_MS + 2 * MINUTE }];
    const protection = { ...free, held };
    expect(gone(files, { protection, rules: { keepDays: 30, maxAgeDays: 30 } })).toEqual([
      [40, 'max-age'],
      [31, 'max-age'],
    ]);
  });

  it('RET-3 hold a file that only touches the range, and none that ends where it begins', () => {
    const [file] = daily([40]);
    const end = file!.startAt + file!.durationMs;
    const held = (from: number, to: number) =>
      plan([file!], { protection: { ...free, held: [{ from, to }] } });
    expect(held(end - 1, end).deletions).toEqual([]);
    expect(held(file!.startAt, file!.startAt + 1).deletions).toEqual([]);
    expect(held(end, end + MINUTE).deletions).toHaveLength(1);
    expect(held(file!.startAt - MINUTE, file!.startAt).deletions).toHaveLength(1);
  });

  it('RET-1 count only what may go against the size: a hold takes no room from new footage', () => {
    const files = daily([5, 4, 3, 2]);
    const held = [{ from: 0, to: files[1]!.startAt + 1 }];
    // Two of the four are held; the caller has taken them off.
    const some = { protection: { ...free, held }, freeBytes: 200, rules: { keepDays: 30, keepBytes: 200 } };
    expect(gone(files, some)).toEqual([]);
    expect(gone(files, { ...some, rules: { keepDays: 30, keepBytes: 100 } })).toEqual([[3, 'keep-bytes']]);
  });

  it('RET-4 leave a file that is in use for later, and let nothing go in its place', () => {
    const files = daily([5, 4, 3, 2]);
    const protection = { ...free, inUse: (id: number) => id === files[0]!.id };
    expect(gone(files, { protection, rules: { keepDays: 30, keepBytes: 200 } })).toEqual([[4, 'keep-bytes']]);
  });

  it.each<SegmentState>(['deferred', 'deleting'])('RET-4 leave a file that is %s to others', (state) => {
    expect(gone(daily([40], { state }))).toEqual([]);
  });

  it.each<SegmentState>(['suspect', 'failed'])('RET-1 delete the row of a file that is %s too', (state) => {
    expect(gone(daily([40], { state }))).toEqual([[40, 'keep-days']]);
  });

  it('RET-6 know what was promised from what was not', () => {
    const rules = { keepDays: 30, maxAgeDays: 7 };
    expect(isPromised({ endAt: NOW - 6 * DAY_MS }, rules, NOW)).toBe(true);
    expect(isPromised({ endAt: NOW - 7 * DAY_MS }, rules, NOW)).toBe(false);
  });
});

const anyFiles = fc
  .array(
    fc.record({
      stepMs: fc.integer({ min: 0, max: 3 * DAY_MS }),
      durationMs: fc.integer({ min: 0, max: DAY_MS }),
      sizeBytes: fc.integer({ min: 0, max: 1_000 }),
      state: fc.constantFrom<SegmentState>('ready', 'suspect', 'failed', 'deferred', 'deleting'),
    }),
    { maxLength: 40 },
  )
  .map((steps) => {
    let startAt = NOW - 60 * DAY_MS;
    return steps.map(({ stepMs, ...file }): Candidate => {
      startAt += stepMs + 1;
      return { id: segmentKey(1, startAt), cameraNumber: 1, startAt, ...file };
    });
  });
const anyRanges = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 * DAY_MS }), fc.integer({ min: 1, max: 3 * DAY_MS })), {
    maxLength: 5,
  })
  .map((steps) => {
    let at = NOW - 60 * DAY_MS;
    return steps.map(([gap, length]) => {
      const from = at + gap;
      at = from + length;
      return { from, to: at };
    });
  });
const anyRules = fc.record(
  {
    keepDays: fc.integer({ min: 1, max: 60 }),
    keepBytes: fc.integer({ min: 1, max: 10_000 }),
    maxAgeDays: fc.integer({ min: 1, max: 60 }),
  },
  { requiredKeys: ['keepDays'] },
);
const anySituation = fc.record({
  files: anyFiles,
  rules: anyRules,
  held: anyRanges,
  marked: anyRanges,
  used: fc.array(fc.nat(39)),
  page: fc.integer({ min: 1, max: 9 }),
});

type Situation = typeof anySituation extends fc.Arbitrary<infer T> ? T : never;

function inputOf({ files, rules, held, marked, used }: Situation): RulesInput {
  const inUse = new Set(used.map((index) => files[index]?.id));
  const touches = (ranges: readonly { from: number; to: number }[], file: Candidate) =>
    ranges.some(
      ({ from, to }) =>
        from < Math.max(file.startAt + file.durationMs, file.startAt + 1) && to > file.startAt,
    );
  return {
    rules,
    now: NOW,
    protection: { held, marked, inUse: (id) => inUse.has(id) },
    oldest: files,
    freeBytes: files
      .filter((file) => file.state !== 'deleting' && !touches(held, file) && !touches(marked, file))
      .reduce((sum, file) => sum + file.sizeBytes, 0),
    newestId: files.at(-1)?.id,
  };
}

describe('for any footage, rules and holds', () => {
  it('RET-1 the same input gives the same list, oldest first, no file twice', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const first = planByRules(inputOf(situation));
        expect(planByRules(inputOf(situation))).toEqual(first);
        const ids = first.deletions.map((deletion) => deletion.segmentId);
        expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
      }),
    );
  });

  it('RET-1 the list is the same however many files are shown at a time', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const input = inputOf(situation);
        const paged = [];
        let freeBytes = input.freeBytes;
        for (let from = 0; from < situation.files.length; from += situation.page) {
          const oldest = situation.files.slice(from, from + situation.page);
          const { deletions, next } = planByRules({ ...input, oldest, freeBytes });
          paged.push(...deletions);
          if (next.kind === 'done') break;
          freeBytes = next.freeBytes;
        }
        expect(paged).toEqual(planByRules(input).deletions);
      }),
    );
  });

  it('RET-3 RET-7 nothing held goes, and nothing marked but by its age', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        for (const { startAt, endAt, reason } of planByRules(inputOf(situation)).deletions) {
          const touches = ({ from, to }: { from: number; to: number }) =>
            from < Math.max(endAt, startAt + 1) && to > startAt;
          expect(situation.held.some(touches)).toBe(false);
          if (situation.marked.some(touches)) expect(reason).toBe('max-age');
        }
      }),
    );
  });

  it('RET-1 afterwards no rule is broken by what may go', () => {
    fc.assert(
      fc.property(anySituation, (situation) => {
        const calm = { ...situation, used: [] };
        const input = inputOf(calm);
        const gone = new Set(planByRules(input).deletions.map((deletion) => deletion.segmentId));
        const left = { ...calm, files: calm.files.filter((file) => !gone.has(file.id)) };
        const again = planByRules(inputOf(left));
        // Ends need not rise with starts, so the file that stopped the list may hide one that only just became too old.
        expect(again.deletions.filter(({ reason }) => reason !== 'keep-days')).toEqual([]);
      }),
    );
  });
});
