/**
 * When the next attempt comes after an end (REC-5). Pure: time, history and the random number are handed in.
 * Never gives up: what backoff cannot cure waits for the world to change.
 */
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS, SLOW_RETRY_MS } from '../../shared/model/limits.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import { endReasonTable } from './end-reasons.ts';

/** A broken disk is looked at this often; each look costs one failed write. */
export const DISK_ERROR_RETRY_MS = 60_000;
/** While the disk is full or gone we look this often; a notice from the storage guard cuts it short. */
export const BLOCKED_RECHECK_MS = 5_000;
/** More at-once restarts than this within the window are a fault that lasts: backoff takes over. */
export const AT_ONCE_BUDGET = 3;
export const AT_ONCE_WINDOW_MS = 60_000;
/** A run that recorded this long was a success: the next failure starts the backoff from its beginning. */
export const STABLE_RECORDING_MS = 3_000;

export interface RestartLimits {
  readonly minMs: number;
  readonly maxMs: number;
  readonly slowMs: number;
}

export const defaultRestartLimits: RestartLimits = {
  minMs: BACKOFF_MIN_MS,
  maxMs: BACKOFF_MAX_MS,
  slowMs: SLOW_RETRY_MS,
};

export interface RestartQuestion {
  readonly reason: EndReason;
  /** Failures in a row, this one included (1, 2, …). */
  readonly failures: number;
  /** At-once restarts within the last AT_ONCE_WINDOW_MS. */
  readonly recentAtOnce: number;
  /** 0 ≤ random < 1 */
  readonly random: number;
  readonly limits: RestartLimits;
}

export type RestartDecision =
  { readonly kind: 'after'; readonly delayMs: number; readonly atOnce: boolean } | { readonly kind: 'wait' };

/** A delay in ms, or `wait`: only a change of settings (or a new start) can help. */
export function decideRestart(question: RestartQuestion): RestartDecision {
  switch (endReasonTable[question.reason].retry) {
    case 'backoff':
      return backoff(question);
    case 'at-once':
      return question.recentAtOnce < AT_ONCE_BUDGET
        ? { kind: 'after', delayMs: 0, atOnce: true }
        : backoff(question);
    case 'slow':
      return { kind: 'after', delayMs: question.limits.slowMs, atOnce: false };
    case 'one-minute':
      return { kind: 'after', delayMs: DISK_ERROR_RETRY_MS, atOnce: false };
    case 'when-room':
    case 'when-back':
      return { kind: 'after', delayMs: BLOCKED_RECHECK_MS, atOnce: false };
    case 'on-settings-change':
    case 'at-resume':
    case 'next-start':
    case 'none':
      return { kind: 'wait' };
  }
}

/** Full jitter between the least delay and one that doubles with every failure, capped (1 s … 60 s). */
function backoff({ failures, random, limits }: RestartQuestion): RestartDecision {
  // 2^30 is past every cap; more would overflow to Infinity and jitter to NaN.
  const ceiling = Math.min(limits.maxMs, limits.minMs * 2 ** Math.min(failures, 30));
  const delayMs = limits.minMs + random * Math.max(0, ceiling - limits.minMs);
  return { kind: 'after', delayMs: Math.round(delayMs), atOnce: false };
}
