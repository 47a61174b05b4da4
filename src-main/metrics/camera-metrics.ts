/** What is published about each camera (OBS-2, ING-7), under its slug. The seven names of ING-7 are what operators know. */
import { cameraStates, type CameraCounters, type SourceCounters } from '../../shared/model/camera-status.ts';
import type { CameraFigures, ReadFigures } from './figures.ts';
import type { MetricDefinition, Metrics, Sample } from './metrics.ts';

const counters: readonly [keyof CameraCounters, name: string, help: string][] = [
  ['manifestIngestCount', 'manifest_ingest_count', 'Files that came into the catalogue by a manifest row'],
  ['watcherIngestCount', 'watcher_ingest_count', 'Files that came into the catalogue by their folder'],
  [
    'manifestParseErrors',
    'manifest_parse_errors',
    'Manifest rows that were skipped because they made no sense',
  ],
  ['probeRetryCount', 'probe_retry_count', 'Probes that were tried again'],
  ['probeDeferredCount', 'probe_deferred_count', 'Files whose probe was put off'],
  ['probeFinalFailCount', 'probe_final_fail_count', 'Files that could not be read in the end'],
  ['reconnectCount', 'watchpost_reconnects_total', 'Reconnects to the camera'],
  ['stallCount', 'watchpost_stalls_total', 'Times the camera stopped sending pictures'],
];

const bySource: readonly [keyof SourceCounters, name: string, help: string][] = [
  [
    'ingestCount',
    'watchpost_ingested_files_total',
    'Files that came into the catalogue, by how they were noticed',
  ],
  [
    'probeRetryCount',
    'watchpost_probe_retries_total',
    'Probes that were tried again, by how the file was noticed',
  ],
  [
    'probeDeferredCount',
    'watchpost_probes_deferred_total',
    'Probes that were put off, by how the file was noticed',
  ],
  [
    'probeFinalFailCount',
    'watchpost_probe_failures_total',
    'Unreadable in the end, by how the file was noticed',
  ],
];

export function publishCameras(metrics: Metrics, read: ReadFigures): void {
  for (const [field, name, help] of counters) {
    metrics.counter(perCamera({ name, help }, read, ({ status }) => status.counters[field]));
  }
  for (const [field, name, help] of bySource) {
    metrics.counter(
      perCamera({ name, help, labelNames: ['source'] }, read, (camera) =>
        Object.entries(camera.bySource).map(([source, counts]) => ({
          labels: { source },
          value: counts[field],
        })),
      ),
    );
  }
  publishRecording(metrics, read);
  publishStream(metrics, read);
}

function publishRecording(metrics: Metrics, read: ReadFigures): void {
  const gauge = (name: string, help: string, pick: PickOne) =>
    metrics.gauge(perCamera({ name, help }, read, pick));
  gauge('watchpost_camera_recording', '1 while the camera is being recorded', ({ status }) =>
    Number(status.recording),
  );
  gauge(
    'watchpost_camera_footage_arriving',
    '1 while footage reaches the disk, 0 while it should and does not; absent where nothing is wanted or it has just begun',
    ({ arrival }) => (arrival.state === 'arriving' ? 1 : arrival.state === 'missing' ? 0 : undefined),
  );
  gauge(
    'watchpost_camera_footage_age_seconds',
    'Time since the end of the newest footage, the growing file included',
    ({ newestFootageAt }, now) =>
      newestFootageAt === undefined ? undefined : Math.max(0, now - newestFootageAt) / 1_000,
  );
  gauge(
    'watchpost_camera_open_file_age_seconds',
    'Length of the file that is being written',
    ({ openFileSince }, now) =>
      openFileSince === undefined ? undefined : Math.max(0, now - openFileSince) / 1_000,
  );
  metrics.gauge(
    perCamera(
      { name: 'watchpost_camera_state', help: '1 for the state the camera is in', labelNames: ['state'] },
      read,
      ({ status }) =>
        cameraStates.map((state) => ({ labels: { state }, value: Number(status.state === state) })),
    ),
  );
  const queue = 'Finished files that are not on the timeline yet';
  metrics.gauge(
    perCamera(
      { name: 'watchpost_ingest_queue_files', help: queue, labelNames: ['state'] },
      read,
      ({ queue: files }) => Object.entries(files).map(([state, value]) => ({ labels: { state }, value })),
    ),
  );
  const ends = 'Runs of the recorder that ended, by reason, since Watchpost was started';
  metrics.counter(
    perCamera({ name: 'watchpost_run_ends_total', help: ends, labelNames: ['reason'] }, read, ({ runEnds }) =>
      runEnds.map(({ reason, count }) => ({ labels: { reason }, value: count })),
    ),
  );
}

function publishStream(metrics: Metrics, read: ReadFigures): void {
  const gauge = (name: string, help: string, pick: PickOne) =>
    metrics.gauge(perCamera({ name, help }, read, pick));
  gauge(
    'watchpost_camera_receive_bytes_per_second',
    'Measured data rate of the main stream',
    ({ status }) => status.stream && status.stream.bitrateBps / 8,
  );
  gauge(
    'watchpost_camera_frames_per_second',
    'Measured frame rate of the main stream',
    ({ status }) => status.stream?.fps,
  );
  gauge(
    'watchpost_camera_gop_seconds',
    'Measured distance of key frames of the main stream',
    ({ status }) => status.stream?.gopSeconds,
  );
  gauge(
    'watchpost_camera_lost_packets',
    'Packets that never came, in the present connection',
    ({ lostPackets }) => lostPackets,
  );
}

type Picked = number | undefined | readonly Sample[];
type PickOne = (camera: CameraFigures, now: number) => number | undefined;

/** A family with one value per camera, or some per camera with labels of their own. */
function perCamera(
  { name, help, labelNames = [] }: Omit<MetricDefinition, 'read'>,
  read: ReadFigures,
  pick: (camera: CameraFigures, now: number) => Picked,
): MetricDefinition {
  return {
    name,
    help,
    labelNames: ['camera', ...labelNames],
    read: () => {
      const { cameras, now } = read();
      return cameras.flatMap((camera) => {
        const picked = pick(camera, now);
        const samples = typeof picked === 'number' ? [{ value: picked }] : (picked ?? []);
        return samples.map(({ labels, value }: Sample) => ({
          labels: { camera: camera.slug, ...labels },
          value,
        }));
      });
    },
  };
}
