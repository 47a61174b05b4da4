/**
 * The ledger of any camera and range, computed from the catalogue: for the timeline (as fine as it is drawn) and for the
 * coverage figures (exact, holes inside files included). Reads only; never blocks for long ranges: those come from the
 * hourly roll-up where an hour is full, or are computed day by day.
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
import type { SegmentFile } from '../catalogue/segment-files-table.ts';
import { factsOf, GOP_MAX_MS, sortFiles } from './gather-facts.ts';
import type { FoundFootage } from './gather-facts.ts';
import { clipCoverage, computeCoverage, joinCoverage, percentOf } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import type { Footage } from './facts.ts';
import { FileFacts } from './file-facts.ts';

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

/** Below this gaps inside one run are none; a longer GOP raises it (COV-2). */
const TOLERANCE_MS = 1_000;
/** A stall inside a file ends after this long, so coarser pictures cannot show one. */
const HOLES_DRAWN_BELOW_MS = 2 * STALL_ENDS_RUN_MS;
/** More rows than this are not read for a picture that cannot show them. */
const MANY_SEGMENTS = 20_000;
/** Files whose holes are looked for in one go: a few ms. */
const FILES_AT_ONCE = 200;
const DAY_MS = 24 * HOUR_MS;
const FIGURES_MAX_MS = 367 * DAY_MS;
const noHoles = (): readonly Span[] => [];

export class CoverageLedger {
  readonly #deps: LedgerDeps;
  readonly #files: FileFacts;

  constructor(deps: LedgerDeps) {
    this.#deps = deps;
    this.#files = new FileFacts(deps.catalogue);
  }

  /** What the timeline draws of [from, to): footage and gaps up to now. */
  drawn(range: LedgerRange): Coverage {
    const { segments } = this.#deps.catalogue;
    const { cameraNumber, resolutionMs = 0 } = range;
    const live = this.#liveOf(cameraNumber);
    const known = { ...range, to: Math.max(range.from, Math.min(range.to, live.knownUntil)) };
    const isCoarse = resolutionMs >= 60_000;
    const count = isCoarse ? segments.summary(cameraNumber, known.from, known.to).segments : 0;
    if (count > MANY_SEGMENTS) return this.#compute(known, live, (reach) => this.#fromHours(reach));
    const isFine = resolutionMs < HOLES_DRAWN_BELOW_MS && range.to - range.from <= DAY_MS;
    const holesOf = isFine ? (row: Segment) => this.#files.holesOf(row) : noHoles;
    return this.#compute(known, live, ({ from, to }) =>
      this.#sorted(segments.inRange(cameraNumber, from, to), holesOf),
    );
  }

  /** `coverage.get`: recorded and enabled time of [from, to) up to now, and every gap. AppError notFound, invalidParams. */
  async figures(wish: Calls['coverage.get']['params']): Promise<Calls['coverage.get']['result']> {
    const { from, to } = wish;
    if (!(to > from && to - from <= FIGURES_MAX_MS)) {
      throw new AppError('invalidParams', 'Coverage is told for at most a year, and ends after it begins.');
    }
    const { number: cameraNumber } = this.#deps.catalogue.cameras.get(wish.cameraId);
    const { recordedMs, enabledMs, gaps } = await this.exact({ cameraNumber, from, to });
    return { recordedMs, enabledMs, percent: percentOf({ recordedMs, gaps }), gaps };
  }

  /** The exact ledger, for figures. Yields to other work between days, and within busy ones. */
  async exact({ cameraNumber, from, to }: Omit<LedgerRange, 'resolutionMs'>): Promise<Coverage> {
    const { knownUntil } = this.#liveOf(cameraNumber);
    const days: Coverage[] = [];
    for (let day = from; day < Math.min(to, knownUntil); day += DAY_MS) {
      days.push(
        await this.#exactDay({ cameraNumber, from: day, to: Math.min(day + DAY_MS, to, knownUntil) }),
      );
    }
    return joinCoverage(days);
  }

  async #exactDay(range: LedgerRange): Promise<Coverage> {
    const { segments } = this.#deps.catalogue;
    const { cameraNumber, from, to } = range;
    const holesOf = (row: Segment) => this.#files.holesOf(row);
    const rows = segments.inRange(cameraNumber, from, to);
    for (let at = 0; at < rows.length; at += FILES_AT_ONCE) {
      for (const row of rows.slice(at, at + FILES_AT_ONCE)) holesOf(row);
      await yieldToOthers();
    }
    return this.#compute(range, this.#liveOf(cameraNumber), (reach) =>
      this.#sorted(segments.inRange(cameraNumber, reach.from, reach.to), holesOf),
    );
  }

  /**
   * What is being written, and up to when the ledger can speak: now, or as far as that is playable. What is in the
   * camera's pipe is neither recorded nor missing yet; it becomes a gap when the stall limit has passed.
   */
  #liveOf(cameraNumber: number): Live {
    const now = this.#deps.clock.now();
    const open = this.#deps.openFootage(cameraNumber);
    const playableUntil = Math.max(
      0,
      ...open.map((file) => file.to),
      ...this.#justFinished(cameraNumber, now),
    );
    const isLive = now - playableUntil <= STALL_ENDS_RUN_MS;
    return { open, knownUntil: isLive ? Math.min(now, playableUntil) : now };
  }

  /** Where the last finished file of a live run ended: right after a rotation the next one has nothing to show yet. */
  #justFinished(cameraNumber: number, now: number): number[] {
    const { runs, segments } = this.#deps.catalogue;
    return runs.between(cameraNumber, now, now).flatMap((run) => {
      const last = run.endedAt === undefined ? segments.lastOfRun(run.id) : undefined;
      return last ? [last.startAt + last.durationMs] : [];
    });
  }

  /** Computed a little beyond its ends, so that neighbouring ranges fit together without a seam. */
  #compute(range: LedgerRange, live: Live, find: (reach: LedgerRange) => FoundFootage): Coverage {
    const { catalogue, gapReasonOf } = this.#deps;
    const { from, to, resolutionMs = 0 } = range;
    const reach = {
      ...range,
      from: Math.max(0, from - GOP_MAX_MS),
      to: Math.max(to, Math.min(to + GOP_MAX_MS, live.knownUntil)),
    };
    const found = find(reach);
    const facts = factsOf(
      catalogue,
      {
        ...reach,
        toleranceMs: Math.max(TOLERANCE_MS, Math.floor(resolutionMs / 2)),
        gapReasonOf,
        gopMsOf: (runId) => this.#files.gopMsOf(runId),
      },
      { ...found, footage: [...found.footage, ...live.open] },
    );
    return clipCoverage(computeCoverage(facts), from, to);
  }

  #sorted<File extends SegmentFile>(rows: readonly File[], holesOf: (row: File) => readonly Span[]) {
    const { deletions } = this.#deps.catalogue;
    return sortFiles(rows, {
      holesOf,
      // Finished in this very moment: what waits without a mark was never meant to stay.
      removalReasonOf: (id) => deletions.reasonOf(id) ?? 'deleted-by-retention',
    });
  }

  /** Full hours as they stand in the roll-up, the others from their files. */
  #fromHours({ cameraNumber, from, to }: LedgerRange): FoundFootage {
    const { segments, segmentFiles } = this.#deps.catalogue;
    const full: Footage[] = [];
    const files: SegmentFile[] = [];
    for (const { startAt, recordedMs } of segments.rollup(cameraNumber, from, to)) {
      const end = startAt + HOUR_MS;
      // Runs are not told apart where there is no gap; more than an hour means files that overlap, and says nothing.
      const isFull = recordedMs >= HOUR_MS - TOLERANCE_MS && recordedMs <= HOUR_MS;
      if (isFull) full.push({ from: startAt, to: end, runId: NO_RUN });
      else files.push(...segmentFiles.inRange(cameraNumber, startAt, end));
    }
    const found = this.#sorted(files, noHoles);
    return { ...found, footage: [...full, ...found.footage] };
  }
}

interface Live {
  readonly open: readonly OpenFootage[];
  readonly knownUntil: number;
}

const NO_RUN = 0;

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
