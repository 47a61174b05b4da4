/** The timeline of one or more cameras: footage, gaps with reasons, and how far the growing file reaches (PLY-1). */
import type { Calls } from '../../shared/contract/names.ts';
import type { CameraTimeline, Gap, Span } from '../../shared/model/coverage.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { OpenSegments } from './open-segments.ts';

export interface TimelineDeps {
  readonly catalogue: Catalogue;
  readonly open: Pick<OpenSegments, 'of'>;
  /** The coverage room's ledger, as fine as `resolutionMs` (exact when absent). */
  readonly ledger: (range: {
    readonly cameraNumber: number;
    readonly from: number;
    readonly to: number;
    readonly resolutionMs?: number;
  }) => { readonly spans: readonly Span[]; readonly gaps: readonly Gap[] };
}

/** A year and a day: more is no picture. */
const RANGE_MAX_MS = 367 * 24 * 3_600_000;

export class Timeline {
  readonly #deps: TimelineDeps;

  constructor(deps: TimelineDeps) {
    this.#deps = deps;
  }

  /** AppError notFound for an unknown camera, invalidParams for a range that is none. */
  get(wish: Calls['timeline.get']['params']): readonly CameraTimeline[] {
    const { from, to, resolutionMs } = wish;
    if (!(to > from && to - from <= RANGE_MAX_MS)) {
      throw new AppError('invalidParams', 'A timeline covers at most a year, and ends after it begins.');
    }
    const { catalogue, ledger, open } = this.#deps;
    return wish.cameraIds.map((cameraId) => {
      const { number } = catalogue.cameras.get(cameraId);
      const { spans, gaps } = ledger({
        cameraNumber: number,
        from,
        to,
        ...(resolutionMs === undefined ? {} : { resolutionMs }),
      });
      const growing = open.of(number).at(-1);
      const until = growing && { playableUntil: growing.startAt + growing.durationMs };
      return { cameraId, spans, gaps, events: [], ...until };
    });
  }
}
