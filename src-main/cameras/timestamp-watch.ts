/**
 * Finds time stamps that no player could follow (recording.md §5, TS_FAULT): media time that leaves wall time by more
 * than 5 s within 10 s, or a flood of "Non-monotonous DTS". A camera that merely lies about its frame rate drifts slowly
 * and is none; nor is the pause of a stall. Pure over the times it is told (monotonic ms).
 */
const JUMP_MS = 5_000;
const WINDOW_MS = 10_000;
const WARNINGS_MAX = 100;
/** So long after the first block media time catches up with the ring, up to a GOP faster than the wall clock. */
const SETTLE_MS = 3_000;

interface Sample {
  readonly at: number;
  readonly aheadMs: number;
}

export class TimestampWatch {
  #samples: Sample[] = [];
  #warnings: number[] = [];
  #lastOutTimeMs: number | undefined;
  #settledAt: number | undefined;

  /** One progress block; true = the time stamps jumped. */
  progress(at: number, outTimeMs: number | undefined): boolean {
    if (outTimeMs === undefined || outTimeMs === this.#lastOutTimeMs) return false;
    this.#lastOutTimeMs = outTimeMs;
    this.#settledAt ??= at + SETTLE_MS;
    if (at < this.#settledAt) return false;
    const aheadMs = outTimeMs - at;
    this.#samples = this.#samples.filter((sample) => sample.at > at - WINDOW_MS);
    this.#samples.push({ at, aheadMs });
    return this.#samples.some((sample) => Math.abs(aheadMs - sample.aheadMs) > JUMP_MS);
  }

  /** One "Non-monotonous DTS" warning (`count` when collapsed); true = more than 100 within 10 s. */
  nonMonotonous(at: number, count = 1): boolean {
    this.#warnings = this.#warnings.filter((time) => time > at - WINDOW_MS);
    for (let n = 0; n < Math.min(count, WARNINGS_MAX + 1); n += 1) this.#warnings.push(at);
    return this.#warnings.length > WARNINGS_MAX;
  }

  /** The camera paused: what follows may lag behind without being a fault, and catches up with the ring again. */
  paused(): void {
    this.#samples = [];
    this.#settledAt = undefined;
  }
}
