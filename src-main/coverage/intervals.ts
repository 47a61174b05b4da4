/**
 * Sets of instants as sorted, disjoint, half-open intervals [from, to) in UTC ms: union, difference, clipping.
 * Coverage is made of these and never of sums of durations (COV-2). Pure.
 */
import type { Span } from '../../shared/model/coverage.ts';

/** Sorted and disjoint; touching and overlapping intervals become one, empty ones vanish. `joinMs` bridges small gaps. */
export function union(spans: readonly Span[], joinMs = 0): Span[] {
  const sorted = spans.filter((span) => span.to > span.from).sort((a, b) => a.from - b.from);
  const joined: { from: number; to: number }[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last && span.from - last.to <= joinMs) last.to = Math.max(last.to, span.to);
    else joined.push({ from: span.from, to: span.to });
  }
  return joined;
}

/** What of `spans` lies inside none of `holes`. Both must be unions. */
export function subtract(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const left: Span[] = [];
  let next = 0;
  for (const span of spans) {
    let from = span.from;
    while (next < holes.length && holes[next]!.to <= from) next += 1;
    for (let i = next; i < holes.length && holes[i]!.from < span.to; i += 1) {
      const hole = holes[i]!;
      if (hole.from > from) left.push({ from, to: hole.from });
      from = Math.max(from, hole.to);
    }
    if (from < span.to) left.push({ from, to: span.to });
  }
  return left;
}

/** What of `spans` lies inside [from, to). */
export function clip(spans: readonly Span[], from: number, to: number): Span[] {
  return spans
    .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }))
    .filter((span) => span.to > span.from);
}

/** What lies in both. Both must be unions. */
export function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const [first] = a;
  const last = a.at(-1);
  if (!first || !last) return [];
  return subtract(a, subtract([{ from: first.from, to: last.to }], b));
}

/** The parts of a union that lie within one interval; found by halves, for many questions to one long union. */
export function within(spans: readonly Span[], { from, to }: Span): Span[] {
  const parts: Span[] = [];
  for (let i = firstEndingAfter(spans, from); i < spans.length && spans[i]!.from < to; i += 1) {
    parts.push({ from: Math.max(spans[i]!.from, from), to: Math.min(spans[i]!.to, to) });
  }
  return parts;
}

function firstEndingAfter(spans: readonly Span[], at: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.to > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** From the first instant to the last one; undefined for nothing. */
export function extentOf(spans: readonly Span[]): Span | undefined {
  if (spans.length === 0) return undefined;
  const extent = { from: Infinity, to: -Infinity };
  for (const { from, to } of spans) {
    extent.from = Math.min(extent.from, from);
    extent.to = Math.max(extent.to, to);
  }
  return extent;
}

/** Length in ms of a union. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + span.to - span.from, 0);
}

/** Index of the last element whose `at` is not after the instant; -1 when there is none. `at` must rise. */
export function lastNotAfter(items: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
