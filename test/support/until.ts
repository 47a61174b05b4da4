/** Waits for a condition instead of for a time: asks again and again until it holds or the time is up. */
import { setTimeout as delay } from 'node:timers/promises';

export interface UntilOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** What was waited for; part of the error. */
  readonly what?: string;
}

/** Resolves with the first truthy value of `condition` (default 10 s, asked every 20 ms); throws when time is up. */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<Exclude<NonNullable<T>, false | 0 | ''>> {
  const deadline = performance.now() + (options.timeoutMs ?? 10_000);
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<NonNullable<T>, false | 0 | ''>;
    if (performance.now() > deadline)
      throw new Error(
        `Waited ${options.timeoutMs ?? 10_000} ms in vain for ${options.what ?? condition.toString()}`,
      );
    await delay(options.intervalMs ?? 20);
  }
}
