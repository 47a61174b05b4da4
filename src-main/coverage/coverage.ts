/**
 * The ledger of one camera: every instant of enabled time is recorded, or in a gap with exactly one reason (COV-1, I6).
 * Pure: facts in, intervals out. Facts are footage, ends of runs, failed attempts, absences of the app, what was switched off,
 * what was removed. Never reads the catalogue, never guesses a reason it has no fact for (gap-reasons.ts names them).
 */
import type { Gap, Span } from '../../shared/model/coverage.ts';
import type { CoverageFacts } from './facts.ts';
import { reasonsOf } from './gap-reasons.ts';
import { clip, intersect, lengthOf, subtract, union, within } from './intervals.ts';

export interface Coverage {
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
  readonly recordedMs: number;
  readonly enabledMs: number;
}

export function computeCoverage(facts: CoverageFacts): Coverage {
  const enabled = enabledSpans(facts);
  const spans = intersect(enabled, recordedSpans(facts));
  const reasonsFor = reasonsOf(facts);
  return sumUp(spans, joined(subtract(enabled, spans).flatMap(reasonsFor)));
}

/** The part of a ledger that lies in [from, to). */
export function clipCoverage({ spans, gaps }: Coverage, from: number, to: number): Coverage {
  const inside = gaps.map((gap) => ({
    ...gap,
    from: Math.max(gap.from, from),
    to: Math.min(gap.to, to),
  }));
  return sumUp(
    clip(spans, from, to),
    inside.filter((gap) => gap.to > gap.from),
  );
}

/** Ledgers of neighbouring ranges, in order, as one. */
export function joinCoverage(parts: readonly Coverage[]): Coverage {
  return sumUp(union(parts.flatMap(({ spans }) => spans)), joined(parts.flatMap(({ gaps }) => gaps)));
}

/** Share of what was wanted: what the schedule leaves out is no loss. Nothing was wanted: nothing is missing. */
export function percentOf({ recordedMs, gaps }: Pick<Coverage, 'recordedMs' | 'gaps'>): number {
  const wantedMs = recordedMs + lengthOf(gaps.filter(({ reason }) => reason !== 'schedule-off'));
  return wantedMs === 0 ? 100 : (100 * recordedMs) / wantedMs;
}

function sumUp(spans: readonly Span[], gaps: readonly Gap[]): Coverage {
  const recordedMs = lengthOf(spans);
  return { spans, gaps, recordedMs, enabledMs: recordedMs + lengthOf(gaps) };
}

function joined(pieces: readonly Gap[]): Gap[] {
  const gaps: Gap[] = [];
  for (const piece of pieces) {
    const last = gaps.at(-1);
    if (last && last.to === piece.from && last.reason === piece.reason) {
      gaps[gaps.length - 1] = { ...last, to: piece.to };
    } else {
      gaps.push(piece);
    }
  }
  return gaps;
}

function enabledSpans({ enablement, from, to }: CoverageFacts): Span[] {
  const spans = enablement.map((entry, i) => ({
    from: entry.at,
    to: enablement[i + 1]?.at ?? to,
    state: entry.state,
  }));
  return clip(union(spans.filter((span) => span.state !== 'disabled')), from, to);
}

/** Files without their holes, and what lies between two files of one run when it is too short to be a gap. */
function recordedSpans({ footage, runs, unreadable, removed, toleranceMs, from, to }: CoverageFacts): Span[] {
  const gops = new Map(runs.map((run) => [run.runId, run.gopMs ?? 0]));
  const shown: Span[] = [];
  const bridges: Span[] = [];
  for (const [runId, pieces] of Map.groupBy(footage, (piece) => piece.runId)) {
    const joinMs = Math.max(toleranceMs, gops.get(runId) ?? 0);
    let until: number | undefined;
    for (const piece of pieces.toSorted((a, b) => a.from - b.from)) {
      if (until !== undefined && piece.from > until && piece.from - until <= joinMs) {
        bridges.push({ from: until, to: piece.from });
      }
      until = Math.max(until ?? piece.to, piece.to);
      shown.push(...(piece.holes?.length ? subtract([piece], union(piece.holes)) : [piece]));
    }
  }
  // Where a short file is gone, or a stall was seen, something is known to be missing.
  const missing = union([...unreadable, ...removed, ...footage.flatMap(({ holes = [] }) => holes)]);
  const bridged = bridges.filter((bridge) => within(missing, bridge).length === 0);
  return clip(union([...shown, ...bridged]), from, to);
}
