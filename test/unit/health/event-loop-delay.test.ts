/** The lateness of the main thread: none when idle, what blocked it when it was blocked. */
import { afterEach, describe, expect, it } from 'vitest';
import { watchEventLoopDelay, type EventLoopDelay } from '../../../src-main/health/event-loop-delay.ts';
import { until } from '../../support/until.ts';

describe('event loop delay', () => {
  let delay: EventLoopDelay | undefined;
  afterEach(() => delay?.dispose());

  it('OBS-1 shows a block of the main thread, and forgets it once told', async () => {
    delay = watchEventLoopDelay();
    const watched = delay;
    await until(() => watched.p99Ms() < 300, { what: 'an idle loop' });
    const blockedMs = await until(() => {
      const from = performance.now();
      while (performance.now() - from < 600);
      return new Promise<number>((resolve) => setTimeout(() => resolve(watched.p99Ms()), 250));
    });
    expect(blockedMs).toBeGreaterThan(300);
    await until(() => watched.p99Ms() < 300, { what: 'an idle loop again' });
  });
});
