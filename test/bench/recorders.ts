/**
 * The two that are compared: N bare FFmpegs that record straight from the cameras with the product's own arguments, and
 * Watchpost recording the same cameras. Both cut files every ten seconds. Starts and ends them; measures nothing.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { recordArgs, recordEnvironment } from '../../src-main/cameras/record-args.ts';
import { rotationOffsetS } from '../../src-main/cameras/rotation-offset.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';
import { testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import type { SocketClient } from '../support/rpc-socket.ts';
import { until } from '../support/until.ts';

export const ROTATION_SECONDS = 10;
/** After all recorders write: the work of starting is over. */
const SETTLE_MS = 4_000;
/** The app as it runs for months: what the virtual machine compiles in the first half minute is no part of it. */
const APP_SETTLE_MS = 30_000;
const START_TIMEOUT_MS = 40_000;
/** More than the head of a file. */
const WRITTEN_BYTES = 100_000;

/** A temporary folder of the benchmark; removing it is the caller's. */
export function benchFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'watchpost-bench-'));
}

export class BareRecorders implements AsyncDisposable {
  readonly pids: readonly number[];
  readonly folder: string;
  readonly #children: readonly ChildProcess[];

  constructor(children: readonly ChildProcess[], folder: string) {
    this.#children = children;
    this.pids = children.map(({ pid }) => pid ?? 0);
    this.folder = folder;
  }

  /** Kills them and removes what they wrote. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One FFmpeg per address; does not wait for the first picture. */
export function startBareRecorders(urls: readonly string[]): BareRecorders {
  const home = benchFolder();
  const children = urls.map((localUrl, index) => {
    const slug = slugOf(index);
    const folder = path.join(home, slug);
    mkdirSync(folder);
    const args = recordArgs({
      localUrl,
      folder,
      slug,
      videoCodec: 'H264',
      audio: 'copy',
      rotationSeconds: ROTATION_SECONDS,
      rotationOffsetS: rotationOffsetS(slug),
    });
    return spawn(testFfmpeg, args, { env: { ...testEnvironment, ...recordEnvironment }, stdio: 'ignore' });
  });
  return new BareRecorders(children, home);
}

/** Resolves when every recorder has written pictures and has settled. */
export async function bareRecordersSettled(recorders: BareRecorders): Promise<void> {
  await until(() => writingFolders(recorders.folder) >= recorders.pids.length, {
    timeoutMs: START_TIMEOUT_MS,
    what: 'FFmpeg to record',
  });
  await delay(SETTLE_MS);
}

export interface RecordingApp {
  readonly app: AppProcess;
  readonly client: SocketClient;
  /** In the order of the addresses. */
  readonly cameraIds: readonly string[];
}

/** Starts Watchpost on a data folder that `prepareApp` made; does not wait for recordings. */
export async function startRecordingApp(dataDir: string): Promise<RecordingApp> {
  const app = await startApp({ dataDir });
  const client = await app.client();
  const cameras = await client.call('cameras.list');
  return { app, client, cameraIds: cameras.map(({ id }) => id) };
}

/** A data folder with these cameras configured, made by Watchpost itself. Removing it is the caller's. */
export async function prepareApp(urls: readonly string[]): Promise<string> {
  const dataDir = benchFolder();
  const { app, client } = await startRecordingApp(dataDir);
  try {
    await client.call('settings.update', { recording: { rotationSeconds: ROTATION_SECONDS } });
    for (const [index, url] of urls.entries())
      await client.call('cameras.add', { name: slugOf(index), source: { kind: 'rtsp', url } });
  } finally {
    await app.stop();
  }
  return dataDir;
}

/** Resolves when every camera is recording and the app has settled. */
export async function appSettled({ client, cameraIds }: RecordingApp): Promise<void> {
  await until(async () => (await client.call('cameras.status')).every(({ recording }) => recording), {
    timeoutMs: START_TIMEOUT_MS,
    intervalMs: 200,
    what: `${cameraIds.length} cameras to be recorded`,
  });
  await delay(APP_SETTLE_MS);
}

/** Files of pictures below a folder, however deep. */
export function recordedFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mp4'))
    .map((name) => path.join(folder, name));
}

function writingFolders(folder: string): number {
  const big = recordedFiles(folder).filter((file) => statSync(file).size >= WRITTEN_BYTES);
  return new Set(big.map((file) => path.dirname(file))).size;
}

function slugOf(index: number): string {
  return `camera-${index + 1}`;
}
