/** Which figures of the recorder are published, under which names (ING-7, STO-3). Reads snapshots; the recorder hands them in. */
import type { IngestSource } from '../../shared/model/camera.ts';
import type { CameraCounters, CameraStatus, SourceCounters } from '../../shared/model/camera-status.ts';
import { cameraStates } from '../../shared/model/camera-status.ts';
import type { StorageInfo } from '../../shared/model/storage.ts';
import type { Metrics, Sample } from './metrics.ts';

export interface RecorderFigures {
  /** One entry per camera, under its slug (frozen and free of user text). */
  cameras(): readonly {
    readonly slug: string;
    readonly status: CameraStatus;
    /** By the way a file was noticed. */
    readonly bySource?: Readonly<Record<IngestSource, SourceCounters>>;
  }[];
  /** As of the last look; undefined while the disk cannot be read. */
  storage(): StorageInfo | undefined;
  eventLoopDelayP99Ms?(): number;
}

const counters: readonly [keyof CameraCounters, name: string, help: string][] = [
  ['manifestIngestCount', 'manifest_ingest_count', 'Segments that came into the catalogue by a manifest row'],
  ['watcherIngestCount', 'watcher_ingest_count', 'Segments that came into the catalogue by their folder'],
  [
    'manifestParseErrors',
    'manifest_parse_errors',
    'Manifest rows that were skipped because they made no sense',
  ],
  ['probeRetryCount', 'probe_retry_count', 'Probes that were tried again'],
  ['probeDeferredCount', 'probe_deferred_count', 'Segments whose probe was put off'],
  ['probeFinalFailCount', 'probe_final_fail_count', 'Segments that could not be read in the end'],
  ['reconnectCount', 'reconnect_count', 'Reconnects to the camera'],
  ['stallCount', 'stall_count', 'Times the camera stopped sending pictures'],
];

const sourceCounters: readonly [keyof SourceCounters, name: string, help: string][] = [
  [
    'probeRetryCount',
    'probe_retry_count_by_source',
    'Probes that were tried again, by how the file was noticed',
  ],
  ['probeDeferredCount', 'probe_deferred_count_by_source', 'Probes put off, by how the file was noticed'],
  [
    'probeFinalFailCount',
    'probe_final_fail_count_by_source',
    'Unreadable in the end, by how the file was noticed',
  ],
];

export function publishRecorderMetrics(metrics: Metrics, figures: RecorderFigures): void {
  for (const [field, name, help] of counters) {
    metrics.counter({
      name,
      help,
      labelNames: ['camera'],
      read: () =>
        figures
          .cameras()
          .map(({ slug, status }) => ({ labels: { camera: slug }, value: status.counters[field] })),
    });
  }
  for (const [field, name, help] of sourceCounters) {
    metrics.counter({
      name,
      help,
      labelNames: ['camera', 'source'],
      read: () =>
        figures.cameras().flatMap(({ slug, bySource }) =>
          Object.entries(bySource ?? {}).map(([source, counts]) => ({
            labels: { camera: slug, source },
            value: counts[field],
          })),
        ),
    });
  }
  metrics.gauge({
    name: 'camera_recording',
    help: '1 while the camera is being recorded',
    labelNames: ['camera'],
    read: () =>
      figures
        .cameras()
        .map(({ slug, status }) => ({ labels: { camera: slug }, value: Number(status.recording) })),
  });
  metrics.gauge({
    name: 'camera_state',
    help: '1 for the state the camera is in',
    labelNames: ['camera', 'state'],
    read: () =>
      figures.cameras().flatMap(({ slug, status }) =>
        cameraStates.map((state) => ({
          labels: { camera: slug, state },
          value: Number(status.state === state),
        })),
      ),
  });
  publishStorage(metrics, figures);
  const { eventLoopDelayP99Ms } = figures;
  if (eventLoopDelayP99Ms) {
    metrics.gauge({
      name: 'event_loop_delay_p99_ms',
      help: 'How late the main thread runs its timers',
      read: () => [{ value: eventLoopDelayP99Ms() }],
    });
  }
}

function publishStorage(metrics: Metrics, figures: RecorderFigures): void {
  const gauge = (name: string, help: string, pick: (info: StorageInfo) => number | undefined) =>
    metrics.gauge({
      name,
      help,
      read: () => {
        const info = figures.storage();
        const value = info && pick(info);
        return value === undefined ? [] : ([{ value }] satisfies Sample[]);
      },
    });
  gauge('storage_total_bytes', 'Size of the recording disk', (info) => info.totalBytes);
  gauge('storage_available_bytes', 'Room left on the recording disk', (info) => info.availableBytes);
  gauge('storage_used_percent', 'How full the recording disk is', (info) => info.usedPercent);
  gauge('storage_write_bytes_per_second', 'Measured write rate', (info) => info.writeBytesPerSecond);
  gauge('storage_full_in_days', 'Days until the disk is full at this rate', (info) => info.fullInDays);
}
