/** A data folder with one camera, switched off, and one finished file of it in the catalogue, as if recorded long ago. */
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { segmentFileName } from '../../shared/model/file-names.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { runFolderName } from '../../src-main/cameras/run-folder.ts';
import { encodeFragmentIndex } from '../../src-main/media-file/fragment-index.ts';
import { inspectMp4File } from '../../src-main/media-file/inspect.ts';
import { RECORDING_OPTIONS } from '../support/make-media.ts';
import { writeLongFootage } from './bench-clip.ts';

export interface StoredFootage {
  readonly cameraId: string;
  readonly file: string;
  /** UTC ms. */
  readonly startAt: number;
  readonly durationMs: number;
}

const SLUG = 'bench';
const CAMERA_ID = 'bench';

/** Fills an empty data folder. `startAt` must be a whole second of the past. */
export async function storeFootage(
  dataDir: string,
  startAt: number,
  seconds: number,
): Promise<StoredFootage> {
  const folder = runFolderName(startAt, 0.5);
  const home = path.join(dataDir, 'recordings', SLUG, folder);
  mkdirSync(home, { recursive: true });
  const nameStampS = startAt / 1000;
  const file = path.join(home, segmentFileName(SLUG, nameStampS));
  await writeLongFootage(file, seconds, RECORDING_OPTIONS);
  const report = inspectMp4File(file);
  const durationMs = Math.round(report.durationMs);
  const catalogue = Catalogue.open(path.join(dataDir, 'catalogue.db'), { logger: silentLogger });
  try {
    const camera = catalogue.cameras.add({
      id: CAMERA_ID,
      name: 'Bench',
      slug: SLUG,
      source: { kind: 'demo' },
      recordingMode: 'off',
      enabled: false,
      pausedByOperator: false,
      recordAudio: true,
      createdAt: startAt,
    });
    const sessionId = catalogue.sessions.begin({ cameraNumber: camera.number, startedAt: startAt });
    const run = { cameraNumber: camera.number, sessionId, folder, startedAt: startAt };
    const runId = catalogue.runs.begin(run);
    catalogue.segments.insert(
      {
        cameraNumber: camera.number,
        runId,
        startAt,
        durationMs,
        mediaDurationMs: durationMs,
        nameStampS,
        sizeBytes: statSync(file).size,
        videoCodec: 'H264',
        hasAudio: true,
        state: 'ready',
      },
      encodeFragmentIndex(report.fragments),
    );
    catalogue.runs.end(runId, { endedAt: startAt + durationMs, reason: 'paused-by-operator' });
    catalogue.runs.settle(runId);
  } finally {
    catalogue.close();
  }
  return { cameraId: CAMERA_ID, file, startAt, durationMs };
}
