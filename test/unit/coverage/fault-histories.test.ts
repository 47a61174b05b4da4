/** The ledger against the truth of random bad days: once its arithmetic alone, once from real tables. */
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Span } from '../../../shared/model/coverage.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { gapReasonOf } from '../../../src-main/cameras/end-reasons.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { computeCoverage } from '../../../src-main/coverage/coverage.ts';
import type { Coverage } from '../../../src-main/coverage/coverage.ts';
import type { CoverageFacts } from '../../../src-main/coverage/facts.ts';
import { CoverageLedger } from '../../../src-main/coverage/ledger.ts';
import { addCamera, HOUR_START } from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { faultHistories, shares } from '../../support/fault-history-arbitrary.ts';
import type { History, HistoryFile } from '../../support/fault-history.ts';
import { playHistory, TICK_MS, truthOf } from '../../support/fault-history.ts';
import { storeHistory } from '../../support/store-history.ts';
import { trials } from '../../support/trials.ts';

/** Somewhere within an hour, so that hours of the roll-up are crossed. */
const BEGIN = HOUR_START + 50 * 60_000;

describe('the ledger of random fault histories', () => {
  it('COV-1 COV-2 I6 says of every tenth of a second what happened, computed from plain facts', () => {
    fc.assert(
      fc.property(faultHistories, ({ steps, deletedFiles }) => {
        const history = playHistory(BEGIN, steps, deletedFiles);
        expect(computeCoverage(factsOf(history))).toEqual(truthOf(history, history));
      }),
      { numRuns: trials(300, 20_000) },
    );
  });

  it('COV-1 COV-2 I6 says the same from real tables, however the time is cut', async () => {
    await fc.assert(
      fc.asyncProperty(faultHistories, shares, async ({ steps, deletedFiles }, cut) => {
        const history = playHistory(BEGIN, steps, deletedFiles);
        await withLedger(history, async ({ ledger, cameraNumber }) => {
          for (const { from, to } of [history, rangeOf(history, cut)]) {
            expect(await ledger.exact({ cameraNumber, from, to })).toEqual(truthOf(history, { from, to }));
          }
        });
      }),
      { numRuns: trials(100, 5_000) },
    );
  });

  it('COV-2 PLY-1 what the timeline draws agrees with it within its resolution', async () => {
    const resolutions = fc.constantFrom(0, 1_000, 10_000, 60_000);
    await fc.assert(
      fc.asyncProperty(faultHistories, resolutions, fc.boolean(), async (life, resolutionMs, isCrowded) => {
        const history = playHistory(BEGIN, life.steps, life.deletedFiles);
        await withLedger(history, async ({ ledger, cameraNumber, catalogue }) => {
          if (isCrowded) pretendCrowded(catalogue);
          const range = { cameraNumber, from: history.from, to: history.to };
          const drawn = ledger.drawn({ ...range, resolutionMs });
          const exact = await ledger.exact(range);
          expect(drawn.enabledMs).toBe(exact.enabledMs);
          // Something else may only be drawn where a true border is nearer than the resolution.
          const borders = [...exact.spans, ...exact.gaps].flatMap(({ from, to }) => [from, to]);
          for (let at = history.from; at < history.to; at += TICK_MS) {
            if (whatAt(drawn, at) === whatAt(exact, at)) continue;
            const nearest = Math.min(...borders.map((border) => Math.abs(border - at)));
            const saying = `${at} is ${whatAt(exact, at)} and drawn as ${whatAt(drawn, at)}`;
            expect(nearest, saying).toBeLessThan(Math.max(1, resolutionMs));
          }
        });
      }),
      { numRuns: trials(100, 3_000) },
    );
  });
});

interface Room {
  readonly catalogue: Catalogue;
  readonly ledger: CoverageLedger;
  readonly cameraNumber: number;
}

/** The app's lives are everybody's, so each history has a catalogue of its own. */
async function withLedger(history: History, look: (room: Room) => Promise<void>): Promise<void> {
  const catalogue = Catalogue.open(':memory:', { logger: silentLogger });
  try {
    const { number: cameraNumber } = addCamera(catalogue);
    storeHistory(catalogue, cameraNumber, history);
    const clock = new FakeClock(history.to);
    const ledger = new CoverageLedger({ catalogue, clock, gapReasonOf, openFootage: () => [] });
    await look({ catalogue, ledger, cameraNumber });
  } finally {
    catalogue.close();
  }
}

/** As if there were too many rows to read. */
function pretendCrowded({ segments }: Catalogue): void {
  const summary = segments.summary.bind(segments);
  segments.summary = (...range) => ({ ...summary(...range), segments: 1_000_000 });
}

function rangeOf({ from, to }: Span, [a, b]: readonly [number, number]): Span {
  const at = (share: number) => from + Math.round(((to - from) * share) / TICK_MS) * TICK_MS;
  return { from: at(Math.min(a, b)), to: at(Math.max(a, b)) };
}

function factsOf(history: History): CoverageFacts {
  const runs = history.runs.map((run, runId) => ({ ...run, runId }));
  const files = runs.flatMap(({ runId, files: own }) => own.map((file) => ({ ...file, runId })));
  const of = (...fates: HistoryFile['fate'][]) => files.filter(({ fate }) => fates.includes(fate));
  return {
    from: history.from,
    to: history.to,
    footage: of('ready', 'suspect').map(({ hole, ...file }) => ({ ...file, holes: hole ? [hole] : [] })),
    unreadable: of('deferred', 'failed'),
    removed: removedOf(of),
    enablement: history.enablement,
    runs: runs.map(({ files: own, gopMs, ...run }) => ({
      ...run,
      ...(own.length > 0 && { extent: { from: own[0]!.from, to: Math.max(...own.map(({ to }) => to)) } }),
      ...(own.some(({ fate }) => fate === 'ready' || fate === 'suspect') && { gopMs }),
    })),
    attempts: history.attempts,
    absences: history.lives.slice(1).map((life, i) => ({
      from: history.lives[i]!.lastBeatAt,
      to: life.startedAt,
    })),
    toleranceMs: 1_000,
    gapReasonOf,
  };
}

function removedOf(of: (...fates: HistoryFile['fate'][]) => HistoryFile[]): CoverageFacts['removed'] {
  const ranges = (['deleted-by-retention', 'deleted-by-operator'] as const).flatMap((reason) => {
    const joined: { from: number; to: number; reason: typeof reason }[] = [];
    for (const { from, to } of of(reason)) {
      const last = joined.at(-1);
      if (last && from - last.to <= 2_000) last.to = Math.max(last.to, to);
      else joined.push({ from, to, reason });
    }
    return joined;
  });
  const marked = of('being-deleted').map((file) => ({ ...file, reason: 'deleted-by-retention' as const }));
  return [...ranges, ...marked];
}

function whatAt({ spans, gaps }: Coverage, at: number): string {
  const holds = ({ from, to }: Span) => from <= at && at < to;
  return spans.some(holds) ? 'recorded' : (gaps.find(holds)?.reason ?? 'off');
}
