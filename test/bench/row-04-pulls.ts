/**
 * Row 4: connections that a camera sees for its main stream while it is recorded, watched by two viewers and asked for a
 * still, all at once: exactly one.
 */
import { rmSync } from 'node:fs';
import { startCameraFarm } from './camera-farm.ts';
import { printRow } from './harness.ts';
import { appSettled, prepareApp, startRecordingApp } from './recorders.ts';
import { openViewer } from './viewer.ts';

const CAMERAS = 4;

await using farm = await startCameraFarm(CAMERAS);
const dataDir = await prepareApp(farm.urls);
// What the first start of the app, which configured the cameras, had open does not count for "at once".
const before = await farm.stats();
const recording = await startRecordingApp(dataDir);
try {
  await appSettled(recording);
  const ids = [...recording.cameraIds, ...recording.cameraIds];
  const viewers = await Promise.all(ids.map((cameraId) => openViewer(recording, cameraId)));
  const stills = await Promise.all(recording.cameraIds.map(still));
  if (!stills.every(Boolean)) throw new Error('A camera gave no still.');
  const stats = await farm.stats();
  const value = Math.max(...stats.map(({ maxActive }) => maxActive));
  const everywhereOne = stats.every(({ active, maxActive }) => active === 1 && maxActive === 1);
  const figure = 'pulls per camera: recording, two viewers and a still at once';
  printRow({ row: 4, figure, floor: 1, value, unit: '', goal: 'exactly 1', met: everywhereOne });
  const connections = stats.map((camera, index) => camera.connections - (before[index]?.connections ?? 0));
  console.error(`TCP connections per camera since the start: ${connections.join(', ')}`);
  for (const viewer of viewers) viewer.close();
} finally {
  await recording.app.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function still(cameraId: string): Promise<boolean> {
  const { url } = await recording.client.call('stills.get', { cameraId, at: Date.now() });
  const response = await recording.app.fetch(url);
  return response.ok && (await response.arrayBuffer()).byteLength > 0;
}
