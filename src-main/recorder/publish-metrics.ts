/** The Prometheus text of this recorder (OBS-2): figures are read when somebody asks. */
import { Metrics } from '../metrics/metrics.ts';
import { publishRecorderMetrics } from '../metrics/recorder-metrics.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';
import type { Watch } from './watch.ts';

export function publishMetrics({ catalogue }: Ground, { registry }: RecordingSide, watch: Watch) {
  const metrics = new Metrics();
  publishRecorderMetrics(metrics, {
    cameras: () =>
      registry.status().flatMap((status) => {
        const slug = catalogue.cameras.byId(status.id)?.slug;
        return slug === undefined ? [] : [{ slug, status }];
      }),
    storage: () => watch.storage(),
    eventLoopDelayP99Ms: () => watch.eventLoopDelayP99Ms(),
  });
  return async (): Promise<Response> =>
    new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
}
