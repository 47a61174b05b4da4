/**
 * Stalls inside finished files (COV-2), found in their fragment indexes and put on the wall clock. Files do not change,
 * so what was found is remembered; almost all files have no hole.
 */
import type { Span } from '../../shared/model/coverage.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decodeFragmentIndex } from '../media-file/fragment-index.ts';
import type { Fragment } from '../media-file/mp4-report.ts';

/** About a month of 16 cameras with 10-minute files; a number and a shared empty list each. */
const REMEMBERED = 70_000;
const none: readonly Span[] = [];

export class HoleFinder {
  readonly #catalogue: Catalogue;
  readonly #known = new Map<number, readonly Span[]>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  of(segment: Segment): readonly Span[] {
    if (segment.state !== 'ready' && segment.state !== 'suspect') return none;
    const known = this.#known.get(segment.id);
    if (known) return known;
    const blob = this.#catalogue.segments.fragmentIndex(segment.id);
    const holes = blob ? holesOnWallClock(decodeFragmentIndex(blob), segment) : none;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(segment.id, holes);
    return holes;
  }
}

/** Holes of a file by wall clock; its media time is stretched over its wall time. */
export function holesOnWallClock(
  fragments: readonly Fragment[],
  file: { readonly startAt: number; readonly durationMs: number; readonly mediaDurationMs: number },
): readonly Span[] {
  const rate = file.mediaDurationMs > 0 ? file.durationMs / file.mediaDurationMs : 1;
  const holes: Span[] = [];
  for (const { hole } of fragments) {
    if (!hole) continue;
    const from = Math.round(file.startAt + hole.startMs * rate);
    holes.push({ from, to: Math.round(file.startAt + (hole.startMs + hole.durationMs) * rate) });
  }
  return holes.length === 0 ? none : holes;
}
