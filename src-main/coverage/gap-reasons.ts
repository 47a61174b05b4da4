/**
 * Which reason a gap has, and where within it the reason changes. Pure. What has a time of its own (deleted, unreadable,
 * the app away, paused) speaks first; for the rest the last end of a run or an attempt does (glossary.md, last table).
 */
import type { Gap, Span } from '../../shared/model/coverage.ts';
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';
import type { CoverageFacts, EnabledState, RunFact } from './facts.ts';
import { extentOf, lastNotAfter, subtract, union, within } from './intervals.ts';

interface End {
  readonly at: number;
  readonly reason: GapReason;
}

/** Cuts a gap where its reason changes; the pieces are in order and add up to it. */
export function reasonsOf(known: CoverageFacts): (gap: Span) => Gap[] {
  const facts = { ...known, runs: withExtents(known) };
  const ends = endsOf(facts);
  const layers = layersOf(facts);
  const isSliver = sliversOf(facts);
  return (gap) => {
    const pieces: Piece[] = [];
    let left: Span[] = [gap];
    for (const layer of layers) {
      // Looked up by halves: a month of a flapping camera has a hundred thousand gaps, and as many runs.
      const here = left.flatMap((span) => within(layer.spans, span));
      for (const span of here) pieces.push({ ...span, ...layer.piece });
      left = subtract(left, here);
    }
    for (const span of left) pieces.push(...byLastEnd(span, ends));
    pieces.sort((a, b) => a.from - b.from);
    return pieces.map(({ inRun, ...piece }, i) => {
      const neighbour = inRun && isSliver(piece) ? (pieces[i - 1] ?? pieces[i + 1]) : undefined;
      return neighbour ? { ...piece, reason: neighbour.reason } : piece;
    });
  };
}

type Piece = Gap & { readonly inRun?: true };

interface Layer {
  readonly piece: Pick<Piece, 'reason' | 'inRun'>;
  /** A union. */
  readonly spans: readonly Span[];
}

/** Beside a deleted or unreadable file of its run, less than a GOP is part of the same gap and no stall. */
function sliversOf({ runs, toleranceMs }: CoverageFacts): (span: Span) => boolean {
  const begun = runs
    .flatMap(({ extent, gopMs = 0 }) => (extent ? [{ at: extent.from, gopMs }] : []))
    .sort((a, b) => a.at - b.at);
  return ({ from, to }) => to - from <= Math.max(toleranceMs, begun[lastNotAfter(begun, from)]?.gopMs ?? 0);
}

function withExtents({ runs, footage }: CoverageFacts): RunFact[] {
  const files = Map.groupBy(footage, (piece) => piece.runId);
  return runs.map((run) => {
    const extent = extentOf([...(run.extent ? [run.extent] : []), ...(files.get(run.runId) ?? [])]);
    return extent ? { ...run, extent } : run;
  });
}

/** Ends of runs and failed attempts in order of time. A run's end counts from where its footage ended. */
function endsOf(facts: CoverageFacts): End[] {
  const ends: End[] = [];
  for (const run of facts.runs) {
    const at = endOf(run, facts);
    if (at === undefined) continue;
    // No reason stored: found at the next start, so the app had ended without a word.
    const reason = run.endReason && reasonOfEnd(run.endReason, run.endedAt ?? at, facts);
    ends.push({ at, reason: reason ?? 'app-not-running' });
  }
  // In the same instant a run ends before something else is tried.
  for (const { at, reason } of facts.attempts) ends.push({ at, reason: reasonOfEnd(reason, at, facts) });
  // What a schedule leaves out is no loss; the seconds after it that the camera takes to connect are one.
  for (const [i, { at, state }] of facts.enablement.entries()) {
    const isBegin = state === 'enabled' && facts.enablement[i - 1]?.state === 'schedule-off';
    if (isBegin) ends.push({ at, reason: 'restarting' });
  }
  return ends.sort((a, b) => a.at - b.at);
}

function endOf(run: RunFact, { absences }: CoverageFacts): number | undefined {
  if (run.endedAt === undefined) return undefined;
  if (run.extent) return Math.min(run.endedAt, run.extent.to);
  if (run.endReason) return run.endedAt;
  // It left nothing and nobody saw its end: it went with the app.
  const absence = absences.find(({ to }) => to > run.startedAt);
  return absence ? Math.max(absence.from, run.startedAt) : run.endedAt;
}

function reasonOfEnd(reason: EndReason, at: number, facts: CoverageFacts): GapReason {
  // Changed settings and switching off end a run too; nobody paused the camera.
  const isRestart = reason === 'paused-by-operator' && stateAt(facts, at) !== 'paused';
  return isRestart ? 'restarting' : facts.gapReasonOf(reason);
}

function stateAt({ enablement }: CoverageFacts, at: number): EnabledState | undefined {
  return enablement.findLast((entry) => entry.at <= at)?.state;
}

/** Intervals with a reason of their own, the most telling first; where none holds, the last end does. */
function layersOf(facts: CoverageFacts): Layer[] {
  const { enablement, to } = facts;
  const layer = (reason: GapReason, spans: readonly Span[]): Layer => ({
    piece: { reason },
    spans: union(spans),
  });
  const states = (state: EnabledState) =>
    enablement.flatMap((entry, i) =>
      entry.state === state ? [{ from: entry.at, to: enablement[i + 1]?.at ?? to }] : [],
    );
  const removedBy = (reason: GapReason) => facts.removed.filter((span) => span.reason === reason);
  return [
    layer('unreadable', [...facts.unreadable, ...removedBy('unreadable')]),
    layer('deleted-by-operator', removedBy('deleted-by-operator')),
    layer('deleted-by-retention', removedBy('deleted-by-retention')),
    layer(
      'stalled',
      facts.footage.flatMap(({ holes = [] }) => holes),
    ),
    // Footage behind it proves that the app was there, later than its last heartbeat.
    { piece: { reason: 'stalled', inRun: true }, spans: insideRuns(facts) },
    // Before the absence of the app: what nobody wanted was not lost, whoever was away.
    layer('schedule-off', states('schedule-off')),
    layer('app-not-running', facts.absences),
    layer('paused-by-operator', states('paused')),
  ];
}

/** Between two files of one run, or behind the last one of a run that lives, the stream paused. */
function insideRuns({ runs, to }: CoverageFacts): Span[] {
  return union(
    runs.flatMap(({ extent, endedAt }) => {
      if (!extent) return [];
      return [{ from: extent.from, to: endedAt === undefined ? Math.max(extent.to, to) : extent.to }];
    }),
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
