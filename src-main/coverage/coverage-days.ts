/**
 * The strip of days: every camera's local days with their shares. Days that are over are remembered until footage of
 * them changes; the others are computed anew, one after the other, so that nothing else waits.
 */
import type { Calls } from '../../shared/contract/names.ts';
import type { CoverageDay } from '../../shared/model/coverage.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { summariseDay } from './day-summary.ts';
import type { CoverageLedger } from './ledger.ts';
import { localDays, type LocalDay } from './local-days.ts';

export interface CoverageDaysDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly ledger: Pick<CoverageLedger, 'exact'>;
}

interface Remembered {
  readonly fingerprint: string;
  readonly day: CoverageDay;
}

/** A quarter of a year for many cameras at once is a report, not a strip. */
const RANGE_MAX_MS = 93 * 86_400_000;
/** By now everything of a day has been finished, read and given its reason. */
const SETTLED_AFTER_MS = 300_000;
/** Two months of 64 cameras. */
const REMEMBERED = 4_096;

export class CoverageDays {
  readonly #deps: CoverageDaysDeps;
  readonly #known = new Map<string, Remembered>();

  constructor(deps: CoverageDaysDeps) {
    this.#deps = deps;
  }

  /** `coverage.days`: days that overlap the range, whole, up to now. AppError notFound, invalidParams. */
  async get(wish: Calls['coverage.days']['params']): Promise<Calls['coverage.days']['result']> {
    const { cameraIds, from, to, timeZone } = wish;
    if (!(to > from && to - from <= RANGE_MAX_MS)) {
      throw new AppError(
        'invalidParams',
        'Days are told for at most three months, and end after they begin.',
      );
    }
    const days = localDays({ from, to: Math.min(to, Math.max(from, this.#deps.clock.now())) }, timeZone);
    const cameras = cameraIds.map((cameraId) => this.#deps.catalogue.cameras.get(cameraId));
    const lines = [];
    for (const { id, number } of cameras) {
      const line: CoverageDay[] = [];
      for (const day of days) line.push(await this.#dayOf(number, day));
      lines.push({ cameraId: id, days: line });
    }
    return lines;
  }

  async #dayOf(cameraNumber: number, day: LocalDay): Promise<CoverageDay> {
    const isOver = day.to + SETTLED_AFTER_MS <= this.#deps.clock.now();
    const key = `${cameraNumber} ${day.from} ${day.to}`;
    const fingerprint = isOver ? this.#fingerprint(cameraNumber, day) : '';
    const known = this.#known.get(key);
    if (isOver && known?.fingerprint === fingerprint) return known.day;
    const coverage = await this.#deps.ledger.exact({ cameraNumber, from: day.from, to: day.to });
    const summary = summariseDay(day, coverage);
    if (isOver) this.#remember(key, { fingerprint, day: summary });
    return summary;
  }

  #remember(key: string, found: Remembered): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, found);
  }

  /** Differs when a file of the day was added, deleted, or became readable. */
  #fingerprint(cameraNumber: number, { from, to }: LocalDay): string {
    const { segments, deletions } = this.#deps.catalogue;
    const { recordedMs, sizeBytes, segments: count } = segments.summary(cameraNumber, from, to);
    const removed = deletions.removedBetween(cameraNumber, from, to);
    const removedMs = removed.reduce((sum, span) => sum + span.to - span.from, 0);
    return [recordedMs, sizeBytes, count, removed.length, removedMs].join(' ');
  }
}
