/** Decides when a camera is silent. Its own lateness is not the camera's silence: a blocked loop accuses nobody. */
import type { PullError } from './pull-errors.ts';

/** A check that comes later than this after the one before was held up by ourselves. */
const LATE_MS = 2_000;
/** How often `check` is meant to be called. */
export const STALL_CHECK_MS = 1_000;

export class StallWatch {
  readonly #stallMs: number;
  #checkedAt: number;
  #bytes = -1;
  #bytesAt: number;
  #pictures = -1;
  #picturesAt: number;

  /** Times are monotonic ms. */
  constructor(stallMs: number, nowMs: number) {
    this.#stallMs = stallMs;
    this.#checkedAt = nowMs;
    this.#bytesAt = nowMs;
    this.#picturesAt = nowMs;
  }

  /** Bytes and pictures are totals so far. Pictures may pause twice as long: sound or reports may go on without them. */
  check(nowMs: number, bytes: number, pictures: number): PullError | undefined {
    const late = nowMs - this.#checkedAt;
    if (late > LATE_MS) {
      this.#bytesAt = Math.min(nowMs, this.#bytesAt + late - STALL_CHECK_MS);
      this.#picturesAt = Math.min(nowMs, this.#picturesAt + late - STALL_CHECK_MS);
    }
    this.#checkedAt = nowMs;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#bytesAt = nowMs;
    }
    if (pictures !== this.#pictures) {
      this.#pictures = pictures;
      this.#picturesAt = nowMs;
    }
    if (nowMs - this.#bytesAt > this.#stallMs) {
      return { code: 'stalled', detail: `no byte for ${Math.round(nowMs - this.#bytesAt)} ms` };
    }
    if (nowMs - this.#picturesAt > 2 * this.#stallMs) {
      return { code: 'stalled', detail: `no picture for ${Math.round(nowMs - this.#picturesAt)} ms` };
    }
    return undefined;
  }

  /** ms since the last byte, as far as the last check knows. */
  silentMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#bytesAt);
  }
}
