/** A wait that anybody can end early: the pause between two attempts. Never rejects; one wait at a time. */
import type { Clock, Timer } from '../base/clock.ts';

export class WakeableWait {
  readonly #clock: Clock;
  #end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `delayMs`, or only when woken if that is undefined. */
  wait(delayMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      this.#end = () => {
        timer?.cancel();
        this.#end = undefined;
        resolve();
      };
      if (delayMs !== undefined) timer = this.#clock.after(delayMs, this.#end);
    });
  }

  /** Ends the wait, if there is one. */
  wake(): void {
    this.#end?.();
  }
}
