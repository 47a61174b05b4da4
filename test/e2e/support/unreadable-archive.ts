/**
 * A data folder whose app is not running: a camera that is switched off, one good file, two in quarantine (one of which can
 * be read by now), and a stranger's file in the camera's folder.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { segmentFileName } from '../../../shared/model/segment-name.ts';
import type { SegmentState } from '../../../shared/model/segment.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import type { ProbeFailure } from '../../../src-main/probe/probe-result.ts';
import { Quarantine } from '../../../src-main/probe/quarantine.ts';
import { makeSegment } from '../../support/make-media.ts';

const SEGMENT_MS = 6_000;

export async function layUnreadableArchive(dataDir: string): Promise<void> {
  const recordings = path.join(dataDir, 'recordings');
  mkdirSync(recordings, { recursive: true });
  const catalogue = Catalogue.open(path.join(dataDir, 'catalogue.db'), { logger: silentLogger });
  const now = systemClock.now();
  const startedAt = now - 3_600_000;
  const camera = catalogue.cameras.add({
    id: 'front-door',
    name: 'Front door',
    slug: 'front-door',
    source: { kind: 'rtsp', url: 'rtsp://127.0.0.1:9/main' },
    recordingMode: 'continuous',
    enabled: false,
    pausedByOperator: false,
    recordAudio: true,
    createdAt: startedAt,
  });
  catalogue.enablement.record(camera.number, startedAt, 'enabled');
  const sessionId = catalogue.sessions.begin({ cameraNumber: camera.number, startedAt });
  const folder = '20261121T120000Z-abcdef';
  const runId = catalogue.runs.begin({ cameraNumber: camera.number, sessionId, folder, startedAt });
  const runFolder = path.join(recordings, camera.slug, folder);
  mkdirSync(runFolder, { recursive: true });

  const add = (n: number, state: SegmentState, sizeBytes: number) => {
    const startAt = startedAt + n * SEGMENT_MS;
    const { segment } = catalogue.segments.insert(
      {
        cameraNumber: camera.number,
        runId,
        startAt,
        durationMs: SEGMENT_MS,
        mediaDurationMs: SEGMENT_MS,
        sizeBytes,
        nameStampS: Math.floor(startAt / 1000),
        videoCodec: 'H264',
        hasAudio: true,
        state,
      },
      new Uint8Array(),
    );
    return { segment, name: segmentFileName(camera.slug, segment.nameStampS) };
  };
  const quarantine = new Quarantine({ recordingsFolder: recordings, clock: systemClock });
  const setAside = ({ segment, name }: ReturnType<typeof add>, failure: ProbeFailure, detail: string) => {
    const kept = quarantine.put(path.join(runFolder, name), { cameraSlug: camera.slug, failure, detail });
    catalogue.quarantine.add({
      cameraNumber: camera.number,
      segmentId: segment.id,
      volumeNumber: catalogue.volumes.default().number,
      file: path.basename(kept.file),
      original: `${camera.slug}/${folder}/${name}`,
      reason: `${failure}: ${detail}`,
      sizeBytes: kept.sizeBytes,
      at: kept.quarantinedAt,
    });
  };

  const readable = add(0, 'failed', 0);
  await makeSegment(runFolder, readable.name, { seconds: SEGMENT_MS / 1000 });
  setAside(readable, 'not-finalized', 'moov atom not found');
  const noise = add(1, 'failed', 0);
  writeFileSync(path.join(runFolder, noise.name), 'x'.repeat(123_456));
  setAside(noise, 'not-media', 'Invalid data found when processing input');
  writeFileSync(path.join(recordings, camera.slug, 'holiday.mp4'), 'not ours');
  catalogue.runs.end(runId, { endedAt: startedAt + 2 * SEGMENT_MS, reason: 'camera-lost' });
  catalogue.runs.settle(runId);
  catalogue.enablement.record(camera.number, startedAt + 2 * SEGMENT_MS, 'disabled');
  catalogue.close();
}
