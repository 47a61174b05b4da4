/** How late the main thread is, as the Health page shows it. A late main thread is noticed before footage suffers. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface EventLoopDelay {
  /** 99th percentile of the lateness since the last call, in ms. */
  p99Ms(): number;
  dispose(): void;
}

/** How often it looks, ms. Every look wakes the process: at 10 ms that alone cost as much as recording a camera. */
const RESOLUTION_MS = 100;

export function watchEventLoopDelay(): EventLoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    p99Ms: () => {
      // The histogram holds whole intervals; what is beyond the asked one is lateness.
      const lateMs = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
      histogram.reset();
      return Number.isFinite(lateMs) ? Math.max(0, lateMs) : 0;
    },
    dispose: () => void histogram.disable(),
  };
}
