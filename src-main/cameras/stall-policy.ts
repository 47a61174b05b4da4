/**
 * When a run counts as stalled (REC-6, REC-14). Pure.
 * The relay ends a silent pull by itself after 15 s; here is what is shown before, and what a file that does not grow means.
 */
import { STALL_ENDS_RUN_MS, STALL_SHOWN_MS } from '../../shared/model/limits.ts';

/** FFmpeg looks at the stream for up to 2 s (-analyzeduration) before it opens the first file. */
const ANALYSIS_MS = 2_000;
/** Starting a process on a loaded PC; below this a slow start would be taken for a dead camera. */
const FIRST_GROWTH_FLOOR_MS = 8_000;

/** True while no byte came for 3 s: what the operator sees as `stalled`. */
export function isShownStalled(lastByteAgoMs: number): boolean {
  return lastByteAgoMs >= STALL_SHOWN_MS;
}

/** How long after FFmpeg's start the first file must have grown: its analysis and two GOPs. */
export function firstGrowthLimitMs(gopSeconds: number): number {
  return Math.max(FIRST_GROWTH_FLOOR_MS, ANALYSIS_MS + 2 * gopSeconds * 1000);
}

export interface GrowthQuestion {
  readonly gopSeconds: number;
  readonly sinceStartMs: number;
  /** Undefined until the file grew for the first time. */
  readonly sinceGrowthMs?: number | undefined;
}

/** True when the recorder must be ended because its file does not grow (fragments come at least every second). */
export function fileStandsStill(question: GrowthQuestion): boolean {
  if (question.sinceGrowthMs === undefined)
    return question.sinceStartMs > firstGrowthLimitMs(question.gopSeconds);
  return question.sinceGrowthMs > STALL_ENDS_RUN_MS;
}
