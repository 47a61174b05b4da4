/**
 * A clock that stands still until it is told to go on: timers fire in order, and whatever they set off (promises) runs
 * before the next one. The wall clock can be stepped without the monotonic one, as an operator does.
 */
import type { Clock, Timer } from '../../src-main/base/clock.ts';

interface Pending {
  at: number;
  readonly order: number;
  readonly everyMs?: number;
  readonly run: () => void;
}

export class FakeClock implements Clock {
  #monotonic = 1_000;
  #wallOffset: number;
  #order = 0;
  readonly #pending = new Set<Pending>();

  constructor(startAt = Date.UTC(2026, 10, 21, 12, 0, 0)) {
    this.#wallOffset = startAt - this.#monotonic;
  }

  now(): number {
    return Math.round(this.#monotonic + this.#wallOffset);
  }

  monotonicMs(): number {
    return this.#monotonic;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.#add({ at: this.#monotonic + Math.max(0, delayMs), order: (this.#order += 1), run });
  }

  every(intervalMs: number, run: () => void): Timer {
    const at = this.#monotonic + intervalMs;
    return this.#add({ at, order: (this.#order += 1), everyMs: intervalMs, run });
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = this.after(delayMs, resolve);
      signal?.addEventListener('abort', () => (timer.cancel(), resolve()), { once: true });
    });
  }

  /** Lets time pass; resolves when everything that was due has run, promises included. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#monotonic = Math.max(this.#monotonic, next.at);
      if (next.everyMs === undefined) this.#pending.delete(next);
      else next.at += next.everyMs;
      next.run();
      await settle();
    }
    this.#monotonic = end;
  }

  /** The operator (or NTP) changes the PC's clock. */
  stepWallClock(byMs: number): void {
    this.#wallOffset += byMs;
  }

  /** Timers that are still set; a test that disposed everything expects 0. */
  get timers(): number {
    return this.#pending.size;
  }

  #add(pending: Pending): Timer {
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  #next(end: number): Pending | undefined {
    const due = [...this.#pending].filter((pending) => pending.at <= end);
    return due.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}

/** Lets promises and file operations that are already under way come to their end. */
export async function settle(turns = 10): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
