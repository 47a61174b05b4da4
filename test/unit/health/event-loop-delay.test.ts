/** The lateness of the main thread: what blocked it when it was blocked, to everybody who asks, and not for ever. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  watchEventLoopDelay,
  WINDOW_MS,
  type EventLoopDelay,
} from '../../../src-main/health/event-loop-delay.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';

describe('event loop delay', () => {
  let delay: EventLoopDelay | undefined;
  afterEach(() => delay?.dispose());

  it('OBS-1 shows a block of the main thread to whoever asks, and forgets it after a while', async () => {
    const clock = new FakeClock();
    const watched = watchEventLoopDelay(clock);
    delay = watched;
    const block = () => {
      const from = performance.now();
      while (performance.now() - from < 600);
    };
    // It is looked at every tenth of a second, so it takes a moment to begin and to see.
    const seen = () => {
      if (watched.p99Ms() > 300) return true;
      block();
      return false;
    };
    await until(seen, { what: 'the block to be seen', intervalMs: 150 });
    // The page and a scrape ask one after the other.
    expect(watched.p99Ms()).toBeGreaterThan(300);
    expect(watched.p99Ms()).toBeGreaterThan(300);
    await clock.advance(WINDOW_MS);
    expect(watched.p99Ms()).toBeGreaterThan(300);
    await clock.advance(WINDOW_MS);
    expect(watched.p99Ms()).toBeLessThan(300);
  });
});
