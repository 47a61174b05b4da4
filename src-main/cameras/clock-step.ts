/**
 * Notices that the PC's clock was changed: wall clock and monotonic clock drifted apart by more than 2 s since the run
 * began (REC-2). FFmpeg names files by the wall clock and would overwrite silently; the run must end.
 */
import type { Clock } from '../base/clock.ts';
import { CLOCK_STEP_MS } from '../../shared/model/limits.ts';

export class ClockStepDetector {
  readonly #clock: Clock;
  readonly #baseline: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#baseline = clock.now() - clock.monotonicMs();
  }

  /** How far the wall clock moved against the monotonic one since construction, ms (negative = set back). */
  driftMs(): number {
    return this.#clock.now() - this.#clock.monotonicMs() - this.#baseline;
  }

  stepped(): boolean {
    return Math.abs(this.driftMs()) > CLOCK_STEP_MS;
  }
}
