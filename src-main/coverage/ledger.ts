/**
 * Gathers the facts of one camera from the catalogue and has the ledger computed: for the timeline (as fine as it is
 * drawn) and for the coverage figures (exact, holes inside files included). Reads only; never blocks for long ranges:
 * those come from the hourly roll-up where an hour is full, or are read day by day.
 */
import type { Calls } from '../../shared/contract/names.ts';
import { AppError } from '../../shared/model/errors.ts';
import { STALL_ENDS_RUN_MS } from '../../shared/model/limits.ts';
import type { Span } from '../../shared/model/coverage.ts';
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { HOUR_MS } from '../catalogue/camera-hours-table.ts';
import { computeCoverage } from './coverage.ts';
import type { Coverage, CoverageFacts, Footage } from './coverage.ts';
import { HoleFinder } from './hole-finder.ts';
import { union } from './intervals.ts';

/** A camera's file that is being written, as far as it is playable. */
export interface OpenFootage extends Footage {
  readonly holes: readonly Span[];
}

export interface LedgerDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly gapReasonOf: (reason: EndReason) => GapReason;
  readonly openFootage: (cameraNumber: number) => readonly OpenFootage[];
}

export interface LedgerRange {
  readonly cameraNumber: number;
  readonly from: number;
  readonly to: number;
  /** Width of a pixel; nothing finer needs to be found. Exact when absent. */
  readonly resolutionMs?: number;
}

/** Below this gaps inside one run are none; a key-frame interval is seldom longer (COV-2). */
const TOLERANCE_MS = 1_000;
/** Ranges up to this are drawn with the holes inside files. */
const HOLES_DRAWN_MS = 2 * HOUR_MS;
/** More rows than this are not read for a picture that cannot show them. */
const MANY_SEGMENTS = 20_000;
const DAY_MS = 24 * HOUR_MS;
const FIGURES_MAX_MS = 367 * DAY_MS;

export class CoverageLedger {
  readonly #deps: LedgerDeps;
  readonly #holes: HoleFinder;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.#holes = new HoleFinder(deps.catalogue);
  }

  /** What the timeline draws of [from, to): footage and gaps up to now. */
  drawn(range: LedgerRange): Coverage {
    const { segments } = this.#deps.catalogue;
    const resolutionMs = range.resolutionMs ?? 0;
    const isCoarse = resolutionMs >= 60_000;
    const count = isCoarse ? segments.summary(range.cameraNumber, range.from, range.to).segments : 0;
    const to = this.#knownUntil(range);
    if (isCoarse && count > MANY_SEGMENTS)
      return this.#compute({ ...range, to }, this.#fromHours({ ...range, to }));
    const rows = segments.inRange(range.cameraNumber, range.from, to);
    const withHoles =
      range.to - range.from <= HOLES_DRAWN_MS ? rows.flatMap((row) => this.#holes.of(row)) : [];
    return this.#compute({ ...range, to }, this.#fromRows(range.cameraNumber, rows, withHoles));
  }

  /** `coverage.get`: recorded and enabled time of [from, to) up to now, and every gap. AppError notFound, invalidParams. */
  async figures(wish: Calls['coverage.get']['params']): Promise<Calls['coverage.get']['result']> {
    const { from, to } = wish;
    if (!(to > from && to - from <= FIGURES_MAX_MS)) {
      throw new AppError('invalidParams', 'Coverage is told for at most a year, and ends after it begins.');
    }
    const { number: cameraNumber } = this.#deps.catalogue.cameras.get(wish.cameraId);
    const { recordedMs, enabledMs, gaps } = await this.exact({ cameraNumber, from, to });
    // Nothing was wanted, so nothing is missing.
    const percent = enabledMs === 0 ? 100 : (100 * recordedMs) / enabledMs;
    return { recordedMs, enabledMs, percent, gaps };
  }

  /** The exact ledger, for figures. Yields to other work between days. */
  async exact(range: LedgerRange): Promise<Coverage> {
    const { segments } = this.#deps.catalogue;
    const to = this.#knownUntil(range);
    const rows: Segment[] = [];
    const holes: Span[] = [];
    for (let day = range.from; day < to; day += DAY_MS) {
      const ofDay = segments.inRange(range.cameraNumber, day, Math.min(day + DAY_MS, to));
      // What reaches over midnight was already met the day before.
      const fresh = ofDay.filter((row) => day === range.from || row.startAt >= day);
      rows.push(...fresh);
      for (const row of fresh) holes.push(...this.#holes.of(row));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return this.#compute({ ...range, to }, this.#fromRows(range.cameraNumber, rows, holes));
  }

  /**
   * Up to when the ledger can speak: now, or, while a file is being written, as far as it is playable. What is in the
   * camera's pipe is neither recorded nor missing yet; it becomes a gap when the stall limit has passed.
   */
  #knownUntil({ cameraNumber, to }: LedgerRange): number {
    const now = this.#deps.clock.now();
    const open = this.#deps.openFootage(cameraNumber).map((file) => file.to);
    const playableUntil = Math.max(0, ...open, ...this.#justFinished(cameraNumber, now));
    const isLive = now - playableUntil <= STALL_ENDS_RUN_MS;
    return Math.min(to, isLive ? Math.min(now, playableUntil) : now);
  }

  /** Where the last finished file of a live run ended: right after a rotation the next one has nothing to show yet. */
  #justFinished(cameraNumber: number, now: number): number[] {
    const { runs, segments } = this.#deps.catalogue;
    return runs.between(cameraNumber, now, now).flatMap((run) => {
      const last = run.endedAt === undefined ? segments.lastOfRun(run.id) : undefined;
      return last ? [last.startAt + last.durationMs] : [];
    });
  }

  #compute(range: LedgerRange, found: FootageFacts): Coverage {
    const { catalogue, gapReasonOf } = this.#deps;
    const { cameraNumber, from } = range;
    const to = Math.max(from, range.to);
    const stateBefore = catalogue.enablement.lastBefore(cameraNumber, from);
    const runBefore = catalogue.runs.lastEndedBefore(cameraNumber, from);
    const attemptBefore = catalogue.attempts.lastBefore(cameraNumber, from);
    const runs = catalogue.runs.between(cameraNumber, from, to);
    const facts: CoverageFacts = {
      ...found,
      from,
      to,
      removed: [...found.removed, ...catalogue.deletions.removedBetween(cameraNumber, from, to)],
      enablement: [
        ...(stateBefore ? [stateBefore] : []),
        ...catalogue.enablement.between(cameraNumber, from, to),
      ],
      runs: [...(runBefore ? [runBefore] : []), ...runs].map(({ id, ...run }) => ({ ...run, runId: id })),
      attempts: [
        ...(attemptBefore ? [attemptBefore] : []),
        ...catalogue.attempts.between(cameraNumber, from, to),
      ],
      absences: catalogue.heartbeats.absences(from, to),
      toleranceMs: Math.max(TOLERANCE_MS, Math.floor((range.resolutionMs ?? 0) / 2)),
      gapReasonOf,
    };
    return computeCoverage(facts);
  }

  #fromRows(cameraNumber: number, rows: readonly Segment[], holes: readonly Span[]): FootageFacts {
    const footage: Footage[] = [];
    const unreadable: Span[] = [];
    const removed: (Span & { reason: 'deleted-by-retention' | 'deleted-by-operator' })[] = [];
    const reasons = rows.some((row) => row.state === 'deleting')
      ? this.#removalReasons(cameraNumber)
      : undefined;
    for (const row of rows) {
      const span = { from: row.startAt, to: row.startAt + row.durationMs };
      if (row.state === 'ready' || row.state === 'suspect') footage.push({ ...span, runId: row.runId });
      else if (row.state === 'deleting') {
        removed.push({ ...span, reason: reasons?.get(row.id) ?? 'deleted-by-retention' });
      } else unreadable.push(span);
    }
    const open = this.#deps.openFootage(cameraNumber);
    return {
      footage: [...footage, ...open],
      holes: [...holes, ...open.flatMap((file) => file.holes)],
      unreadable,
      removed,
    };
  }

  /** Full hours as they stand in the roll-up, the others from their rows. */
  #fromHours({ cameraNumber, from, to, resolutionMs = 0 }: LedgerRange): FootageFacts {
    const { segments } = this.#deps.catalogue;
    const spans: Span[] = [];
    for (const hour of segments.rollup(cameraNumber, from, to)) {
      const end = hour.startAt + HOUR_MS;
      if (hour.recordedMs >= HOUR_MS - TOLERANCE_MS) spans.push({ from: hour.startAt, to: end });
      else spans.push(...segments.spans(cameraNumber, hour.startAt, end, { joinMs: resolutionMs / 2 }));
    }
    const open = this.#deps.openFootage(cameraNumber);
    // Runs are not told apart here; at this distance the seams between them cannot be seen.
    const footage = union([...spans, ...open], resolutionMs / 2).map((span) => ({ ...span, runId: 0 }));
    return { footage, holes: [], unreadable: [], removed: [] };
  }

  #removalReasons(cameraNumber: number): Map<number, 'deleted-by-retention' | 'deleted-by-operator'> {
    const pending = this.#deps.catalogue.deletions.pending({ cameraNumber, limit: MANY_SEGMENTS });
    return new Map(pending.map(({ segment, reason }) => [segment.id, reason]));
  }
}

type FootageFacts = Pick<CoverageFacts, 'footage' | 'holes' | 'unreadable' | 'removed'>;
