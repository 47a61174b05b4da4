/** Rows 1 and 2: rounds of bare FFmpegs and Watchpost on the same cameras, one after the other, and their CPU time. */
import { rmSync } from 'node:fs';
import { abaRounds, cpuPercentOver, cpuSecondsOfTree, printRow } from './harness.ts';
import { startCameraFarm } from './camera-farm.ts';
import { openViewer, type Viewer } from './viewer.ts';
import {
  appSettled,
  bareRecordersSettled,
  prepareApp,
  ROTATION_SECONDS,
  startBareRecorders,
  startRecordingApp,
} from './recorders.ts';

export interface RecordingCpu {
  readonly row: number;
  readonly figure: string;
  readonly cameras: number;
  /** Main streams that are watched meanwhile, each by one viewer. */
  readonly viewers?: number;
  /** At most this many times the floor. */
  readonly goal: number;
}

const ROUNDS = 3;
/** Whole rotations, so that every recorder closes equally many files. Few cameras use too little CPU for a short look. */
const ROTATIONS = { few: 2, many: 1 };
/** A viewer that gets fewer pictures is no load; cameras send 25 a second. */
const VIEWER_FPS_MIN = 20;

/** Measures and prints one figure: % of one core per camera. */
export async function recordingCpu({ row, figure, cameras, viewers = 0, goal }: RecordingCpu): Promise<void> {
  const windowMs = (cameras <= 4 ? ROTATIONS.few : ROTATIONS.many) * ROTATION_SECONDS * 1000;
  await using farm = await startCameraFarm(cameras);
  const dataDir = await prepareApp(farm.urls);
  const measureFloor = async () => {
    await using recorders = startBareRecorders(farm.urls);
    await bareRecordersSettled(recorders);
    const { pids } = recorders;
    return (await cpuPercentOver(() => sum(pids.map(cpuSecondsOfTree)), windowMs)) / cameras;
  };
  const measureApp = async () => {
    const recording = await startRecordingApp(dataDir);
    const watching: Viewer[] = [];
    try {
      for (const cameraId of recording.cameraIds.slice(0, viewers))
        watching.push(await openViewer(recording, cameraId));
      await appSettled(recording);
      const before = watching.map(({ pictures }) => pictures());
      const { pid = 0 } = recording.app.child;
      const percent = await cpuPercentOver(() => cpuSecondsOfTree(pid), windowMs);
      for (const [index, viewer] of watching.entries()) {
        const fps = (viewer.pictures() - (before[index] ?? 0)) / (windowMs / 1000);
        if (fps < VIEWER_FPS_MIN) throw new Error(`A viewer got only ${fps} pictures a second.`);
      }
      return percent / cameras;
    } finally {
      for (const viewer of watching) viewer.close();
      await recording.app.stop();
    }
  };
  try {
    const { floor, value, ratio } = await abaRounds(ROUNDS, measureFloor, measureApp);
    printRow({ row, figure, floor, value, ratio, unit: '%', goal: `<= ${goal}x`, met: ratio <= goal });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
