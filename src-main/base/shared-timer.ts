/**
 * One timer for everybody who wants to be called at the same interval: they are called one after the other at one moment,
 * so that the process wakes once. The first call of each may come sooner than the interval. Owns no time of its own.
 */
import type { Clock, Timer } from './clock.ts';

interface Shared {
  readonly timer: Timer;
  readonly runs: Set<() => void>;
}

const sharedByClock = new WeakMap<Clock, Map<number, Shared>>();

/** Like `clock.every`, at the moments that all callers with this interval (ms) have in common. */
export function sharedEvery(clock: Clock, intervalMs: number, run: () => void): Timer {
  let ofClock = sharedByClock.get(clock);
  if (!ofClock) sharedByClock.set(clock, (ofClock = new Map()));
  let shared = ofClock.get(intervalMs);
  if (!shared) {
    const runs = new Set<() => void>();
    const timer = clock.every(intervalMs, () => {
      for (const each of runs) each();
    });
    ofClock.set(intervalMs, (shared = { timer, runs }));
  }
  const { runs, timer } = shared;
  // The same function twice is two wishes.
  const mine = () => run();
  runs.add(mine);
  return {
    cancel: () => {
      if (!runs.delete(mine) || runs.size > 0) return;
      timer.cancel();
      ofClock.delete(intervalMs);
    },
  };
}
