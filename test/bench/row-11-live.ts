/**
 * Row 11: from the camera's sending of a picture to its drawing, with the app's own live worker in Chromium, against FFmpeg
 * decoding as ffplay does, straight from the camera. And how soon a tile that is opened shows its first picture.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { bundle, openBenchPage, type BenchPage } from './bench-page.ts';
import { startCameraFarm } from './camera-farm.ts';
import { lowDelayFrames } from './low-delay-decoder.ts';
import { latencies, type SeenFrame } from './frame-arithmetic.ts';
import { percentile, printRow } from './harness.ts';
import { appSettled, prepareApp, startRecordingApp } from './recorders.ts';

const FLOOR_MS = 6_000;
const WATCH_MS = 12_000;
/** The first moments of a stream are spent catching up. */
const WARM_UP_MS = 3_000;
const TILES = 20;
/** Tiles open at any point of the GOP. */
const TILE_EVERY_MS = 370;
const GOAL = 0.5;
const FIRST_PICTURE_GOAL_MS = 100;
/** Longer than any latency, for the send log. */
const BEFORE_MS = 5_000;

await using farm = await startCameraFarm(1);
const [url = ''] = farm.urls;
const dataDir = await prepareApp(farm.urls);
try {
  const floors = await measureFloor();
  const { values, firsts } = await measureApp();
  floors.push(...(await measureFloor()));
  const [floor, delivered] = [percentile(floors, 50), percentile(values, 50)];
  const sent = `live, camera sends to drawn, p50 of ${values.length}`;
  const met = delivered <= GOAL * floor;
  printRow({ row: 11, figure: sent, floor, value: delivered, unit: 'ms', goal: `<= ${GOAL}x`, met });
  console.error(`p95: decoder ${percentile(floors, 95)} ms, app ${percentile(values, 95)} ms`);
  const value = percentile(firsts, 95);
  const figure = `first picture of an opened tile, p95 of ${firsts.length}`;
  const goal = `<= ${FIRST_PICTURE_GOAL_MS} ms`;
  printRow({ row: 11, figure, floor: 0, value, unit: 'ms', goal, met: value <= FIRST_PICTURE_GOAL_MS });
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function measureFloor(): Promise<number[]> {
  const frames = await lowDelayFrames(url, WARM_UP_MS + FLOOR_MS);
  return onTheWay(frames.filter(({ at }) => at >= (frames[0]?.at ?? 0) + WARM_UP_MS));
}

async function measureApp(): Promise<{ values: number[]; firsts: number[] }> {
  const recording = await startRecordingApp(dataDir);
  try {
    await appSettled(recording);
    await using bench = await openBenchPage(recording.app, await pageScript());
    const [cameraId = ''] = recording.cameraIds;
    await bench.page.evaluate((id) => window.livePage.watch(id), cameraId);
    await until(async () => (await drawn(bench)).length > 0, { what: 'the first live picture' });
    await delay(WARM_UP_MS);
    await drawn(bench);
    await delay(WATCH_MS);
    const seen = await drawn(bench);
    const frames = seen.flatMap(({ number, at }) => (number === undefined ? [] : [{ number, at }]));
    if (frames.length < seen.length) console.error(`${seen.length - frames.length} pictures were unreadable`);
    const values = await onTheWay(frames);
    const firsts: number[] = [];
    for (let tile = 0; tile < TILES; tile++) {
      firsts.push(await bench.page.evaluate((id) => window.livePage.firstPicture(id), cameraId));
      await delay(TILE_EVERY_MS);
    }
    return { values, firsts };
  } finally {
    await recording.app.stop();
  }
}

function drawn({ page }: BenchPage) {
  return page.evaluate(() => window.livePage.drawn());
}

async function onTheWay(frames: readonly SeenFrame[]): Promise<number[]> {
  const [from, to] = [frames[0]?.at ?? 0, frames.at(-1)?.at ?? 0];
  return latencies(frames, await farm.sendLog(0, from - BEFORE_MS, to));
}

async function pageScript(): Promise<string> {
  const folder = path.join(import.meta.dirname, 'page');
  const probe = await bundle(path.join(folder, 'drawn-probe.ts'));
  const page = await bundle(path.join(folder, 'live-page.ts'), [builtLiveWorker()]);
  return `window.drawnProbe = ${JSON.stringify(probe)};\n${page}`;
}

/** What Vite makes of `?worker&url`: the address of the built worker, as the window has it. */
function builtLiveWorker(): Plugin {
  const assets = path.resolve(import.meta.dirname, '../../out/renderer/assets');
  const file = readdirSync(assets).find((name) => /^live-worker-.*\.js$/.test(name));
  if (file === undefined) throw new Error('The window is not built.');
  return {
    name: 'built-live-worker',
    setup(build) {
      build.onResolve({ filter: /\?worker&url$/ }, ({ path: name }) => ({ path: name, namespace: 'worker' }));
      build.onLoad({ filter: /.*/, namespace: 'worker' }, () => ({
        contents: `export default ${JSON.stringify(`/assets/${file}`)};`,
      }));
    },
  };
}
