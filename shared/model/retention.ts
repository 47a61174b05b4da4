/**
 * How long footage is kept, and what is held back from deletion: the operator's words as plain data. Days are whole days
 * of 24 h, sizes bytes, instants UTC ms. What is deleted by them is decided in `src-main/retention/retention-policy.ts`.
 */
import type { Span } from './coverage.ts';

/** The rules that hold for one camera, or the defaults for all. */
export interface RetentionRules {
  /** Footage older than this goes. */
  readonly keepDays: number;
  /** The camera's footage is at most this much; the oldest goes. No limit when absent. */
  readonly keepBytes?: number;
  /** Privacy: nothing older than this stays, bookmarks included; only a hold outranks it. No limit when absent. */
  readonly maxAgeDays?: number;
}

/** What one camera has of its own; null takes the default. */
export interface CameraRetention {
  readonly keepDays: number | null;
  readonly keepBytes: number | null;
  readonly maxAgeDays: number | null;
}

export const defaultCameraRetention: CameraRetention = { keepDays: null, keepBytes: null, maxAgeDays: null };

/** The rules of a camera: its own where it has some, the defaults for the rest. */
export function rulesOf(own: CameraRetention, defaults: RetentionRules): RetentionRules {
  const keepBytes = own.keepBytes ?? defaults.keepBytes;
  const maxAgeDays = own.maxAgeDays ?? defaults.maxAgeDays;
  return {
    keepDays: own.keepDays ?? defaults.keepDays,
    ...(keepBytes !== undefined && { keepBytes }),
    ...(maxAgeDays !== undefined && { maxAgeDays }),
  };
}

/** The days that the rules ask for: a maximum age below the days to keep cuts them short. */
export function askedDays(rules: RetentionRules): number {
  return Math.min(rules.keepDays, rules.maxAgeDays ?? Number.POSITIVE_INFINITY);
}

/** A range of some cameras that no rule deletes, with the reason somebody gave. Half open, as every range. */
export interface Hold extends Span {
  readonly id: string;
  readonly cameraIds: readonly string[];
  readonly reason: string;
  readonly createdAt: number;
  /** From then on it protects nothing any more; without it, until it is removed. */
  readonly expiresAt?: number;
  /** What it keeps on the disk now. */
  readonly bytes: number;
}

/** What retention would delete of one camera. */
export interface RetentionLoss extends Span {
  readonly cameraId: string;
  readonly files: number;
  readonly bytes: number;
}

/** What one camera is asked to keep, and what its disk will really hold (RET-6). */
export interface CameraPromise {
  readonly cameraId: string;
  readonly rules: RetentionRules;
  readonly askedDays: number;
  /** At the rate of the last 24 h, and of the last 7 days; absent until enough was measured. */
  readonly days24h?: number;
  readonly days7d?: number;
  /** The lesser of the two. */
  readonly heldDays?: number;
  /** False when the disk will hold less than asked. */
  readonly isKept: boolean;
}
