/** Questions about one camera's footage: what is at an instant, and where the nearest picture is. Pure; UTC ms. */
import type { CameraTimeline, Gap, Span } from '../../../../shared/model/coverage.ts';

export type At =
  | { readonly kind: 'footage'; readonly span: Span }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'nothing' };

export interface Lane {
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
  /** The file being written: from its start to as far as it can be played. */
  readonly open?: Span;
}

/** A lane of what the catalogue says and of the file that is being written. */
export function laneOf(
  timeline: CameraTimeline | undefined,
  open: { readonly startAt: number; readonly playableUntil: number; readonly before?: Span } | undefined,
): Lane {
  const known = timeline?.spans ?? [];
  const before = open?.before;
  // Finished a moment ago, and the catalogue was not asked again yet: it must not vanish meanwhile.
  const missing = before !== undefined && (known.at(-1)?.to ?? 0) < before.to;
  const spans = missing ? [...known, before] : known;
  const gaps = timeline?.gaps ?? [];
  const until = Math.max(open?.playableUntil ?? 0, timeline?.playableUntil ?? 0);
  const start = open?.startAt ?? spans.at(-1)?.to ?? until;
  if (until === 0 || until <= start) return { spans, gaps };
  return { spans, gaps, open: { from: start, to: until } };
}

export function whatIsAt(lane: Lane, at: number): At {
  const inside = (one: Span): boolean => at >= one.from && at < one.to;
  if (lane.open && inside(lane.open)) return { kind: 'footage', span: lane.open };
  const span = lane.spans.find(inside);
  if (span) return { kind: 'footage', span };
  const gap = lane.gaps.find(inside);
  return gap ? { kind: 'gap', gap } : { kind: 'nothing' };
}

/** Before an end there must be something left to see. */
const END_MARGIN_MS = 1_000;

/** The instant itself when there is footage, else the nearest that has some; undefined when there is none at all. */
export function nearestFootage(lane: Lane, at: number): number | undefined {
  const all = lane.open ? [...lane.spans, lane.open] : lane.spans;
  let best: number | undefined;
  for (const span of all) {
    if (at >= span.from && at < span.to) return at;
    const edge = at < span.from ? span.from : Math.max(span.from, span.to - END_MARGIN_MS);
    if (best === undefined || Math.abs(edge - at) < Math.abs(best - at)) best = edge;
  }
  return best;
}
