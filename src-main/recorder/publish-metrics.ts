/** The Prometheus text of this recorder (OBS-2): one picture of all figures per scrape, taken when somebody asks. */
import type { CameraFigures, Figures } from '../metrics/figures.ts';
import { Metrics } from '../metrics/metrics.ts';
import { publishRecorderMetrics } from '../metrics/recorder-metrics.ts';
import type { AnswerParts } from './answer-parts.ts';

type Parts = Pick<AnswerParts, 'ground' | 'side' | 'viewing' | 'watch'>;

export function publishMetrics(parts: Parts): () => Promise<Response> {
  const metrics = new Metrics();
  let figures = figuresOf(parts);
  publishRecorderMetrics(metrics, () => figures);
  return async () => {
    figures = figuresOf(parts);
    return new Response(await metrics.text(), { headers: { 'content-type': metrics.contentType } });
  };
}

function figuresOf(parts: Parts): Figures {
  const { ground, side, watch } = parts;
  const storage = watch.storage();
  const problems = watch.problems();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    now: ground.clock.now(),
    version: ground.options.version,
    cameras: camerasOf(parts),
    slugs: new Map(side.registry.list().map(({ id, slug }) => [id, slug])),
    problems: {
      warn: problems.filter(({ severity }) => severity === 'warn').length,
      bad: problems.filter(({ severity }) => severity === 'bad').length,
    },
    ...(storage && { storage }),
    volumes: watch.volumes(),
    eventLoopDelayP99Ms: watch.eventLoopDelayP99Ms(),
    process: {
      startedAt: ground.startedAt,
      residentBytes: rss,
      heapUsedBytes: heapUsed,
      cpuSeconds: (user + system) / 1e6,
    },
  };
}

function camerasOf({ ground, side, viewing, watch }: Parts): CameraFigures[] {
  const arrivals = watch.arrivals();
  return side.registry.status().flatMap((status) => {
    const camera = ground.catalogue.cameras.byId(status.id);
    if (!camera) return [];
    const { number, slug } = camera;
    const newestFootageAt = viewing.newestFootageAt(number);
    const openFileSince = viewing.openFileSince(number);
    const lostPackets = side.pulls.stats(camera.id, 'main')?.lostPackets;
    return [
      {
        slug,
        status,
        arrival: arrivals.get(status.id) ?? { state: 'not-wanted' as const },
        queue: side.ingest.queueOf(number),
        runEnds: side.runEnds.of(number),
        bySource: side.ingest.countersBySource(number),
        ...(newestFootageAt !== undefined && { newestFootageAt }),
        ...(openFileSince !== undefined && { openFileSince }),
        ...(lostPackets !== undefined && { lostPackets }),
      },
    ];
  });
}
