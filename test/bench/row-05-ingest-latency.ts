/**
 * Row 5: from a manifest's row to the commit in the catalogue, 16 runs side by side: real files, real syncs, the product's
 * ingest and catalogue on the same disk. The row is written and ingest woken at the same instant, as FFmpeg's line on
 * stderr does it. The floor is one bare read, sync and commit of the same kind.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src-main/base/clock.ts';
import { syncFileAsync, syncFolderAsync } from '../../src-main/base/durable-file.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { Ingest } from '../../src-main/ingest/ingest.ts';
import { Prober } from '../../src-main/probe/prober.ts';
import { segmentFileName } from '../../shared/model/segment-name.ts';
import { testEnvironment } from '../support/ffmpeg-fixture.ts';
import { makeSegment } from '../support/make-media.ts';
import { percentile, printRow } from './harness.ts';

const CAMERAS = 16;
const SEGMENTS = 20;
const SEGMENT_S = 10;
const GOAL_P50_MS = 10;
const GOAL_P95_MS = 50;
/** Rows of one camera come seconds apart; here they come as fast as keeps two of them from meeting. */
const PAUSE_MS = 12;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-ingest-'));
try {
  await bench();
} finally {
  fs.rmSync(folder, { recursive: true });
}

async function bench(): Promise<void> {
  const clip = await makeSegment(folder, 'clip.mp4', { seconds: SEGMENT_S });
  const recordingsFolder = path.join(folder, 'recordings');
  const catalogue = Catalogue.open(path.join(folder, 'catalogue.db'), { logger: silentLogger });
  const prober = new Prober({ env: testEnvironment, clock: systemClock, logger: silentLogger });
  const waiting = new Map<string, (at: number) => void>();
  const ingest = new Ingest({
    catalogue,
    clock: systemClock,
    logger: silentLogger,
    probe: (file) => prober.probeSegment(file),
    removeDeadStart: async () => {},
    removeQuarantined: async () => true,
    onSegment: ({ file }) => waiting.get(file)?.(performance.now()),
    probeLimits: () => ({ tries: 5, coolDownMs: 600_000 }),
    sourceOf: () => 'manifest',
  });
  const runs = Array.from({ length: CAMERAS }, (_, i) => beginRun(catalogue, recordingsFolder, i));
  for (const run of runs) ingest.watchRun(run);
  const floors: number[] = [];
  const delays: number[] = [];
  const firstStampS = Math.floor(Date.now() / 1_000) - SEGMENTS * SEGMENT_S;
  for (let n = 0; n < SEGMENTS; n += 1) {
    for (const run of runs) {
      const name = segmentFileName(run.slug, firstStampS + n * SEGMENT_S);
      const file = path.join(run.folder, name);
      fs.copyFileSync(clip, file);
      const twin = path.join(run.folder, 'twin.mp4');
      fs.copyFileSync(clip, twin);
      floors.push(await bareSync(twin));
      const done = new Promise<number>((resolve) => waiting.set(file, resolve));
      const row = `${name},${n * SEGMENT_S}.000000,${(n + 1) * SEGMENT_S}.000000\n`;
      fs.appendFileSync(path.join(run.folder, 'segments.csv'), row);
      const writtenAt = performance.now();
      ingest.wake(run.runId);
      void done.then((at) => delays.push(at - writtenAt));
      await systemClock.sleep(PAUSE_MS);
    }
  }
  for (const run of runs) await ingest.finishRun(run.runId);
  await ingest.dispose();
  catalogue.close();
  if (delays.length !== CAMERAS * SEGMENTS) throw new Error(`only ${delays.length} rows became segments`);
  for (const [percent, goalMs] of [
    [50, GOAL_P50_MS],
    [95, GOAL_P95_MS],
  ] as const) {
    const value = percentile(delays, percent);
    const floor = percentile(floors, percent);
    const figure = `manifest row to catalogue commit, 16 cameras, p${percent}`;
    printRow({ row: 5, figure, floor, value, unit: 'ms', goal: `<= ${goalMs} ms`, met: value <= goalMs });
  }
}

/** What the disk alone asks for a finished file. */
async function bareSync(file: string): Promise<number> {
  const from = performance.now();
  await syncFileAsync(file);
  await syncFolderAsync(path.dirname(file));
  return performance.now() - from;
}

function beginRun(catalogue: Catalogue, recordingsFolder: string, i: number) {
  const slug = `camera-${i}`;
  const startedAt = Date.now();
  const camera = catalogue.cameras.add({
    id: slug,
    name: slug,
    slug,
    source: { kind: 'demo' },
    recordingMode: 'continuous',
    enabled: true,
    pausedByOperator: false,
    recordAudio: true,
    createdAt: startedAt,
  });
  const sessionId = catalogue.sessions.begin({ cameraNumber: camera.number, startedAt });
  const name = '20261123T120000Z-aaaaaa';
  const runId = catalogue.runs.begin({ cameraNumber: camera.number, sessionId, folder: name, startedAt });
  const runFolder = path.join(recordingsFolder, slug, name);
  fs.mkdirSync(runFolder, { recursive: true });
  return { runId, cameraNumber: camera.number, slug, folder: runFolder, startedAt };
}
