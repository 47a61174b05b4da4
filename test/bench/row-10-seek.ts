/**
 * Row 10: from a seek to the picture on the screen, in Chromium with the window's own player: Watchpost's playlists over
 * the recorded file against ready-made HLS files of the same footage. Every picture is checked by its bar code.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { PlaybackWindow } from '../../src-renderer/player/hls-driver.ts';
import { MAIN_FPS } from '../../src-main/demo/schedule.ts';
import { startApp } from '../support/app-process.ts';
import { runJudge } from '../support/ffmpeg-fixture.ts';
import { CLIP_SECONDS } from './bench-clip.ts';
import { bundle, openBenchPage } from './bench-page.ts';
import { frameNumberAt, seekInstants } from './frame-arithmetic.ts';
import { percentile, printRow } from './harness.ts';
import type { SeekResult } from './page/seek-page.ts';
import { benchFolder } from './recorders.ts';
import { storeFootage, type StoredFootage } from './stored-footage.ts';

const FOOTAGE_SECONDS = 300;
/** The length of the product's playlist entries. */
const ENTRY_SECONDS = 6;
/** Rounds of static files and Watchpost in turn, and seeks in each. */
const ROUNDS = 6;
const SEEKS = 7;
const GOAL = 1.15;
const HOUR_MS = 3_600_000;

const dataDir = benchFolder();
try {
  const startAt = Math.floor((Date.now() - 24 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  const footage = await storeFootage(dataDir, startAt, FOOTAGE_SECONDS);
  await compare(footage);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function compare(footage: StoredFootage): Promise<void> {
  const files = await startStaticServer(await makeStaticHls(footage));
  const app = await startApp({ dataDir });
  try {
    const client = await app.client();
    const { cameraId, startAt, durationMs } = footage;
    const range = { cameraId, from: startAt - HOUR_MS, to: startAt + HOUR_MS };
    const own = await client.call('playback.playlist', range);
    const whole = { startAt, durationMs, mediaStartS: 0, mediaDurationS: durationMs / 1000 };
    const ready = { url: `${files.url}/index.m3u8`, stretches: [whole] };
    await using bench = await openBenchPage(app, await bundle(pageScript()));
    const seek = (source: PlaybackWindow, instants: number[]) =>
      bench.page.evaluate(([source, from, instants]) => window.seekPage.run(source, from, instants), [
        source,
        startAt,
        instants,
      ] as const);
    const floors: SeekResult[] = [];
    const values: SeekResult[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const instants = seekInstants({ startAt, durationMs, count: SEEKS, seed: round + 1 });
      floors.push(...(await seek(ready, instants)));
      values.push(...(await seek(own, instants)));
    }
    print(floors, values, startAt);
  } finally {
    await app.stop();
    files.close();
  }
}

function print(floors: readonly SeekResult[], values: readonly SeekResult[], startAt: number): void {
  const wrong = [...floors, ...values].filter(
    ({ at, number }) => number !== frameNumberAt(at - startAt, MAIN_FPS, CLIP_SECONDS * MAIN_FPS),
  );
  for (const percent of [50, 95]) {
    const [floor, value] = [floors, values].map((all) =>
      percentile(
        all.map(({ ms }) => ms),
        percent,
      ),
    );
    const figure = `seek to first picture, ${values.length} seeks, p${percent}`;
    const met = value! <= GOAL * floor! && wrong.length === 0;
    printRow({ row: 10, figure, floor: floor!, value: value!, unit: 'ms', goal: `<= ${GOAL}x`, met });
  }
  const figure = 'pictures that were not the one asked for';
  printRow({ row: 10, figure, floor: 0, value: wrong.length, unit: '', goal: '0', met: wrong.length === 0 });
}

async function makeStaticHls({ file }: StoredFootage): Promise<string> {
  const folder = path.join(dataDir, 'static');
  mkdirSync(folder);
  const hls = [
    '-f',
    'hls',
    '-hls_time',
    String(ENTRY_SECONDS),
    '-hls_playlist_type',
    'vod',
    '-hls_list_size',
    '0',
  ];
  const files = ['-hls_segment_type', 'fmp4', '-hls_segment_filename', path.join(folder, '%05d.m4s')];
  const target = path.join(folder, 'index.m3u8');
  const { code, stderr } = await runJudge([
    '-v',
    'error',
    '-i',
    file,
    '-c',
    'copy',
    ...hls,
    ...files,
    target,
  ]);
  if (code !== 0) throw new Error(`FFmpeg could not cut the static files: ${stderr}`);
  return folder;
}

async function startStaticServer(folder: string): Promise<{ url: string; close(): void }> {
  const file = path.join(import.meta.dirname, 'static-hls-process.ts');
  const child = fork(file, [folder], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, close: () => void child.kill('SIGKILL') };
}

function pageScript(): string {
  return path.join(import.meta.dirname, 'page/seek-page.ts');
}
