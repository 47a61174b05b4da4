/**
 * A simulated life of one camera on bad days: what the recorder would have stored, and, told step by step without any
 * interval arithmetic, what the truth of every tenth of a second is. Coverage is tested against that truth.
 */
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';
import type { Gap, Span } from '../../shared/model/coverage.ts';
import { gapReasonOf } from '../../src-main/cameras/end-reasons.ts';

/** All times of a history are whole ticks. */
export const TICK_MS = 100;

/** What ends a run, or an attempt that made none. On purpose and by the app: steps of their own. */
export const faultReasons = [
  'wrong-password',
  'sign-in-unsupported',
  'not-found',
  'camera-busy',
  'unreachable',
  'handshake-timeout',
  'camera-lost',
  'stalled',
  'timestamp-fault',
  'audio-missing',
  'clock-step',
  'unsupported',
  'disk-full',
  'volume-missing',
  'disk-error',
  'recorder-crashed',
] as const satisfies readonly EndReason[];

export type RunStop =
  | { readonly kind: 'fault'; readonly reason: (typeof faultReasons)[number] }
  | { readonly kind: 'settings' | 'pause' | 'disable' | 'schedule-off' }
  | ({ readonly kind: 'stop-app' | 'crash' } & Away);

/** Ticks. A crash's last heartbeat was some ticks before it. */
interface Away {
  readonly sinceBeat: number;
  readonly away: number;
}

/** All in ticks. */
export interface FileStep {
  readonly length: number;
  /** Between this file and the one before it in the run; negative where they overlap. */
  readonly gapBefore: number;
  readonly hole?: { readonly at: number; readonly length: number };
  readonly fate: 'ready' | 'suspect' | 'deferred' | 'failed' | 'deleted-by-operator' | 'being-deleted';
}

export type Step =
  | {
      readonly kind: 'run';
      readonly connect: number;
      readonly gop: number;
      readonly files: readonly FileStep[];
      /** Silence between the last picture and the end of the run. */
      readonly tail: number;
      readonly stop: RunStop;
    }
  | { readonly kind: 'attempt'; readonly lasts: number; readonly reason: (typeof faultReasons)[number] }
  | { readonly kind: 'pause' | 'disable' | 'schedule-off' | 'enable'; readonly lasts: number }
  | ({ readonly kind: 'stop-app' | 'crash'; readonly lasts: number } & Away);

export interface HistoryFile extends Span {
  readonly hole?: Span;
  readonly fate: FileStep['fate'] | 'deleted-by-retention';
}

export interface HistoryRun {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly endReason?: EndReason;
  readonly gopMs: number;
  readonly files: readonly HistoryFile[];
}

/** What the tables would hold, in order of time. */
export interface History extends Span {
  readonly runs: readonly HistoryRun[];
  readonly attempts: readonly { readonly at: number; readonly reason: EndReason }[];
  readonly enablement: readonly { readonly at: number; readonly state: EnabledState }[];
  readonly lives: readonly {
    readonly startedAt: number;
    readonly lastBeatAt: number;
    readonly orderly: boolean;
  }[];
  /** Per tick from `from` on. */
  readonly truth: readonly Truth[];
}

type EnabledState = 'enabled' | 'paused' | 'disabled' | 'schedule-off';
export type Truth = 'recorded' | 'off' | GapReason;

/** Plays the steps from an instant on; `deletedFiles` of the oldest files have gone by retention since. */
export function playHistory(from: number, steps: readonly Step[], deletedFiles = 0): History {
  const player = new HistoryPlayer(from);
  for (const step of steps) player.play(step);
  return player.history(deletedFiles);
}

/** The truth of [from, to) as a ledger would tell it. */
export function truthOf(history: History, { from, to }: Span) {
  const spans: Span[] = [];
  const gaps: Gap[] = [];
  let enabledMs = 0;
  for (let at = from; at < to; at += TICK_MS) {
    const truth = history.truth[(at - history.from) / TICK_MS];
    if (truth === undefined || truth === 'off') continue;
    enabledMs += TICK_MS;
    if (truth === 'recorded') grow(spans, { from: at, to: at + TICK_MS });
    else grow(gaps, { from: at, to: at + TICK_MS, reason: truth });
  }
  const recordedMs = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  return { spans, gaps, recordedMs, enabledMs };
}

function grow<Piece extends Span & { reason?: string }>(list: Piece[], piece: Piece): void {
  const last = list.at(-1);
  if (last && last.to === piece.from && last.reason === piece.reason)
    list[list.length - 1] = { ...last, to: piece.to };
  else list.push(piece);
}

class HistoryPlayer {
  readonly #from: number;
  #now: number;
  #state: EnabledState = 'enabled';
  /** What the last end is called: the reason of a gap until something else is known. */
  #last: GapReason = 'restarting';
  readonly #truth: Truth[] = [];
  /** Ticks in which nothing was wanted: who was away then makes no difference. */
  readonly #scheduledOff = new Set<number>();
  readonly #runs: (HistoryRun & { readonly files: HistoryFile[] })[] = [];
  readonly #attempts: { at: number; reason: EndReason }[] = [];
  readonly #enablement: { at: number; state: EnabledState }[] = [];
  readonly #lives: { startedAt: number; lastBeatAt: number; orderly: boolean }[] = [];
  #lifeStartedAt: number;

  constructor(from: number) {
    this.#from = from;
    this.#now = from;
    this.#lifeStartedAt = from;
    this.#enablement.push({ at: from, state: 'enabled' });
    this.#pass(1);
  }

  play(step: Step): void {
    switch (step.kind) {
      case 'run':
        if (this.#state === 'enabled') this.#record(step);
        else this.#pass(step.connect);
        return;
      case 'attempt':
        this.#pass(step.lasts);
        if (this.#state === 'enabled') this.#attemptEnds(step.reason);
        return;
      case 'enable':
        this.#change('enabled');
        this.#pass(step.lasts);
        return;
      case 'pause':
      case 'disable':
      case 'schedule-off':
        if (this.#state === 'enabled') {
          this.#attemptEnds(onPurpose[step.kind], step.kind === 'disable' ? 'restarting' : undefined);
        }
        this.#change(offStates[step.kind]);
        this.#pass(step.lasts);
        return;
      case 'stop-app':
        if (this.#state === 'enabled') this.#attemptEnds('app-stopped');
        this.#leave(step);
        this.#pass(step.lasts);
        return;
      case 'crash':
        this.#leave(step);
        this.#pass(step.lasts);
    }
  }

  history(deletedFiles: number): History {
    this.#lives.push({ startedAt: this.#lifeStartedAt, lastBeatAt: this.#now, orderly: true });
    let left = deletedFiles;
    const runs = this.#runs.map((run) => ({
      ...run,
      files: run.files.map((file) =>
        left-- > 0 ? { ...file, fate: 'deleted-by-retention' as const } : file,
      ),
    }));
    const history = {
      from: this.#from,
      to: this.#now,
      runs,
      attempts: this.#attempts,
      enablement: this.#enablement,
      lives: this.#lives,
      truth: this.#truth,
    };
    paintFiles(history);
    return history;
  }

  #record(step: Extract<Step, { kind: 'run' }>): void {
    this.#pass(1);
    const startedAt = this.#now;
    this.#pass(step.connect);
    const files: HistoryFile[] = [];
    for (const { length, gapBefore, hole, fate } of step.files) {
      const from = this.#now + (files.length > 0 ? gapBefore : 0) * TICK_MS;
      const to = from + length * TICK_MS;
      const silent = hole && { from: from + hole.at * TICK_MS, to: from + (hole.at + hole.length) * TICK_MS };
      files.push({ from, to, fate, ...(silent && { hole: silent }) });
      // What the files say is told in the end, when it is known what became of them.
      this.#tell(Math.max(0, to - this.#now) / TICK_MS, 'stalled');
    }
    const run = { startedAt, gopMs: step.gop * TICK_MS, files };
    const { stop } = step;
    switch (stop.kind) {
      case 'crash':
        // Nobody saw the end; at the next start it is put to the last picture.
        if (files.length > 0) this.#last = 'app-not-running';
        this.#tell(step.tail, this.#last);
        this.#runs.push({ ...run, endedAt: files.at(-1)?.to ?? startedAt });
        this.#leave(stop);
        this.#last = 'app-not-running';
        return;
      case 'stop-app':
        this.#endRun(run, step.tail, 'app-stopped');
        this.#leave(stop);
        return;
      case 'fault':
        this.#endRun(run, step.tail, stop.reason);
        return;
      case 'settings':
        this.#endRun(run, step.tail, 'paused-by-operator', 'restarting');
        this.#pass(1);
        return;
      case 'pause':
      case 'disable':
      case 'schedule-off':
        this.#endRun(
          run,
          step.tail,
          onPurpose[stop.kind],
          stop.kind === 'disable' ? 'restarting' : undefined,
        );
        this.#change(offStates[stop.kind]);
        this.#pass(1);
    }
  }

  /** A run without footage explains nothing before its end. */
  #endRun(
    run: Pick<HistoryRun, 'startedAt' | 'gopMs'> & { readonly files: HistoryFile[] },
    tail: number,
    reason: EndReason,
    called: GapReason = gapReasonOf(reason),
  ): void {
    if (run.files.length > 0) this.#last = called;
    this.#tell(tail, this.#last);
    this.#last = called;
    this.#runs.push({ ...run, endedAt: this.#now, endReason: reason });
  }

  #attemptEnds(reason: EndReason, called: GapReason = gapReasonOf(reason)): void {
    this.#attempts.push({ at: this.#now, reason });
    this.#last = called;
  }

  #change(state: EnabledState): void {
    if (state === this.#state) return;
    // Off by schedule is no reason any more: the camera is being connected.
    if (state === 'enabled' && this.#state === 'schedule-off') this.#last = 'restarting';
    this.#state = state;
    this.#enablement.push({ at: this.#now, state });
  }

  /** The app is away; what happened since its last heartbeat nobody can tell. */
  #leave(step: Away & { readonly kind: 'stop-app' | 'crash' }): void {
    const orderly = step.kind === 'stop-app';
    const earliest = this.#lifeStartedAt;
    const lastBeatAt = orderly ? this.#now : Math.max(earliest, this.#now - step.sinceBeat * TICK_MS);
    this.#paint({ from: lastBeatAt, to: this.#now }, 'app-not-running');
    this.#lives.push({ startedAt: this.#lifeStartedAt, lastBeatAt, orderly });
    this.#tell(step.away, this.#state === 'schedule-off' ? 'schedule-off' : 'app-not-running');
    this.#lifeStartedAt = this.#now;
  }

  /** Time without footage. */
  #pass(ticks: number): void {
    switch (this.#state) {
      case 'paused':
        return this.#tell(ticks, 'paused-by-operator');
      case 'schedule-off':
        return this.#tell(ticks, 'schedule-off');
      case 'enabled':
      case 'disabled':
        this.#tell(ticks, this.#last);
    }
  }

  #tell(ticks: number, truth: Truth): void {
    for (let i = 0; i < ticks; i += 1) {
      if (this.#state === 'schedule-off') this.#scheduledOff.add(this.#truth.length);
      this.#truth.push(this.#state === 'disabled' ? 'off' : truth);
    }
    this.#now += ticks * TICK_MS;
  }

  /** Says otherwise about what was told before, where anything was wanted. */
  #paint({ from, to }: Span, truth: Truth): void {
    for (let at = from; at < to; at += TICK_MS) {
      const i = (at - this.#from) / TICK_MS;
      if (this.#truth[i] !== 'off' && !this.#scheduledOff.has(i)) this.#truth[i] = truth;
    }
  }
}

const onPurpose = {
  pause: 'paused-by-operator',
  disable: 'paused-by-operator',
  'schedule-off': 'schedule-off',
} as const satisfies Record<string, EndReason>;

const offStates = { pause: 'paused', disable: 'disabled', 'schedule-off': 'schedule-off' } as const;

/** Deletions this close are remembered as one range (catalogue/deletions-table.ts). */
const DELETION_JOIN_MS = 2_000;
const fateReasons = {
  deferred: 'unreadable',
  failed: 'unreadable',
  'deleted-by-operator': 'deleted-by-operator',
  'being-deleted': 'deleted-by-retention',
  'deleted-by-retention': 'deleted-by-retention',
} as const satisfies Partial<Record<HistoryFile['fate'], GapReason>>;

/** What the files say about every tick they reach over, and what lies between them. */
function paintFiles(history: History & { truth: Truth[] }): void {
  for (const run of history.runs) {
    const ordered = run.files.toSorted((a, b) => a.from - b.from);
    for (const file of ordered) {
      for (const at of ticksOf(file)) put(history, at, ofFiles(ordered, at));
    }
    const isMeasured = ordered.some(({ fate }) => fate === 'ready' || fate === 'suspect');
    const joinMs = Math.max(1_000, isMeasured ? run.gopMs : 0);
    let before = ordered[0];
    for (const file of ordered) {
      if (before && file.from > before.to) {
        const gone = fateReason(before.fate) ?? fateReason(file.fate);
        const truth = file.from - before.to > joinMs ? 'stalled' : (gone ?? 'recorded');
        for (const at of ticksOf({ from: before.to, to: file.from })) put(history, at, truth);
      }
      if (!before || file.to > before.to) before = file;
    }
  }
  for (const fate of ['deleted-by-retention', 'deleted-by-operator'] as const) {
    const gone = history.runs.flatMap((run) => run.files.filter((file) => file.fate === fate));
    for (const [i, file] of gone.entries()) {
      const before = gone[i - 1];
      if (!before || file.from - before.to > DELETION_JOIN_MS) continue;
      for (const at of ticksOf({ from: before.to, to: file.from })) {
        const told = truthAt(history, at);
        const stays = told === 'recorded' || told === 'unreadable' || told === 'deleted-by-operator';
        if (!stays) put(history, at, fate);
      }
    }
  }
}

function ofFiles(files: readonly HistoryFile[], at: number): Truth {
  const here = files.filter((file) => file.from <= at && at < file.to);
  const readable = here.filter(({ fate }) => fate === 'ready' || fate === 'suspect');
  if (readable.some(({ hole }) => !hole || at < hole.from || at >= hole.to)) return 'recorded';
  const reasons = new Set(here.map(({ fate }) => fateReason(fate)));
  const worst = (['unreadable', 'deleted-by-operator', 'deleted-by-retention'] as const).find((reason) =>
    reasons.has(reason),
  );
  return worst ?? 'stalled';
}

function* ticksOf({ from, to }: Span): Generator<number> {
  for (let at = from; at < to; at += TICK_MS) yield at;
}

function truthAt(history: History, at: number): Truth | undefined {
  return history.truth[(at - history.from) / TICK_MS];
}

function put(history: History & { truth: Truth[] }, at: number, truth: Truth): void {
  const i = (at - history.from) / TICK_MS;
  if (history.truth[i] !== 'off') history.truth[i] = truth;
}

function fateReason(fate: HistoryFile['fate']): GapReason | undefined {
  return fate in fateReasons ? fateReasons[fate as keyof typeof fateReasons] : undefined;
}
