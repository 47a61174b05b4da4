/**
 * The ledger of one camera: every instant of enabled time is recorded, or in a gap with exactly one reason (COV-1, I6).
 * Pure: facts in, intervals out. Facts are footage, ends of runs, failed attempts, absences of the app, what was switched off,
 * what was removed. Never reads the catalogue, never guesses a reason it has no fact for.
 */
import type { Gap, Span } from '../../shared/model/coverage.ts';
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';
import { clip, intersect, lastNotAfter, lengthOf, subtract, union } from './intervals.ts';

/** Footage of one file. */
export interface Footage extends Span {
  readonly runId: number;
}

export interface RunFact {
  readonly runId: number;
  readonly startedAt: number;
  /** Absent while it runs, and of a run whose end nobody saw. */
  readonly endedAt?: number;
  readonly endReason?: EndReason;
}

export interface CoverageFacts {
  readonly from: number;
  /** Not after what is known: the caller clips it to now, or to how far the open file is playable. */
  readonly to: number;
  readonly footage: readonly Footage[];
  /** Stalls inside files (COV-2). */
  readonly holes: readonly Span[];
  /** Files that wait for another probe or are given up. */
  readonly unreadable: readonly Span[];
  readonly removed: readonly (Span & { readonly reason: 'deleted-by-retention' | 'deleted-by-operator' })[];
  /** Each state holds from its instant to the next one's; before the first the camera did not exist. In order. */
  readonly enablement: readonly {
    readonly at: number;
    readonly state: 'enabled' | 'disabled' | 'paused' | 'schedule-off';
  }[];
  readonly runs: readonly RunFact[];
  readonly attempts: readonly { readonly at: number; readonly reason: EndReason }[];
  /** When the app itself was away. */
  readonly absences: readonly Span[];
  /** Gaps inside one run up to this are none: max(1 s, one GOP). */
  readonly toleranceMs: number;
  /** cameras/end-reasons.ts. */
  readonly gapReasonOf: (reason: EndReason) => GapReason;
}

export interface Coverage {
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
  readonly recordedMs: number;
  readonly enabledMs: number;
}

export function computeCoverage(facts: CoverageFacts): Coverage {
  const enabled = enabledSpans(facts);
  const spans = intersect(enabled, subtract(recordedSpans(facts), union(facts.holes)));
  const missing = subtract(enabled, spans);
  const reasonAt = reasonsOf(facts);
  const gaps: Gap[] = [];
  for (const gap of missing) {
    for (const piece of reasonAt(gap)) {
      const last = gaps.at(-1);
      if (last && last.to === piece.from && last.reason === piece.reason) {
        gaps[gaps.length - 1] = { ...last, to: piece.to };
      } else {
        gaps.push(piece);
      }
    }
  }
  return { spans, gaps, recordedMs: lengthOf(spans), enabledMs: lengthOf(enabled) };
}

function enabledSpans({ enablement, from, to }: CoverageFacts): Span[] {
  const spans = enablement.map((entry, i) => ({
    from: entry.at,
    to: enablement[i + 1]?.at ?? to,
    state: entry.state,
  }));
  return clip(union(spans.filter((span) => span.state !== 'disabled')), from, to);
}

function recordedSpans({ footage, toleranceMs, from, to }: CoverageFacts): Span[] {
  const runs = Map.groupBy(footage, (piece) => piece.runId);
  const joined = [...runs.values()].flatMap((pieces) => union(pieces, toleranceMs));
  return clip(union(joined), from, to);
}

interface End {
  readonly at: number;
  readonly reason: GapReason;
}

/** Ends of runs and failed attempts in order of time. A run's end counts from where its footage ended. */
function endsOf(facts: CoverageFacts): End[] {
  const footageEnd = new Map<number, number>();
  for (const piece of facts.footage) {
    footageEnd.set(piece.runId, Math.max(footageEnd.get(piece.runId) ?? 0, piece.to));
  }
  const ends: End[] = facts.attempts.map(({ at, reason }) => ({ at, reason: facts.gapReasonOf(reason) }));
  for (const run of facts.runs) {
    if (run.endedAt === undefined) continue;
    const at = Math.min(run.endedAt, footageEnd.get(run.runId) ?? run.endedAt);
    // No reason stored: found at the next start, so the app had ended without a word.
    ends.push({ at, reason: reasonOfEnd(run, facts) });
  }
  return ends.sort((a, b) => a.at - b.at);
}

function reasonOfEnd({ endReason, endedAt = 0 }: RunFact, facts: CoverageFacts): GapReason {
  if (endReason === undefined) return 'app-not-running';
  // Changed settings end a run too, as if somebody stopped and started it; nobody paused the camera.
  const isRestart = endReason === 'paused-by-operator' && stateAt(facts, endedAt) === 'enabled';
  return isRestart ? 'restarting' : facts.gapReasonOf(endReason);
}

function stateAt({ enablement }: CoverageFacts, at: number): string | undefined {
  return enablement.findLast((entry) => entry.at <= at)?.state;
}

/** Intervals with a reason of their own, the most telling first; where none holds, the last end does. */
function layersOf(facts: CoverageFacts): { readonly reason: GapReason; readonly spans: readonly Span[] }[] {
  const { enablement, to } = facts;
  const states = (state: string) =>
    enablement.flatMap((entry, i) =>
      entry.state === state ? [{ from: entry.at, to: enablement[i + 1]?.at ?? to }] : [],
    );
  const removedBy = (reason: GapReason) => union(facts.removed.filter((span) => span.reason === reason));
  return [
    { reason: 'unreadable', spans: union(facts.unreadable) },
    { reason: 'deleted-by-operator', spans: removedBy('deleted-by-operator') },
    { reason: 'deleted-by-retention', spans: removedBy('deleted-by-retention') },
    { reason: 'stalled', spans: union(facts.holes) },
    { reason: 'app-not-running', spans: union(facts.absences) },
    { reason: 'paused-by-operator', spans: union(states('paused')) },
    { reason: 'schedule-off', spans: union(states('schedule-off')) },
  ];
}

/** Cuts a gap where its reason changes. */
function reasonsOf(facts: CoverageFacts): (gap: Span) => Gap[] {
  const ends = endsOf(facts);
  const layers = layersOf(facts);
  const inRun = runsWithFootage(facts);
  return (gap) => {
    const pieces: Gap[] = [];
    let left: Span[] = [gap];
    for (const layer of layers) {
      for (const span of intersect(left, layer.spans)) pieces.push({ ...span, reason: layer.reason });
      left = subtract(left, layer.spans);
    }
    // Between two files of one run that lives on there is no end to take a reason from: the stream paused.
    for (const span of intersect(left, inRun)) pieces.push({ ...span, reason: 'stalled' });
    left = subtract(left, inRun);
    for (const span of left) pieces.push(...byLastEnd(span, ends));
    return pieces.sort((a, b) => a.from - b.from);
  };
}

function runsWithFootage(facts: CoverageFacts): Span[] {
  const runs = Map.groupBy(facts.footage, (piece) => piece.runId);
  return union(
    [...runs.values()].map((pieces) => ({
      from: Math.min(...pieces.map((piece) => piece.from)),
      to: Math.max(...pieces.map((piece) => piece.to)),
    })),
  );
}

function byLastEnd(gap: Span, ends: readonly End[]): Gap[] {
  const pieces: Gap[] = [];
  let from = gap.from;
  let next = lastNotAfter(ends, from);
  while (from < gap.to) {
    // Before any end the camera had only just been switched on: it is being connected.
    const reason = ends[next]?.reason ?? 'restarting';
    const to = Math.min(ends[next + 1]?.at ?? gap.to, gap.to);
    if (to > from) pieces.push({ from, to, reason });
    from = Math.max(from, to);
    next += 1;
  }
  return pieces;
}
