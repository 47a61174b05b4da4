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
