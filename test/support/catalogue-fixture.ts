/** A catalogue with a camera and a run in it, and segments made from a few figures. */
import { onTestFinished } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import type { NewCamera } from '../../src-main/catalogue/cameras-table.ts';
import type { NewSegment } from '../../src-main/catalogue/segments-table.ts';
import type { Camera } from '../../shared/model/camera.ts';

/** A round hour, so that sums per hour are easy to say. */
export const HOUR_START = Date.UTC(2026, 10, 23, 12);

/** The first volume is `recordingsFolder`, unless the file knows better. */
export function openTestCatalogue(file = ':memory:', recordingsFolder = '/recordings'): Catalogue {
  const catalogue = Catalogue.open(file, { logger: silentLogger });
  if (catalogue.volumes.default().path === undefined) {
    catalogue.volumes.takeUp({ path: recordingsFolder, at: HOUR_START });
  }
  onTestFinished(() => catalogue.close());
  return catalogue;
}

export function addCamera(catalogue: Catalogue, camera: Partial<NewCamera> = {}): Camera {
  const slug = camera.slug ?? 'front-door';
  return catalogue.cameras.add({
    id: slug,
    name: 'Front door',
    source: { kind: 'demo' },
    recordingMode: 'continuous',
    enabled: true,
    pausedByOperator: false,
    recordAudio: true,
    createdAt: HOUR_START,
    ...camera,
    slug,
  });
}

let runs = 0;

export function beginRun(catalogue: Catalogue, cameraNumber: number, startedAt = HOUR_START): number {
  const sessionId = catalogue.sessions.begin({ cameraNumber, startedAt });
  runs += 1;
  const folder = `20261123T120000Z-${String(runs).padStart(6, '0')}`;
  return catalogue.runs.begin({ cameraNumber, sessionId, folder, startedAt });
}

/** Ten seconds of a megabyte, unless said. The name stamp follows the start. */
export function segmentOf(
  run: { cameraNumber: number; runId: number },
  some: Partial<NewSegment> = {},
): NewSegment {
  const startAt = some.startAt ?? HOUR_START;
  return {
    ...run,
    startAt,
    durationMs: 10_000,
    mediaDurationMs: 10_000,
    sizeBytes: 1_000_000,
    nameStampS: Math.floor(startAt / 1000),
    videoCodec: 'H264',
    hasAudio: true,
    state: 'ready',
    ...some,
  };
}

export const NO_INDEX = new Uint8Array();
