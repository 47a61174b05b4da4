/**
 * Decides what goes by a camera's own rules: too old, or more than the camera may have (RET-1, RET-7). Pure: the same
 * footage, rules, holds and clock give the same list, oldest first, however many files it is shown at a time.
 * Never names a held file, and a bookmark or an event's clip only when it is older than the maximum age (RET-3).
 */
import type { Span } from '../../shared/model/coverage.ts';
import type { RetentionRules } from '../../shared/model/retention.ts';
import { askedDays } from '../../shared/model/retention.ts';
import type { Segment, SegmentState } from '../../shared/model/segment.ts';

export const DAY_MS = 86_400_000;

export type DeletionReason = 'max-age' | 'keep-days' | 'keep-bytes' | 'emergency';

export interface Deletion {
  readonly segmentId: number;
  readonly cameraNumber: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly sizeBytes: number;
  readonly reason: DeletionReason;
}

/** What stands between a camera's footage and its deletion. */
export interface Protection {
  /** Held ranges, disjoint and in order: nothing outranks them. */
  readonly held: readonly Span[];
  /** Bookmarked ranges and those of event clips, disjoint and in order: only the maximum age outranks them. */
  readonly marked: readonly Span[];
  /** Files that are being played or exported now; they wait for a later pass, and nothing goes in their place. */
  readonly inUse: (segmentId: number) => boolean;
}

export type Candidate = Pick<
  Segment,
  'id' | 'cameraNumber' | 'startAt' | 'durationMs' | 'sizeBytes' | 'state'
>;

export interface RulesInput {
  readonly rules: RetentionRules;
  readonly now: number;
  readonly protection: Protection;
  /** The camera's oldest files in order of start, as many as one likes to look at. */
  readonly oldest: readonly Candidate[];
  /** What the rules may delete of the camera, `oldest` included: everything but held and marked footage. */
  readonly freeBytes: number;
  /** The last finished file: no limit of size takes the only footage there is. */
  readonly newestId: number | undefined;
}

export interface RulesPlan {
  readonly deletions: readonly Deletion[];
  /** Whether the files after `oldest` have to be looked at too, and what `freeBytes` is for them. */
  readonly next: { readonly kind: 'done' } | { readonly kind: 'look-on'; readonly freeBytes: number };
}

/** Files that are waiting for a probe are ingest's (minutes at most); those being deleted are the remover's. */
const untouchable = new Set<SegmentState>(['deferred', 'deleting']);

export function planByRules(input: RulesInput): RulesPlan {
  const { rules, now, protection } = input;
  const deletions: Deletion[] = [];
  let freeBytes = input.freeBytes;
  for (const file of input.oldest) {
    if (untouchable.has(file.state)) continue;
    if (overlaps(protection.held, file)) continue;
    const marked = overlaps(protection.marked, file);
    const reason = reasonToGo(file, { rules, now, freeBytes, marked, isNewest: file.id === input.newestId });
    if (reason === undefined) {
      if (marked) continue;
      // Later files are younger, and nothing below made the camera's footage more.
      return { deletions, next: { kind: 'done' } };
    }
    if (!marked) freeBytes -= file.sizeBytes;
    if (!protection.inUse(file.id)) deletions.push(deletionOf(file, reason));
  }
  return { deletions, next: { kind: 'look-on', freeBytes } };
}

interface Situation {
  readonly rules: RetentionRules;
  readonly now: number;
  readonly freeBytes: number;
  readonly marked: boolean;
  readonly isNewest: boolean;
}

function reasonToGo(file: Candidate, situation: Situation): DeletionReason | undefined {
  const { rules, now } = situation;
  // Privacy is strict: a file goes when its first second is too old. The days to keep are a promise: its last second counts.
  if (rules.maxAgeDays !== undefined && file.startAt <= now - rules.maxAgeDays * DAY_MS) return 'max-age';
  if (situation.marked) return undefined;
  if (endOf(file) <= now - rules.keepDays * DAY_MS) return 'keep-days';
  const isTooMuch = rules.keepBytes !== undefined && situation.freeBytes > rules.keepBytes;
  return isTooMuch && !situation.isNewest ? 'keep-bytes' : undefined;
}

/** Whether the operator asked for this footage to be kept: its deletion has to be told (RET-6). */
export function isPromised(footage: { readonly endAt: number }, rules: RetentionRules, now: number): boolean {
  return footage.endAt > now - askedDays(rules) * DAY_MS;
}

export function deletionOf(file: Candidate, reason: DeletionReason): Deletion {
  const { id: segmentId, cameraNumber, startAt, sizeBytes } = file;
  return { segmentId, cameraNumber, startAt, endAt: endOf(file), sizeBytes, reason };
}

export function isUntouchable(file: Candidate): boolean {
  return untouchable.has(file.state);
}

/** Whether a file lies in one of the ranges, at least in part. Ranges are disjoint and in order. */
export function overlaps(ranges: readonly Span[], file: Candidate): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle]!.to <= file.startAt) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  // A file of no length still has its instant.
  return range !== undefined && range.from < Math.max(endOf(file), file.startAt + 1);
}

function endOf(file: Candidate): number {
  return file.startAt + file.durationMs;
}
