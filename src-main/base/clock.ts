/**
 * The door to time. Everything that waits or asks the time takes a Clock, so that tests can own it.
 * Never reads a zone: instants are UTC milliseconds, durations monotonic milliseconds.
 */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall clock, UTC ms. Steps when the operator changes the PC's time. */
  now(): number;
  /** Monotonic ms; only differences mean anything. */
  monotonicMs(): number;
  after(delayMs: number, run: () => void): Timer;
  every(intervalMs: number, run: () => void): Timer;
  /** Resolves after delayMs, or at once when the signal is aborted (never rejects: the caller looks at its signal). */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  every: (intervalMs, run) => {
    const timer = setInterval(run, intervalMs);
    return { cancel: () => clearInterval(timer) };
  },
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      signal?.addEventListener('abort', done, { once: true });
    }),
};
