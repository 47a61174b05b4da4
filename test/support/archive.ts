/**
 * A data folder as weeks of recording leave it, made by the program's own ingest from files of the real FFmpeg: cameras, runs,
 * manifests, a backup of some moment, and footage of a camera and of hours that the backup does not know.
 */
import { copyFileSync, cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { runFolderName } from '../../src-main/cameras/run-folder.ts';
import { Ingest } from '../../src-main/ingest/ingest.ts';
import { Prober } from '../../src-main/probe/prober.ts';
import { Backups } from '../../src-main/safekeeping/backups.ts';
import { backupName } from '../../src-main/safekeeping/backup-policy.ts';
import { inlineThread } from '../../src-main/safekeeping/side-thread.ts';
import { takeUpDefault } from '../../src-main/storage/default-volume.ts';
import { markVolume } from '../../src-main/storage/volumes.ts';
import { segmentFileName } from '../../shared/model/segment-name.ts';
import { addCamera } from './catalogue-fixture.ts';
import { makeSegment } from './make-media.ts';

const SECONDS = 4;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Before today, and old enough that nobody takes the files for ones that are being written. */
const RECORDED_DAYS_AGO = 3;

export interface Archive {
  readonly dataDir: string;
  /** `<slug>/<run folder>/<file>` of every recorded file. */
  readonly files: readonly string[];
  /** When its backup was made, UTC ms. */
  readonly backupAt: number;
}

/** Builds it in an empty folder; `perRun` files in each of seven runs. */
export async function buildArchive(dataDir: string, perRun: number): Promise<Archive> {
  const media = await makeSegment(dataDir, 'picture.mp4', { seconds: SECONDS, audio: false, gopSeconds: 1 });
  const recordings = path.join(dataDir, 'recordings');
  const firstAt = Math.floor((Date.now() - RECORDED_DAYS_AGO * DAY_MS) / HOUR_MS) * HOUR_MS;
  const file = path.join(dataDir, 'catalogue.db');
  const catalogue = Catalogue.open(file, { logger: silentLogger });
  await takeUpDefault(catalogue, { folder: recordings, dataDir, at: firstAt, logger: silentLogger });
  catalogue.volumes.setId(1, await markVolume(recordings, firstAt));
  const ingest = new Ingest({
    catalogue,
    clock: systemClock,
    logger: silentLogger,
    probe: (each) => new Prober({ env: {}, clock: systemClock, logger: silentLogger }).probeSegment(each),
    removeDeadStart: async () => {},
    removeQuarantined: async () => true,
    onSegment: () => {},
    sourceOf: () => 'manifest',
    probeLimits: () => ({ tries: 5, coolDownMs: 600_000 }),
  });
  const files: string[] = [];
  const record = async (camera: { number: number; slug: string }, startedAt: number) => {
    const run = { cameraNumber: camera.number, sessionId: '', startedAt };
    const sessionId = catalogue.sessions.begin(run);
    const folder = runFolderName(startedAt, Math.random());
    const runId = catalogue.runs.begin({ ...run, sessionId, folder });
    files.push(...writeRun({ recordings, media, slug: camera.slug, folder, startedAt, perRun }));
    await ingest.adoptCrashedRuns();
    catalogue.runs.end(runId, { endedAt: startedAt + perRun * SECONDS * 1000, reason: 'camera-lost' });
    catalogue.sessions.end(sessionId, { endedAt: startedAt + HOUR_MS, reason: 'app-stopped' });
  };
  const door = newCamera(catalogue, 'front-door', firstAt);
  const till = newCamera(catalogue, 'till', firstAt);
  catalogue.heartbeats.appStarted(firstAt);
  for (let round = 0; round < 2; round += 1) {
    for (const camera of [door, till]) await record(camera, firstAt + round * HOUR_MS);
  }
  catalogue.attempts.record({ cameraNumber: door.number, at: firstAt + HOUR_MS / 2, reason: 'unreachable' });
  catalogue.holds.add({
    id: 'hold-1',
    cameraNumbers: [door.number],
    from: firstAt,
    to: firstAt + HOUR_MS,
    reason: 'theft at the till',
    createdAt: firstAt + HOUR_MS,
  });
  catalogue.checkpoint();
  const backupAt = firstAt + 2 * HOUR_MS;
  const backups = new Backups({
    file,
    folder: path.join(dataDir, 'backups'),
    thread: inlineThread(),
    clock: { ...systemClock, now: () => backupAt },
    logger: silentLogger,
  });
  await backups.make();
  const yard = newCamera(catalogue, 'yard', backupAt);
  for (const camera of [door, till, yard]) await record(camera, backupAt + HOUR_MS);
  const stoppedAt = backupAt + 2 * HOUR_MS;
  for (const { number } of [door, till, yard]) catalogue.enablement.record(number, stoppedAt, 'disabled');
  catalogue.heartbeats.appStopped(stoppedAt);
  await ingest.dispose();
  catalogue.close();
  const db = new Sqlite(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
  return { dataDir, files, backupAt };
}

/** The same data folder again, as another one; times of files included. */
export function copyArchive(archive: Archive, to: string): Archive {
  cpSync(archive.dataDir, to, { recursive: true, preserveTimestamps: true });
  return { ...archive, dataDir: to };
}

export function backupFileOf({ dataDir, backupAt }: Archive): string {
  return path.join(dataDir, 'backups', backupName(backupAt));
}

/** Switched off: the tests start the whole recorder on this folder, and nothing is to be recorded. */
function newCamera(catalogue: Catalogue, slug: string, createdAt: number) {
  const source = { kind: 'rtsp', url: 'rtsp://192.0.2.7/main', username: 'viewer' } as const;
  const camera = addCamera(catalogue, { slug, name: `${slug} (Größe)`, source, enabled: false, createdAt });
  catalogue.enablement.record(camera.number, createdAt, 'enabled');
  return camera;
}

function writeRun(run: {
  readonly recordings: string;
  readonly media: string;
  readonly slug: string;
  readonly folder: string;
  readonly startedAt: number;
  readonly perRun: number;
}): string[] {
  const { slug, folder, startedAt } = run;
  const home = path.join(run.recordings, slug, folder);
  mkdirSync(home, { recursive: true });
  const rows: string[] = [];
  const files: string[] = [];
  for (let n = 0; n < run.perRun; n += 1) {
    const openedAt = startedAt + n * SECONDS * 1000;
    const name = segmentFileName(slug, openedAt / 1000);
    copyFileSync(run.media, path.join(home, name));
    const writtenAt = (openedAt + SECONDS * 1000) / 1000;
    utimesSync(path.join(home, name), writtenAt, writtenAt);
    rows.push(`${name},${(n * SECONDS).toFixed(6)},${((n + 1) * SECONDS).toFixed(6)}\n`);
    files.push(`${slug}/${folder}/${name}`);
  }
  writeFileSync(path.join(home, 'segments.csv'), rows.join(''));
  return files;
}
