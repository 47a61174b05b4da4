/** How late the main thread is, as the Health page and /metrics show it. A late main thread is noticed before footage suffers. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../base/clock.ts';

export interface EventLoopDelay {
  /** 99th percentile of the lateness lately, in ms; asking changes nothing, however many ask. */
  p99Ms(): number;
  dispose(): void;
}

/** How often it looks, ms. Every look wakes the process: at 10 ms that alone cost as much as recording a camera. */
const RESOLUTION_MS = 100;
/** What is told reaches back between one and two of these: long enough to be seen, short enough to be news. */
export const WINDOW_MS = 30_000;

export function watchEventLoopDelay(clock: Clock): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // The histogram holds whole intervals; what is beyond the asked one is lateness.
  const currentMs = () => {
    const lateMs = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
    return Number.isFinite(lateMs) ? Math.max(0, lateMs) : 0;
  };
  let beforeMs = 0;
  const turn = clock.every(WINDOW_MS, () => {
    beforeMs = currentMs();
    histogram.reset();
  });
  return {
    p99Ms: () => Math.max(beforeMs, currentMs()),
    dispose: () => {
      turn.cancel();
      histogram.disable();
    },
  };
}
