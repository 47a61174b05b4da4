/** One day of the ledger as the strip shows it: shares, the worst reason, and a picture in few parts. Pure. */
import type { CoverageDay, DayPart, Gap, Span } from '../../shared/model/coverage.ts';
import type { GapReason } from '../../shared/model/end-reason.ts';
import { percentOf, type Coverage } from './coverage.ts';
import type { LocalDay } from './local-days.ts';

/** A strip of a day has about as many pixels; a quarter of an hour each on most days. */
const SLOTS = 96;
/** A gap shorter than this is not drawn as missing; it still counts. */
const SHOWN_GAP_MS = 1_000;
const onPurpose = new Set<GapReason>(['schedule-off', 'paused-by-operator']);

export function summariseDay(day: LocalDay, coverage: Coverage): CoverageDay {
  const { recordedMs, enabledMs, gaps } = coverage;
  const byReason = lengthsByReason(gaps);
  const worst = worstOf(byReason);
  return {
    ...day,
    recordedMs,
    enabledMs,
    onPurposeMs: [...onPurpose].reduce((sum, reason) => sum + (byReason.get(reason) ?? 0), 0),
    percent: percentOf(coverage),
    ...(worst && { worst }),
    parts: partsOf(day, coverage),
  };
}

function lengthsByReason(gaps: readonly Gap[]): Map<GapReason, number> {
  const lengths = new Map<GapReason, number>();
  for (const { from, to, reason } of gaps) lengths.set(reason, (lengths.get(reason) ?? 0) + to - from);
  return lengths;
}

function worstOf(lengths: ReadonlyMap<GapReason, number>): CoverageDay['worst'] {
  const [worst] = [...lengths].toSorted(
    ([a, aMs], [b, bMs]) => Number(onPurpose.has(a)) - Number(onPurpose.has(b)) || bMs - aMs,
  );
  return worst && { reason: worst[0], durationMs: worst[1] };
}

/** Slot by slot what is to be seen there, neighbours of one kind as one. A gap is seen before footage is. */
function partsOf({ from, to }: Span, { spans, gaps }: Coverage): DayPart[] {
  const slotMs = (to - from) / SLOTS;
  const kinds = Array.from({ length: SLOTS }, (): DayPart['what'] | undefined => undefined);
  const slotsOf = (span: Span) => ({
    first: Math.floor((span.from - from) / slotMs),
    last: Math.min(SLOTS, Math.ceil((span.to - from) / slotMs)),
  });
  for (const span of spans) {
    const { first, last } = slotsOf(span);
    kinds.fill('recorded', first, last);
  }
  // The longest last, so that of two gaps in one slot it is the one that is seen.
  for (const gap of gaps.toSorted((a, b) => a.to - a.from - (b.to - b.from))) {
    if (gap.to - gap.from < SHOWN_GAP_MS) continue;
    const { first, last } = slotsOf(gap);
    kinds.fill(gap.reason, first, last);
  }
  const parts: DayPart[] = [];
  for (const [slot, what] of kinds.entries()) {
    if (what === undefined) continue;
    const part = { from: Math.round(from + slot * slotMs), to: Math.round(from + (slot + 1) * slotMs), what };
    const before = parts.at(-1);
    if (before?.what === what && before.to === part.from)
      parts[parts.length - 1] = { ...before, to: part.to };
    else parts.push(part);
  }
  return parts;
}
