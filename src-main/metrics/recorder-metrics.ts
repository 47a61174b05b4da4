/** Everything that the recorder publishes (OBS-2). Names and units as Prometheus has them: seconds, bytes, ratios, `_total`. */
import { publishCameras } from './camera-metrics.ts';
import type { ReadFigures } from './figures.ts';
import type { Metrics } from './metrics.ts';
import { publishStorage } from './storage-metrics.ts';

export function publishRecorderMetrics(metrics: Metrics, read: ReadFigures): void {
  publishCameras(metrics, read);
  publishStorage(metrics, read);
  publishProcess(metrics, read);
}

function publishProcess(metrics: Metrics, read: ReadFigures): void {
  metrics.gauge({
    name: 'watchpost_problems',
    help: 'Problems on the Health page now',
    labelNames: ['severity'],
    read: () => Object.entries(read().problems).map(([severity, value]) => ({ labels: { severity }, value })),
  });
  metrics.gauge({
    name: 'watchpost_info',
    help: 'Always 1; the version is its label',
    labelNames: ['version'],
    read: () => [{ labels: { version: read().version }, value: 1 }],
  });
  metrics.gauge({
    name: 'watchpost_event_loop_delay_p99_seconds',
    help: 'How late the main thread runs its timers: 99th percentile of the last minute or half of it',
    read: () => [{ value: read().eventLoopDelayP99Ms / 1_000 }],
  });
  metrics.gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the main process',
    read: () => [{ value: read().process.residentBytes }],
  });
  metrics.gauge({
    name: 'nodejs_heap_size_used_bytes',
    help: 'Heap of the main process in use',
    read: () => [{ value: read().process.heapUsedBytes }],
  });
  metrics.counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the main process, its threads included',
    read: () => [{ value: read().process.cpuSeconds }],
  });
  metrics.gauge({
    name: 'process_start_time_seconds',
    help: 'When Watchpost was started, in seconds since 1970',
    read: () => [{ value: read().process.startedAt / 1_000 }],
  });
}
