import { describe, expect, it } from 'vitest';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import { Metrics } from '../../../src-main/metrics/metrics.ts';
import { publishRecorderMetrics } from '../../../src-main/metrics/recorder-metrics.ts';

const status: CameraStatus = {
  id: 'a',
  status: 'connected',
  state: 'recording',
  recording: true,
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

describe('metrics', () => {
  it('OBS-2 ING-7 are read when somebody asks, per camera, under their documented names', async () => {
    const metrics = new Metrics();
    let ingested = 20;
    const listed = { ingestCount: 20, probeRetryCount: 0, probeDeferredCount: 0, probeFinalFailCount: 1 };
    publishRecorderMetrics(metrics, {
      cameras: () => [
        {
          slug: 'door',
          status: { ...status, counters: { ...status.counters, manifestIngestCount: ingested } },
          bySource: { manifest: listed, watcher: { ...listed, probeFinalFailCount: 3 } },
        },
      ],
      storage: () => undefined,
    });
    const first = await metrics.text();
    for (const [name, value] of [
      ['manifest_ingest_count', 20],
      ['watcher_ingest_count', 0],
      ['manifest_parse_errors', 1],
      ['probe_retry_count', 2],
      ['probe_deferred_count', 3],
      ['probe_final_fail_count', 4],
      ['camera_recording', 1],
    ]) {
      expect(first).toContain(`${name}{camera="door"} ${value}\n`);
    }
    expect(first).toContain('probe_final_fail_count_by_source{camera="door",source="manifest"} 1\n');
    expect(first).toContain('probe_final_fail_count_by_source{camera="door",source="watcher"} 3\n');
    expect(first).toContain('camera_state{camera="door",state="recording"} 1');
    expect(first).not.toMatch(/^storage_/m);
    ingested = 21;
    expect(await metrics.text()).toContain('manifest_ingest_count{camera="door"} 21');
    expect(metrics.contentType).toContain('text/plain');
  });

  it('STO-3 show the room on the disk while it can be read', async () => {
    const metrics = new Metrics();
    publishRecorderMetrics(metrics, {
      cameras: () => [],
      storage: () => ({
        totalBytes: 100,
        availableBytes: 40,
        usedPercent: 60,
        level: 'ok',
        warnThresholdPercent: 80,
        blockThresholdPercent: 90,
        volumes: [],
        cameras: [],
        writeBytesPerSecond: 7,
      }),
      eventLoopDelayP99Ms: () => 3.5,
    });
    const text = await metrics.text();
    expect(text).toContain('storage_available_bytes 40');
    expect(text).toContain('event_loop_delay_p99_ms 3.5');
    expect(text).not.toMatch(/^storage_full_in_days \d/m);
  });
});
