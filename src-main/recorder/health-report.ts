/** The Health page's snapshot: problems with advice first, then counters, last runs and unreadable files. */
import type { HealthReport } from '../../shared/contract/names.ts';
import type { CameraCounters } from '../../shared/model/camera-status.ts';
import { pipelineOf } from '../health/pipeline.ts';
import type { AnswerParts } from './answer-parts.ts';

const LAST_RUNS = 5;

export function healthReport({ ground, side, viewing, watch }: AnswerParts): HealthReport {
  const { catalogue, clock } = ground;
  const now = clock.now();
  const arrivals = watch.arrivals();
  const cameras = side.registry.status().flatMap((status) => {
    const camera = catalogue.cameras.byId(status.id);
    if (!camera) return [];
    const lastRuns = catalogue.runs.lastOf(camera.number, LAST_RUNS).map((run) => ({
      runId: run.id,
      startedAt: run.startedAt,
      ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
      ...(run.endReason !== undefined && { endReason: run.endReason }),
      segments: catalogue.segments.countOfRun(run.id),
    }));
    const { counters } = status;
    const bySource = side.ingest.countersBySource(camera.number);
    const ingestSource = side.ingest.sourceOf(camera.number);
    const queue = side.ingest.queueOf(camera.number);
    const newestFootageAt = viewing.newestFootageAt(camera.number);
    const arrival = arrivals.get(status.id) ?? { state: 'not-wanted' };
    const pipeline = pipelineOf({
      status,
      stream: side.pulls.stats(camera.id, 'main'),
      arrival,
      queue,
      unreadable: catalogue.quarantine.ofCamera(camera.number).length,
      now,
    });
    return [
      {
        cameraId: camera.id,
        counters,
        lastRuns,
        queueLength: queue.waiting + queue.deferred,
        queue,
        pipeline,
        arrival,
        ...(newestFootageAt !== undefined && { newestFootageAt }),
        ingestSource,
        bySource,
      },
    ];
  });
  return {
    problems: watch.problems(),
    cameras,
    totals: cameras.map(({ counters }) => counters).reduce(sumOf, nothing),
    quarantine: catalogue.quarantine
      .list()
      .map(({ original, reason, at }) => ({ file: original, reason, at })),
    unlisted: side.ingest.unlistedFiles().map(({ file, cameraNumber }) => {
      const camera = catalogue.cameras.byNumber(cameraNumber);
      const isSetUp = camera && catalogue.cameras.byId(camera.id) !== undefined;
      return isSetUp ? { file, cameraId: camera.id } : { file };
    }),
    eventLoopDelayP99Ms: watch.eventLoopDelayP99Ms(),
  };
}

const nothing: CameraCounters = {
  manifestIngestCount: 0,
  watcherIngestCount: 0,
  manifestParseErrors: 0,
  probeRetryCount: 0,
  probeDeferredCount: 0,
  probeFinalFailCount: 0,
  reconnectCount: 0,
  stallCount: 0,
};

function sumOf(a: CameraCounters, b: CameraCounters): CameraCounters {
  return {
    manifestIngestCount: a.manifestIngestCount + b.manifestIngestCount,
    watcherIngestCount: a.watcherIngestCount + b.watcherIngestCount,
    manifestParseErrors: a.manifestParseErrors + b.manifestParseErrors,
    probeRetryCount: a.probeRetryCount + b.probeRetryCount,
    probeDeferredCount: a.probeDeferredCount + b.probeDeferredCount,
    probeFinalFailCount: a.probeFinalFailCount + b.probeFinalFailCount,
    reconnectCount: a.reconnectCount + b.reconnectCount,
    stallCount: a.stallCount + b.stallCount,
  };
}
