/** The lateness of the main thread: none when idle, what blocked it when it was blocked. */
import { afterEach, describe, expect, it } from 'vitest';
import { watchEventLoopDelay, type EventLoopDelay } from '../../../src-main/health/event-loop-delay.ts';
import { until } from '../../support/until.ts';

describe('event loop delay', () => {
  let delay: EventLoopDelay | undefined;
  afterEach(() => delay?.dispose());

  const afterTimers = () => new Promise((resolve) => setTimeout(resolve, 250));

  it('OBS-1 shows a block of the main thread, and forgets it once told', async () => {
    const watched = watchEventLoopDelay();
    delay = watched;
    await afterTimers();
    const from = performance.now();
    while (performance.now() - from < 600);
    await afterTimers();
    expect(watched.p99Ms()).toBeGreaterThan(300);
    await until(() => watched.p99Ms() < 300, { what: 'an idle loop again' });
  });
});
