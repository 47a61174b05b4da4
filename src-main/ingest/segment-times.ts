/**
 * When a finished file was recorded, by the host's clock (recording.md §1.4). Pure.
 * A file ends when it was last written, or where its camera fell silent before; within a run it begins where the one
 * before was finished; the run's first one begins its own length before its end. The camera's clock is
 * never asked for wall time, and a file's name only where nothing else is left.
 */
import { HOLE_MS } from '../../shared/model/limits.ts';

export interface TimeFacts {
  /** Last write, UTC ms. */
  readonly modifiedAt: number;
  /** When FFmpeg opened it, to the second, as its name says; asked only where no better witness is left. */
  readonly namedAt?: number;
  /** Length of what can be played, by the stream's own clock. */
  readonly mediaDurationMs: number;
  /** When the file before it in the same run was finished. */
  readonly previousEndAt?: number;
  /** What the manifest's row says, when there is one. */
  readonly rowDurationMs?: number;
  /** When FFmpeg was started; the run's first picture is at most a group of pictures older. */
  readonly runStartedAt?: number;
  /** Since when nothing had come from the camera when the file was finished, UTC ms. */
  readonly silentSince?: number;
}

export interface SegmentTimes {
  readonly startAt: number;
  readonly durationMs: number;
  /** Why the times should not be believed blindly; the segment is then `suspect`. */
  readonly doubt?: string;
}

const TOLERANCE_MS = 5_000;
const TOLERANCE_SHARE = 0.02;
/** A busy PC starts FFmpeg late, and the ring's key frame may be old: within this the file's length is the better witness. */
const FIRST_AFTER_START_MS = 5_000;
const FIRST_BEFORE_START_MS = 30_000;
/** No camera's clock is this slow: the file was copied since, and the time of its last write says nothing. */
const REWRITTEN_FACTOR = 3;
const REWRITTEN_MS = 60_000;
/** A file is opened when the one before is finished; a name further off than this says that one is not here. */
const FAR_FROM_NAME_MS = 5_000;

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > Math.max(TOLERANCE_MS, TOLERANCE_SHARE * Math.max(a, b));
}

/** Times of a file whose row FFmpeg wrote. Wall time counts even when the stream's own clock says otherwise. */
export function finishedTimes(facts: TimeFacts): SegmentTimes {
  const writtenAt = Math.round(facts.modifiedAt);
  const pauseMs = pauseBehind(facts, writtenAt);
  const endAt = writtenAt - pauseMs;
  const startAt = facts.previousEndAt ?? firstStart(facts, endAt);
  const durationMs = endAt - startAt;
  if (durationMs <= 0) return byMedia(facts, startAt, 'it was finished before it began');
  const { rowDurationMs, namedAt } = facts;
  const ownMs = Math.max(facts.mediaDurationMs, rowDurationMs ?? 0);
  if (namedAt !== undefined && ownMs > 0 && durationMs > REWRITTEN_FACTOR * ownMs + REWRITTEN_MS) {
    return byMedia(
      facts,
      adoptedStart(facts, namedAt + ownMs),
      'it was written to long after it was recorded',
    );
  }
  if (rowDurationMs !== undefined && rowDurationMs <= 0) {
    return { startAt, durationMs, doubt: 'its row has no duration' };
  }
  const streamMs = pauseMs > 0 ? facts.mediaDurationMs : (rowDurationMs ?? facts.mediaDurationMs);
  if (differ(streamMs, durationMs)) {
    return { startAt, durationMs, doubt: 'its own clock and the wall clock disagree' };
  }
  return { startAt, durationMs };
}

/** Times of a file that a killed writer left: what lies behind its last whole fragment is not counted. */
export function adoptedTimes(facts: TimeFacts): SegmentTimes {
  const writtenAt = Math.round(facts.modifiedAt);
  const startAt = adoptedStart(facts, writtenAt);
  const writtenMs = writtenAt - startAt;
  // A power cut may take more than the time of the last write says, and a copied file may say anything.
  if (writtenMs <= 0 || differ(writtenMs, facts.mediaDurationMs)) return byMedia(facts, startAt);
  return { startAt, durationMs: Math.min(writtenMs, Math.max(1, Math.round(facts.mediaDurationMs))) };
}

/**
 * How long before the last write the pictures had ended. FFmpeg finishes a file when its input ends or the next picture
 * comes; both may be long after the last one, and that time was not recorded (COV-1).
 */
function pauseBehind(facts: TimeFacts, writtenAt: number): number {
  const { silentSince, rowDurationMs, mediaDurationMs, previousEndAt, runStartedAt } = facts;
  const earliest = previousEndAt ?? runStartedAt;
  const isPlausible = (pauseMs: number) =>
    pauseMs > 0 && earliest !== undefined && writtenAt - pauseMs > earliest;
  if (silentSince !== undefined && isPlausible(writtenAt - silentSince)) {
    return Math.round(writtenAt - silentSince);
  }
  // The row reaches up to the first picture of the next file, the pictures do not.
  const behindMs = Math.round((rowDurationMs ?? 0) - mediaDurationMs);
  return behindMs >= HOLE_MS && isPlausible(behindMs) ? behindMs : 0;
}

/** Of a run whose earlier files are not all here, neither the chain nor the run's start says when a file began. */
function adoptedStart(facts: TimeFacts, writtenAt: number): number {
  const { previousEndAt, namedAt } = facts;
  const chained = previousEndAt ?? firstStart(facts, writtenAt);
  if (namedAt === undefined) return chained;
  const beforeNameMs = namedAt - chained;
  const mayBeBeforeMs = previousEndAt === undefined ? FIRST_BEFORE_START_MS : FAR_FROM_NAME_MS;
  return beforeNameMs > mayBeBeforeMs || beforeNameMs < -FAR_FROM_NAME_MS ? namedAt : chained;
}

/** The run's first file begins its own length before its end, unless FFmpeg's start says that this cannot be. */
function firstStart({ mediaDurationMs, runStartedAt }: TimeFacts, endAt: number): number {
  const byLength = endAt - Math.round(mediaDurationMs);
  if (runStartedAt === undefined || runStartedAt >= endAt) return byLength;
  const afterStartMs = byLength - runStartedAt;
  return afterStartMs > FIRST_AFTER_START_MS || afterStartMs < -FIRST_BEFORE_START_MS
    ? Math.round(runStartedAt)
    : byLength;
}

function byMedia(facts: TimeFacts, startAt: number, doubt?: string): SegmentTimes {
  const durationMs = Math.max(1, Math.round(facts.mediaDurationMs));
  return doubt === undefined ? { startAt, durationMs } : { startAt, durationMs, doubt };
}
