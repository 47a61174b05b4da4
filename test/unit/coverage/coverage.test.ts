import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { gapReasonOf } from '../../../src-main/cameras/end-reasons.ts';
import { computeCoverage } from '../../../src-main/coverage/coverage.ts';
import type { CoverageFacts } from '../../../src-main/coverage/facts.ts';
import { endReasons } from '../../../shared/model/end-reason.ts';
import { trials } from '../../support/trials.ts';

const nothing: CoverageFacts = {
  from: 0,
  to: 1_000,
  footage: [],
  unreadable: [],
  removed: [],
  enablement: [{ at: 0, state: 'enabled' }],
  runs: [],
  attempts: [],
  absences: [],
  toleranceMs: 10,
  gapReasonOf,
};
const of = (facts: Partial<CoverageFacts>) => computeCoverage({ ...nothing, ...facts });

describe('coverage', () => {
  it('COV-2 is a union: two files that overlap are counted once', () => {
    const coverage = of({
      footage: [
        { runId: 1, from: 0, to: 600 },
        { runId: 2, from: 500, to: 1_000 },
      ],
    });
    expect(coverage).toMatchObject({ spans: [{ from: 0, to: 1_000 }], gaps: [], recordedMs: 1_000 });
  });

  it('COV-2 a small gap between segments of one run is none, between two runs it is one', () => {
    const footage = [
      { runId: 1, from: 0, to: 500 },
      { runId: 1, from: 510, to: 1_000 },
    ];
    expect(of({ footage }).gaps).toEqual([]);
    const runs = [{ runId: 1, startedAt: 0, endedAt: 500, endReason: 'camera-lost' as const }];
    const apart = footage.map((piece, i) => ({ ...piece, runId: i + 1 }));
    expect(of({ footage: apart, runs }).gaps).toEqual([{ from: 500, to: 510, reason: 'camera-offline' }]);
  });

  it('COV-2 a hole inside a file is a gap, and it is a stall', () => {
    const coverage = of({
      footage: [{ runId: 1, from: 0, to: 1_000, holes: [{ from: 300, to: 700 }] }],
    });
    expect(coverage).toMatchObject({
      gaps: [{ from: 300, to: 700, reason: 'stalled' }],
      recordedMs: 600,
    });
  });

  it('COV-1 a gap takes the last end reason at that moment and changes with it', () => {
    const { gaps } = of({
      footage: [
        { runId: 1, from: 0, to: 200 },
        { runId: 2, from: 900, to: 1_000 },
      ],
      // The run was ended 150 ms after its last picture: the gap is the stall's from the picture on.
      runs: [{ runId: 1, startedAt: 0, endedAt: 350, endReason: 'stalled' }],
      attempts: [
        { at: 400, reason: 'unreachable' },
        { at: 600, reason: 'wrong-password' },
      ],
    });
    expect(gaps).toEqual([
      { from: 200, to: 400, reason: 'stalled' },
      { from: 400, to: 600, reason: 'camera-offline' },
      { from: 600, to: 900, reason: 'wrong-password' },
    ]);
  });

  it('COV-1 a run that ended for changed settings was restarted, not paused; one that was stopped by hand was paused', () => {
    const footage = [
      { runId: 1, from: 0, to: 500 },
      { runId: 2, from: 600, to: 1_000 },
    ];
    const runs = [{ runId: 1, startedAt: 0, endedAt: 505, endReason: 'paused-by-operator' as const }];
    expect(of({ footage, runs }).gaps).toEqual([{ from: 500, to: 600, reason: 'restarting' }]);
    const byHand = [
      { at: 0, state: 'enabled' as const },
      { at: 502, state: 'paused' as const },
      { at: 580, state: 'enabled' as const },
    ];
    expect(of({ footage, runs, enablement: byHand }).gaps).toEqual([
      { from: 500, to: 600, reason: 'paused-by-operator' },
    ]);
  });

  it('COV-1 a run without a stored end means that the app ended unexpectedly', () => {
    const { gaps } = of({
      footage: [
        { runId: 1, from: 0, to: 200 },
        { runId: 2, from: 800, to: 1_000 },
      ],
      runs: [{ runId: 1, startedAt: 0, endedAt: 200 }],
      absences: [{ from: 300, to: 750 }],
    });
    expect(gaps).toEqual([{ from: 200, to: 800, reason: 'app-not-running' }]);
  });

  it('COV-1 what was deleted, paused, scheduled off or unreadable says so', () => {
    const { gaps, enabledMs } = of({
      enablement: [
        { at: 100, state: 'enabled' },
        { at: 500, state: 'paused' },
        { at: 600, state: 'schedule-off' },
        { at: 700, state: 'disabled' },
        { at: 800, state: 'enabled' },
      ],
      removed: [{ from: 0, to: 200, reason: 'deleted-by-retention' }],
      unreadable: [{ from: 200, to: 300 }],
      footage: [{ runId: 1, from: 300, to: 500 }],
    });
    expect(enabledMs).toBe(800);
    expect(gaps).toEqual([
      { from: 100, to: 200, reason: 'deleted-by-retention' },
      { from: 200, to: 300, reason: 'unreadable' },
      { from: 500, to: 600, reason: 'paused-by-operator' },
      { from: 600, to: 700, reason: 'schedule-off' },
      { from: 800, to: 1_000, reason: 'restarting' },
    ]);
  });

  it('COV-1 a schedule’s pause is its own reason also while the app was away, and ends where the schedule begins', () => {
    const { gaps } = of({
      enablement: [
        { at: 0, state: 'enabled' },
        { at: 300, state: 'schedule-off' },
        { at: 700, state: 'enabled' },
      ],
      footage: [
        { runId: 1, from: 0, to: 302 },
        { runId: 2, from: 720, to: 1_000 },
      ],
      runs: [{ runId: 1, startedAt: 0, endedAt: 305, endReason: 'schedule-off' }],
      absences: [{ from: 400, to: 710 }],
    });
    expect(gaps).toEqual([
      { from: 302, to: 700, reason: 'schedule-off' },
      { from: 700, to: 710, reason: 'app-not-running' },
      { from: 710, to: 720, reason: 'restarting' },
    ]);
  });

  it('COV-1 I6 recorded and gaps add up to the enabled time, each instant once, over random fault histories', () => {
    const instant = fc.nat(300);
    const span = fc.tuple(instant, instant).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    const spans = fc.array(span, { maxLength: 6 });
    const facts = fc.record({
      footage: fc.array(
        fc
          .tuple(span, fc.nat(4), fc.array(span, { maxLength: 2 }))
          .map(([piece, runId, holes]) => ({ ...piece, runId, holes })),
        { maxLength: 10 },
      ),
      unreadable: spans,
      removed: fc.array(
        fc
          .tuple(span, fc.constantFrom('deleted-by-retention' as const, 'deleted-by-operator' as const))
          .map(([piece, reason]) => ({ ...piece, reason })),
        { maxLength: 4 },
      ),
      enablement: fc
        .uniqueArray(
          fc.record({
            at: instant,
            state: fc.constantFrom('enabled', 'disabled', 'paused', 'schedule-off'),
          }),
          { selector: (change) => change.at, maxLength: 6 },
        )
        .map((changes) => changes.toSorted((a, b) => a.at - b.at)),
      runs: fc.array(
        fc.record(
          {
            runId: fc.nat(4),
            startedAt: instant,
            endedAt: instant,
            endReason: fc.constantFrom(...endReasons),
          },
          { requiredKeys: ['runId', 'startedAt'] },
        ),
        { maxLength: 6 },
      ),
      attempts: fc.array(fc.record({ at: instant, reason: fc.constantFrom(...endReasons) }), {
        maxLength: 6,
      }),
      absences: spans,
      toleranceMs: fc.nat(10),
    });
    fc.assert(
      fc.property(facts, span, (history, range) => {
        const coverage = of({ ...history, ...range });
        const pieces = [...coverage.spans.map((piece) => ({ ...piece, reason: '' })), ...coverage.gaps];
        const total = pieces.reduce((sum, piece) => sum + piece.to - piece.from, 0);
        expect(total).toBe(coverage.enabledMs);
        for (let at = range.from; at < range.to; at += 1) {
          const state = history.enablement.findLast((change) => change.at <= at)?.state ?? 'disabled';
          const here = pieces.filter((piece) => piece.from <= at && at < piece.to);
          expect(here.length).toBe(state === 'disabled' ? 0 : 1);
          const covers = (piece: { from: number; to: number }) => piece.from <= at && at < piece.to;
          const files = history.footage.filter(covers);
          const isShown = files.some((file) => !file.holes.some(covers));
          if (here.length > 0 && files.length > 0) expect(here[0]!.reason === '').toBe(isShown);
        }
        const gaps = coverage.gaps.filter((gap, i) => coverage.gaps[i - 1]?.to === gap.from);
        for (const gap of gaps) {
          const before = coverage.gaps.find((other) => other.to === gap.from);
          expect(before?.reason).not.toBe(gap.reason);
        }
      }),
      { numRuns: trials(400, 20_000) },
    );
  });
});
