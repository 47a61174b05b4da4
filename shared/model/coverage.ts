/** Footage and gaps as half-open intervals [from, to) in UTC ms. */
import type { GapReason } from './end-reason.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Gap extends Span {
  readonly reason: GapReason;
}

export interface CameraTimeline {
  readonly cameraId: string;
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
  readonly events: readonly never[];
  /** How far the file that is being written can be played, if one is. */
  readonly playableUntil?: number;
}

/** A part of a day's picture: recorded, or missing for a reason. What is in no part was not wanted, or is yet to come. */
export interface DayPart extends Span {
  readonly what: 'recorded' | GapReason;
}

/** One local day of one camera, up to now. */
export interface CoverageDay extends Span {
  /** YYYY-MM-DD in the zone that was asked for. */
  readonly date: string;
  readonly recordedMs: number;
  readonly enabledMs: number;
  /** Missing on purpose: by schedule, or stopped by hand. */
  readonly onPurposeMs: number;
  /** Of what was wanted, as `coverage.get` has it. */
  readonly percent: number;
  /** The reason most of the missing time has; what was on purpose only when there is no other. */
  readonly worst?: { readonly reason: GapReason; readonly durationMs: number };
  /** The day in at most 96 parts; a gap of a second is one of them. */
  readonly parts: readonly DayPart[];
}
