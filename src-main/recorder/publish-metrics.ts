/** The Prometheus text of this recorder (OBS-2): figures are read when somebody asks. */
import { Metrics } from '../metrics/metrics.ts';
import { publishRecorderMetrics } from '../metrics/recorder-metrics.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';
import type { Watch } from './watch.ts';

export function publishMetrics({ catalogue }: Ground, { registry, ingest }: RecordingSide, watch: Watch) {
  const metrics = new Metrics();
  publishRecorderMetrics(metrics, {
    cameras: () =>
      registry.status().flatMap((status) => {
        const camera = catalogue.cameras.byId(status.id);
        if (!camera) return [];
        return [{ slug: camera.slug, status, bySource: ingest.countersBySource(camera.number) }];
      }),
    storage: () => watch.storage(),
    eventLoopDelayP99Ms: () => watch.eventLoopDelayP99Ms(),
  });
  return async (): Promise<Response> =>
    new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
}
