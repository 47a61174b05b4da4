/**
 * Row 3: memory (PSS) of Watchpost recording 16 cameras (main process and its FFmpegs, no window) against as many bare
 * FFmpegs of the same binary, and by how much the main process grows per camera.
 */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startCameraFarm, type CameraFarm } from './camera-farm.ts';
import { median, printRow, pssOfProcess, pssOfTree } from './harness.ts';
import {
  appSettled,
  bareRecordersSettled,
  prepareApp,
  startBareRecorders,
  startRecordingApp,
} from './recorders.ts';

const CAMERAS = 16;
const FEW_CAMERAS = 4;
const ALLOWANCE_MB = 110;
const SLOPE_GOAL_MB = 3;
/** Memory of a garbage-collected process swings: the middle of several looks, after a first rotation. */
const LOOKS = 5;
const LOOK_EVERY_MS = 2_000;
const MB = 1e6;

await using farm = await startCameraFarm(CAMERAS);
const floor = await bareMegabytes(farm);
const few = await appMegabytes(farm.urls.slice(0, FEW_CAMERAS));
const many = await appMegabytes(farm.urls);
const limit = floor + ALLOWANCE_MB;
printRow({
  row: 3,
  figure: 'memory of main and recorders, 16 cameras (PSS)',
  floor,
  value: many.tree,
  unit: 'MB',
  goal: `<= floor + ${ALLOWANCE_MB} MB`,
  met: many.tree <= limit,
});
const slope = (many.main - few.main) / (CAMERAS - FEW_CAMERAS);
printRow({
  row: 3,
  figure: 'main process, growth per camera from 4 to 16',
  floor: 0,
  value: slope,
  unit: 'MB',
  goal: `<= ${SLOPE_GOAL_MB} MB`,
  met: slope <= SLOPE_GOAL_MB,
});
console.error(`main process alone: ${few.main.toFixed(1)} MB at 4 cameras, ${many.main.toFixed(1)} MB at 16`);

async function bareMegabytes({ urls }: CameraFarm): Promise<number> {
  await using recorders = startBareRecorders(urls);
  await bareRecordersSettled(recorders);
  const { pids } = recorders;
  return await middle(() => pids.reduce((total, pid) => total + pssOfProcess(pid), 0));
}

async function appMegabytes(urls: readonly string[]): Promise<{ tree: number; main: number }> {
  const dataDir = await prepareApp(urls);
  try {
    const recording = await startRecordingApp(dataDir);
    try {
      await appSettled(recording);
      const { pid = 0 } = recording.app.child;
      const mains: number[] = [];
      const tree = await middle(() => {
        mains.push(pssOfProcess(pid));
        return pssOfTree(pid);
      });
      return { tree, main: median(mains) / MB };
    } finally {
      await recording.app.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function middle(look: () => number): Promise<number> {
  const looks: number[] = [];
  for (let count = 0; count < LOOKS; count++) {
    await delay(LOOK_EVERY_MS);
    looks.push(look());
  }
  return median(looks) / MB;
}
