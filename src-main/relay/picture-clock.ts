/**
 * Gives pictures their wall-clock time: RTP increments anchored to arrival. Steady like the camera's clock, true like
 * ours; follows drift slowly, starts anew after a jump of either clock.
 */

/** Farther apart than this, one of the clocks jumped. */
const JUMP_MS = 2_000;
/** Share of the distance taken per picture, and of the picture's length at most: time never runs backwards by it. */
const FOLLOW = 0.05;

export class PictureClock {
  readonly #ticksPerMs: number;
  #timestamp: number | undefined;
  /** Unwrapped RTP time in ms, and what must be added to it for UTC ms. */
  #rtpMs = 0;
  #offsetMs = 0;

  constructor(clockRate: number) {
    this.#ticksPerMs = clockRate / 1000;
  }

  /** UTC µs of a picture with this RTP time stamp that arrived at `arrivedAt` (UTC ms). */
  timeUs(timestamp: number, arrivedAt: number): number {
    const stepMs = this.#timestamp === undefined ? 0 : ((timestamp - this.#timestamp) | 0) / this.#ticksPerMs;
    this.#rtpMs += stepMs;
    const distance = arrivedAt - (this.#rtpMs + this.#offsetMs);
    if (this.#timestamp === undefined || Math.abs(distance) > JUMP_MS)
      this.#offsetMs = arrivedAt - this.#rtpMs;
    else {
      const limit = Math.abs(stepMs) * FOLLOW;
      this.#offsetMs += Math.max(-limit, Math.min(limit, distance * FOLLOW));
    }
    this.#timestamp = timestamp;
    return Math.round((this.#rtpMs + this.#offsetMs) * 1000);
  }
}
