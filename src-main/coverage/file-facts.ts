/**
 * What the fragment indexes of finished files say that the ledger needs: stalls inside them (COV-2), put on the wall
 * clock, and how far apart a run's key frames are. Files do not change, so what was found is remembered.
 */
import type { Span } from '../../shared/model/coverage.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decodeFragmentIndex } from '../media-file/fragment-index.ts';
import type { Fragment } from '../media-file/mp4-report.ts';

/** Half a month of 16 cameras with 10-minute files, twice; a number and a shared empty list each. */
const REMEMBERED = 35_000;
const none: readonly Span[] = [];

export class FileFacts {
  readonly #catalogue: Catalogue;
  /** What was asked for lately, and before that. */
  #holes = new Map<number, readonly Span[]>();
  #older = new Map<number, readonly Span[]>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  holesOf(segment: Segment): readonly Span[] {
    if (segment.state !== 'ready' && segment.state !== 'suspect') return none;
    const known = this.#holes.get(segment.id) ?? this.#older.get(segment.id);
    const holes = known ?? holesOnWallClock(this.#fragmentsOf(segment.id), segment);
    this.#holes.set(segment.id, holes);
    if (this.#holes.size >= REMEMBERED) {
      this.#older = this.#holes;
      this.#holes = new Map();
    }
    return holes;
  }

  /** By the run's first file that plays; undefined when it has none. */
  gopMsOf(runId: number): number | undefined {
    const first = this.#catalogue.segmentFiles.firstOfRun(runId, 'playable');
    return first && gopMsIn(this.#fragmentsOf(first.id));
  }

  #fragmentsOf(segmentId: number): readonly Fragment[] {
    const blob = this.#catalogue.segments.fragmentIndex(segmentId);
    return blob ? decodeFragmentIndex(blob) : [];
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

/** The usual distance of key frames: a stall makes one of them longer, so the middle one counts. */
export function gopMsIn(fragments: readonly Fragment[]): number | undefined {
  const keys = fragments.filter((fragment) => fragment.key).map(({ startMs }) => startMs);
  const distances = keys.slice(1).map((at, i) => at - keys[i]!);
  if (distances.length === 0) return lengthWithoutHoles(fragments);
  return distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)];
}

/** A file with one key frame is one GOP long. */
function lengthWithoutHoles(fragments: readonly Fragment[]): number | undefined {
  if (fragments.length === 0) return undefined;
  return fragments.reduce((sum, { durationMs, hole }) => sum + durationMs - (hole?.durationMs ?? 0), 0);
}
