/**
 * When a finished file was recorded, by the host's clock (recording.md §1.4). Pure.
 * A file ends when it was last written; within a run it begins where the one before ended; the run's first one begins
 * its own length before its end. Names and the camera's clock are never asked for wall time.
 */

export interface TimeFacts {
  /** Last write, UTC ms. */
  readonly modifiedAt: number;
  /** Length of what can be played, by the stream's own clock. */
  readonly mediaDurationMs: number;
  /** End of the segment before it in the same run. */
  readonly previousEndAt?: number;
  /** What the manifest's row says, when there is one. */
  readonly rowDurationMs?: number;
}

export interface SegmentTimes {
  readonly startAt: number;
  readonly durationMs: number;
  /** Why the times should not be believed blindly; the segment is then `suspect`. */
  readonly doubt?: string;
}

const TOLERANCE_MS = 5_000;
const TOLERANCE_SHARE = 0.02;

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > Math.max(TOLERANCE_MS, TOLERANCE_SHARE * Math.max(a, b));
}

/** Times of a file whose row FFmpeg wrote. Wall time counts even when the stream's own clock says otherwise. */
export function finishedTimes(facts: TimeFacts): SegmentTimes {
  const endAt = Math.round(facts.modifiedAt);
  const startAt = facts.previousEndAt ?? endAt - Math.round(facts.mediaDurationMs);
  const durationMs = endAt - startAt;
  if (durationMs <= 0) return byMedia(facts, startAt, 'it was finished before it began');
  const { rowDurationMs } = facts;
  if (rowDurationMs !== undefined && rowDurationMs <= 0) {
    return { startAt, durationMs, doubt: 'its row has no duration' };
  }
  const streamMs = rowDurationMs ?? facts.mediaDurationMs;
  if (differ(streamMs, durationMs)) {
    return { startAt, durationMs, doubt: 'its own clock and the wall clock disagree' };
  }
  return { startAt, durationMs };
}

/** Times of a file that a killed writer left: what lies behind its last whole fragment is not counted. */
export function adoptedTimes(facts: TimeFacts): SegmentTimes {
  const startAt = facts.previousEndAt ?? Math.round(facts.modifiedAt - facts.mediaDurationMs);
  const writtenMs = Math.round(facts.modifiedAt) - startAt;
  // A power cut may take more than the time of the last write says, and a copied file may say anything.
  if (writtenMs <= 0 || differ(writtenMs, facts.mediaDurationMs)) return byMedia(facts, startAt);
  return { startAt, durationMs: Math.min(writtenMs, Math.max(1, Math.round(facts.mediaDurationMs))) };
}

function byMedia(facts: TimeFacts, startAt: number, doubt?: string): SegmentTimes {
  const durationMs = Math.max(1, Math.round(facts.mediaDurationMs));
  return doubt === undefined ? { startAt, durationMs } : { startAt, durationMs, doubt };
}
