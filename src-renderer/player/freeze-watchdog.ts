/**
 * Notices what the player itself does not report: the picture stands still although footage is buffered (a broken
 * group of pictures makes the decoder wait for ever, without any error event). Pure; fed about twice a second.
 */
export interface PlayingSample {
  /** Monotonic ms. */
  readonly nowMs: number;
  readonly currentTimeS: number;
  /** Wants to play: not paused, not seeking, not at the end. */
  readonly playing: boolean;
  /** Seconds buffered ahead of the current time. */
  readonly bufferedAheadS: number;
}

export const FREEZE_AFTER_MS = 3_000;
const ENOUGH_BUFFERED_S = 0.5;

export class FreezeWatchdog {
  #stillSince: number | undefined;
  #lastTimeS = Number.NaN;

  /** True once when the time has not moved for 3 s while there was something to play; then it counts anew. */
  observe(sample: PlayingSample): boolean {
    const moved = sample.currentTimeS !== this.#lastTimeS;
    this.#lastTimeS = sample.currentTimeS;
    if (moved || !sample.playing || sample.bufferedAheadS < ENOUGH_BUFFERED_S) {
      this.#stillSince = undefined;
      return false;
    }
    this.#stillSince ??= sample.nowMs;
    if (sample.nowMs - this.#stillSince < FREEZE_AFTER_MS) return false;
    this.#stillSince = undefined;
    return true;
  }
}
