/** What the ledger of one camera and range is computed from. Plain types; instants UTC ms, spans half-open. */
import type { Span } from '../../shared/model/coverage.ts';
import type { EndReason, GapReason } from '../../shared/model/end-reason.ts';

/** Footage of one file. */
export interface Footage extends Span {
  readonly runId: number;
  /** Stalls inside it (COV-2). */
  readonly holes?: readonly Span[];
}

export interface RunFact {
  readonly runId: number;
  readonly startedAt: number;
  /** Absent while it runs, and of a run whose end nobody saw. */
  readonly endedAt?: number;
  readonly endReason?: EndReason;
  /** From its first file to its last one where these are not among the facts: out of range, unreadable, deleted. */
  readonly extent?: Span;
  /** Between its key frames, where somebody measured. */
  readonly gopMs?: number;
}

export type EnabledState = 'enabled' | 'disabled' | 'paused' | 'schedule-off';

export interface CoverageFacts {
  readonly from: number;
  /** Not after what is known: the caller clips it to now, or to how far the open file is playable. */
  readonly to: number;
  readonly footage: readonly Footage[];
  /** Files that wait for another probe or are given up. */
  readonly unreadable: readonly Span[];
  /** `unreadable`: the file was found gone. */
  readonly removed: readonly (Span & {
    readonly reason: 'deleted-by-retention' | 'deleted-by-operator' | 'unreadable';
  })[];
  /** Each state holds from its instant to the next one's; before the first the camera did not exist. In order. */
  readonly enablement: readonly { readonly at: number; readonly state: EnabledState }[];
  readonly runs: readonly RunFact[];
  readonly attempts: readonly { readonly at: number; readonly reason: EndReason }[];
  /** When the app itself was away. */
  readonly absences: readonly Span[];
  /** Gaps inside one run up to this are none; a longer GOP of the run raises it. */
  readonly toleranceMs: number;
  /** cameras/end-reasons.ts. */
  readonly gapReasonOf: (reason: EndReason) => GapReason;
}
