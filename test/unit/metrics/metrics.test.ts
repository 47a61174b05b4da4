import { describe, expect, it } from 'vitest';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import type { VolumeInfo } from '../../../shared/model/storage.ts';
import type { CameraFigures, Figures } from '../../../src-main/metrics/figures.ts';
import { Metrics } from '../../../src-main/metrics/metrics.ts';
import { publishRecorderMetrics } from '../../../src-main/metrics/recorder-metrics.ts';
import { parsePrometheus } from '../../support/prometheus-text.ts';

const status: CameraStatus = {
  id: 'a',
  status: 'connected',
  state: 'recording',
  recording: true,
  stream: {
    videoCodec: 'H264',
    codecString: 'avc1.64001f',
    width: 1280,
    height: 720,
    audioFlows: false,
    fps: 25,
    gopSeconds: 2,
    bitrateBps: 4_000_000,
  },
  counters: {
    manifestIngestCount: 20,
    watcherIngestCount: 0,
    manifestParseErrors: 1,
    probeRetryCount: 2,
    probeDeferredCount: 3,
    probeFinalFailCount: 4,
    reconnectCount: 5,
    stallCount: 6,
  },
};
const listed = { ingestCount: 20, probeRetryCount: 0, probeDeferredCount: 0, probeFinalFailCount: 1 };
const camera: CameraFigures = {
  slug: 'door',
  status,
  arrival: { state: 'arriving' },
  newestFootageAt: 98_500,
  openFileSince: 40_000,
  queue: { waiting: 2, deferred: 1 },
  runEnds: [{ reason: 'camera-lost', count: 3 }],
  bySource: { manifest: listed, watcher: { ...listed, probeFinalFailCount: 3 } },
  lostPackets: 7,
};
const volume: VolumeInfo = {
  number: 1,
  id: 'v',
  name: 'Footage "old"',
  path: '/mnt/a',
  isDefault: true,
  state: 'ok',
  level: 'low',
  kinds: [{ kind: 'footage', bytes: 60 }],
  cameras: [{ cameraId: 'a', bytes: 50 }],
  assignedCameras: 1,
  writeBytesPerSecond: 7,
  weekBytesPerSecond: 6,
  reserveBytes: 5,
  totalBytes: 100,
  availableBytes: 40,
  usedPercent: 60,
};
const figures: Figures = {
  now: 100_000,
  version: '1.2.3',
  cameras: [camera],
  slugs: new Map([['a', 'door']]),
  problems: { warn: 2, bad: 1 },
  storage: {
    totalBytes: 100,
    availableBytes: 40,
    usedPercent: 60,
    level: 'ok',
    warnThresholdPercent: 80,
    blockThresholdPercent: 90,
    volumes: [volume],
    cameras: [],
    writeBytesPerSecond: 7,
  },
  volumes: [volume],
  eventLoopDelayP99Ms: 3.5,
  process: { startedAt: 5_000, residentBytes: 10, heapUsedBytes: 9, cpuSeconds: 1.5 },
};

async function scrape(now: Figures) {
  const metrics = new Metrics();
  publishRecorderMetrics(metrics, () => now);
  return parsePrometheus(await metrics.text());
}

describe('metrics', () => {
  it('OBS-2 are text that a scraper reads, every family with its HELP and TYPE', async () => {
    const metrics = new Metrics();
    publishRecorderMetrics(metrics, () => figures);
    const families = parsePrometheus(await metrics.text());
    expect([...families.keys()].toSorted()).toEqual(
      metrics
        .families()
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const { name, help, type, samples } of families.values()) {
      expect(help.length, name).toBeGreaterThan(10);
      expect(['gauge', 'counter'], name).toContain(type);
      if (name !== 'watchpost_storage_full_in_seconds') expect(samples.length, name).toBeGreaterThan(0);
    }
    expect(metrics.contentType).toContain('text/plain');
  });

  it('OBS-2 are named as Prometheus has it: base units, and counters end in _total', () => {
    const metrics = new Metrics();
    publishRecorderMetrics(metrics, () => figures);
    // ING-7 fixes these names.
    const fixed = /^(manifest_ingest_count|watcher_ingest_count|manifest_parse_errors|probe_\w+_count)$/;
    for (const { name, type } of metrics.families().filter((family) => !fixed.test(family.name))) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name).toMatch(/^(watchpost|process|nodejs)_/);
      expect(name).not.toMatch(/_(ms|millis|percent|bits|kb|mb|days|minutes)(_|$)/);
    }
  });

  it('OBS-2 ING-7 carry the figures of each camera under its slug', async () => {
    const families = await scrape(figures);
    const valueOf = (name: string, labels: Record<string, string> = {}) =>
      families
        .get(name)
        ?.samples.find((sample) =>
          Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
        )?.value;
    const door = { camera: 'door' };
    expect({
      ingested: valueOf('manifest_ingest_count', door),
      byFolder: valueOf('watcher_ingest_count', door),
      parseErrors: valueOf('manifest_parse_errors', door),
      retries: valueOf('probe_retry_count', door),
      deferred: valueOf('probe_deferred_count', door),
      failed: valueOf('probe_final_fail_count', door),
      failedByFolder: valueOf('watchpost_probe_failures_total', { ...door, source: 'watcher' }),
      reconnects: valueOf('watchpost_reconnects_total', door),
      stalls: valueOf('watchpost_stalls_total', door),
      isRecording: valueOf('watchpost_camera_recording', door),
      isArriving: valueOf('watchpost_camera_footage_arriving', door),
      ageSeconds: valueOf('watchpost_camera_footage_age_seconds', door),
      openFileSeconds: valueOf('watchpost_camera_open_file_age_seconds', door),
      bytesPerSecond: valueOf('watchpost_camera_receive_bytes_per_second', door),
      fps: valueOf('watchpost_camera_frames_per_second', door),
      lost: valueOf('watchpost_camera_lost_packets', door),
      waiting: valueOf('watchpost_ingest_queue_files', { ...door, state: 'waiting' }),
      ends: valueOf('watchpost_run_ends_total', { ...door, reason: 'camera-lost' }),
      state: valueOf('watchpost_camera_state', { ...door, state: 'recording' }),
      otherState: valueOf('watchpost_camera_state', { ...door, state: 'failed' }),
    }).toEqual({
      ingested: 20,
      byFolder: 0,
      parseErrors: 1,
      retries: 2,
      deferred: 3,
      failed: 4,
      failedByFolder: 3,
      reconnects: 5,
      stalls: 6,
      isRecording: 1,
      isArriving: 1,
      ageSeconds: 1.5,
      openFileSeconds: 60,
      bytesPerSecond: 500_000,
      fps: 25,
      lost: 7,
      waiting: 2,
      ends: 3,
      state: 1,
      otherState: 0,
    });
  });

  it('STO-3 OBS-2 carry each disk under its number, and the process in base units', async () => {
    const families = await scrape(figures);
    const samplesOf = (name: string) => families.get(name)?.samples;
    expect(samplesOf('watchpost_volume_available_bytes')).toEqual([{ labels: { volume: '1' }, value: 40 }]);
    expect(samplesOf('watchpost_volume_camera_bytes')).toEqual([
      { labels: { volume: '1', camera: 'door' }, value: 50 },
    ]);
    expect(samplesOf('watchpost_volume_level')).toContainEqual({
      labels: { volume: '1', level: 'low' },
      value: 1,
    });
    expect(samplesOf('watchpost_storage_used_ratio')).toEqual([{ labels: {}, value: 0.6 }]);
    expect(samplesOf('watchpost_event_loop_delay_p99_seconds')).toEqual([{ labels: {}, value: 0.0035 }]);
    expect(samplesOf('process_start_time_seconds')).toEqual([{ labels: {}, value: 5 }]);
  });

  it('OBS-2 what is not known is absent, and never 0', async () => {
    const { storage: _storage, ...without } = figures;
    const { newestFootageAt: _newest, openFileSince: _open, lostPackets: _lost, ...bare } = camera;
    const { stream: _stream, ...unmeasured } = status;
    const cameras = [{ ...bare, status: unmeasured, arrival: { state: 'starting' as const } }];
    const families = await scrape({ ...without, volumes: [], cameras });
    for (const name of [
      'watchpost_storage_available_bytes',
      'watchpost_volume_available_bytes',
      'watchpost_camera_footage_age_seconds',
      'watchpost_camera_footage_arriving',
      'watchpost_camera_frames_per_second',
      'watchpost_camera_lost_packets',
    ]) {
      expect(families.get(name)?.samples, name).toEqual([]);
    }
  });

  it('COV-4 OBS-2 say 0 for a camera that should bring footage and does not', async () => {
    const silent = { ...camera, arrival: { state: 'missing' as const, since: 1 } };
    const families = await scrape({ ...figures, cameras: [silent] });
    expect(families.get('watchpost_camera_footage_arriving')?.samples).toEqual([
      { labels: { camera: 'door' }, value: 0 },
    ]);
  });

  it('OBS-2 are read anew at every scrape, and escape whatever a label says', async () => {
    let now = { ...figures, version: 'a"b\\c\nd' };
    const metrics = new Metrics();
    publishRecorderMetrics(metrics, () => now);
    const infoOf = async () => parsePrometheus(await metrics.text()).get('watchpost_info')?.samples;
    expect(await infoOf()).toEqual([{ labels: { version: 'a"b\\c\nd' }, value: 1 }]);
    now = { ...figures, version: '2' };
    expect(await infoOf()).toEqual([{ labels: { version: '2' }, value: 1 }]);
  });
});
