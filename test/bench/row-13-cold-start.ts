/**
 * Row 13: from the launch of Watchpost to the first recorded fragment on disk, against a bare FFmpeg from its start to the
 * same. Both begin at the same points of the camera's group of pictures, which alone decides up to two seconds.
 */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { inspectMp4File } from '../../src-main/media-file/inspect.ts';
import { AppProcess } from '../support/app-process.ts';
import { until } from '../support/until.ts';
import { startCameraFarm } from './camera-farm.ts';
import { median, printRow } from './harness.ts';
import { prepareApp, recordedFiles, startBareRecorders } from './recorders.ts';

const GOP_MS = 2_000;
const STARTS = 5;
const ALLOWANCE_MS = 1_500;
const TIMEOUT_MS = 30_000;

await using farm = await startCameraFarm(1);
const dataDir = await prepareApp(farm.urls);
try {
  const floors: number[] = [];
  const values: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const phaseMs = (start * GOP_MS) / STARTS;
    floors.push(await bareStart(phaseMs));
    values.push(await appStart(phaseMs));
  }
  const [floor, value] = [median(floors), median(values)];
  const figure = 'cold start: launch to first recorded fragment, 1 camera, p50';
  const met = value <= floor + ALLOWANCE_MS;
  printRow({ row: 13, figure, floor, value, unit: 'ms', goal: `<= floor + ${ALLOWANCE_MS} ms`, met });
  console.error(`starts of FFmpeg: ${rounded(floors)}; of Watchpost: ${rounded(values)}`);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function bareStart(phaseMs: number): Promise<number> {
  await untilPhase(phaseMs);
  const startedAt = performance.now();
  await using recorders = startBareRecorders(farm.urls);
  return await firstFragment(recorders.folder, startedAt, new Set());
}

async function appStart(phaseMs: number): Promise<number> {
  const known = new Set(recordedFiles(dataDir));
  await untilPhase(phaseMs);
  const startedAt = performance.now();
  const app = new AppProcess({ dataDir });
  try {
    return await firstFragment(dataDir, startedAt, known);
  } finally {
    await app.waitUntilReady();
    await app.stop();
  }
}

/** ms until a new file holds a whole fragment. */
async function firstFragment(folder: string, startedAt: number, known: ReadonlySet<string>): Promise<number> {
  return until(
    () => {
      const files = recordedFiles(folder).filter((file) => !known.has(file));
      return files.some((file) => inspectMp4File(file).fragments.length > 0) && performance.now() - startedAt;
    },
    { timeoutMs: TIMEOUT_MS, what: 'a recorded fragment' },
  );
}

/** The first camera's key frames are due at whole multiples of the GOP, in UTC. */
async function untilPhase(phaseMs: number): Promise<void> {
  const waitMs = (phaseMs - (Date.now() % GOP_MS) + GOP_MS) % GOP_MS;
  await delay(waitMs);
}

function rounded(values: readonly number[]): string {
  return values.map((value) => Math.round(value)).join(', ');
}
