/**
 * Row 5, seen from outside: from the camera's sending of the key frame that closes a file to the file's appearance in the
 * window (the event `segment.added`), 16 cameras. The floor is one picture: FFmpeg closes a file only when it has the next.
 */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MAIN_FPS } from '../../src-main/demo/schedule.ts';
import { startCameraFarm } from './camera-farm.ts';
import { percentile, printRow } from './harness.ts';
import { appSettled, prepareApp, ROTATION_SECONDS, startRecordingApp } from './recorders.ts';

const CAMERAS = 16;
const ROTATIONS = 4;
const GOP_FRAMES = 2 * MAIN_FPS;
const GOAL_MS = 100;
/** Longer than any file takes to appear, shorter than two key frames are apart twice over. */
const LOOK_BACK_MS = 3_000;

await using farm = await startCameraFarm(CAMERAS);
const dataDir = await prepareApp(farm.urls);
try {
  const recording = await startRecordingApp(dataDir);
  try {
    await appSettled(recording);
    const seen: { readonly camera: number; readonly at: number }[] = [];
    recording.client.on('segment.added', ({ cameraId }) => {
      seen.push({ camera: recording.cameraIds.indexOf(cameraId), at: Date.now() });
    });
    await delay(ROTATIONS * ROTATION_SECONDS * 1000);
    const values: number[] = [];
    for (const { camera, at } of seen) {
      const sent = await farm.sendLog(camera, at - LOOK_BACK_MS, at);
      const key = sent.findLast((frame) => frame.number % GOP_FRAMES === 0);
      if (key) values.push(at - key.at);
    }
    if (values.length < CAMERAS) throw new Error(`Only ${values.length} files appeared.`);
    const value = percentile(values, 50);
    const figure = `key frame sent to file in the window, 16 cameras, p50 of ${values.length}`;
    const goal = `<= ${GOAL_MS} ms`;
    printRow({ row: 5, figure, floor: 1000 / MAIN_FPS, value, unit: 'ms', goal, met: value <= GOAL_MS });
    console.error(`p95 ${percentile(values, 95)} ms`);
  } finally {
    await recording.app.stop();
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
