/**
 * Which frames of the main stream were put on a socket, and when: the ground truth that recordings are compared with.
 * A ring of fixed size; the oldest entries are forgotten. Never says whether the other side received anything.
 */
import { positionOf, type FramePosition } from './schedule.ts';

export interface SentFrame extends FramePosition {
  /** UTC ms at which the frame was put on a socket. */
  readonly at: number;
}

export class SendLog {
  readonly #indexes: Float64Array;
  readonly #times: Float64Array;
  #count = 0;

  constructor(capacity: number) {
    this.#indexes = new Float64Array(capacity);
    this.#times = new Float64Array(capacity);
  }

  push(index: number, atMs: number): void {
    const slot = this.#count % this.#indexes.length;
    this.#indexes[slot] = index;
    this.#times[slot] = atMs;
    this.#count += 1;
  }

  /** Frames sent in [fromMs, toMs], oldest first. */
  between(fromMs: number, toMs: number): SentFrame[] {
    const capacity = this.#indexes.length;
    const found: SentFrame[] = [];
    for (let entry = Math.max(0, this.#count - capacity); entry < this.#count; entry++) {
      const at = this.#times[entry % capacity] ?? 0;
      if (at >= fromMs && at <= toMs) found.push({ ...positionOf(this.#indexes[entry % capacity] ?? 0), at });
    }
    return found;
  }
}
