/** Arithmetic of the rows that look at frame numbers: which frame belongs to an instant, and how long frames took. Pure. */

/** The frame on the screen at a media time (ms from the first frame), in a loop of `loopFrames`. */
export function frameNumberAt(mediaMs: number, fps: number, loopFrames: number): number {
  // A hair of rounding must not show the frame before.
  const index = Math.floor((mediaMs * fps) / 1000 + 0.01);
  return ((index % loopFrames) + loopFrames) % loopFrames;
}

export interface SeekPlan {
  readonly startAt: number;
  readonly durationMs: number;
  readonly count: number;
  /** The same seed gives the same instants. */
  readonly seed: number;
}

const FRAME_MS = 40;
/** The very end of a file is no fair target: nothing follows it. */
const END_MS = 2_000;

/** Instants in the middle of frames, spread at random over the footage. */
export function seekInstants({ startAt, durationMs, count, seed }: SeekPlan): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const frame = Math.floor(((state / 2 ** 32) * (durationMs - END_MS)) / FRAME_MS);
    return startAt + (frame + 0.5) * FRAME_MS;
  });
}

export interface SeenFrame {
  readonly number: number;
  /** UTC ms. */
  readonly at: number;
}

/** Two clocks of one machine, read in whole ms. */
const CLOCK_SLACK_MS = 2;

/**
 * How long each drawn frame was on its way, ms. `sent` holds the same numbers over and over: the youngest sending before
 * the drawing counts. Frames that were never sent are left out.
 */
export function latencies(drawn: readonly SeenFrame[], sent: readonly SeenFrame[]): number[] {
  return drawn.flatMap(({ number, at }) => {
    const sending = sent.findLast((frame) => frame.number === number && frame.at <= at + CLOCK_SLACK_MS);
    return sending ? [at - sending.at] : [];
  });
}
