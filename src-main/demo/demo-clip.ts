/**
 * Makes the clip a simulated camera plays (once per scene, by FFmpeg, kept in a folder) and reads it into memory.
 * Never sends anything.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../shared/model/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { runFfmpeg } from '../ffmpeg/run-once.ts';
import type { DemoClip } from './clip.ts';
import { clipArgs, MAIN_SIZE } from './clip-args.ts';
import { readAudio, readVideo } from './elementary-streams.ts';
import { drawOverlay } from './overlay.ts';
import { feedPictures } from './picture-feed.ts';
import { paintBackground, scenes } from './scenes.ts';
import { FRAME_MS, LOOP_FRAMES, MAIN_FPS, MAIN_GOP_FRAMES, SUB_EVERY, SUB_GOP_FRAMES } from './schedule.ts';

export interface DemoClipOptions {
  readonly ffmpegPath: string;
  /** Environment for the child process; the caller's base environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Which of the pictures (0…3): front door, till, car park, back door; more begin again. */
  readonly scene?: number;
  readonly signal?: AbortSignal;
}

/** Counts up whenever pictures or coding change, so that old clips are not used. */
const CLIP_VERSION = 1;
/** The work of about three seconds; a busy little PC may need ten times as long. */
const MAKE_TIMEOUT_MS = 60_000;

/**
 * Loads the clip of a scene from `folder`, making it first when it is not there or not readable.
 * Throws AppError `unavailable` when FFmpeg cannot make it.
 */
export async function ensureDemoClips(folder: string, options: DemoClipOptions): Promise<DemoClip> {
  const scene = (options.scene ?? 0) % scenes.length;
  const home = path.join(folder, `clip-${CLIP_VERSION}-${scene}`);
  const found = await readClip(home).catch(() => undefined);
  if (found) return found;
  const started = options.clock.monotonicMs();
  const draft = `${home}.${randomUUID().slice(0, 8)}.part`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    await makeClip(draft, scene, options);
    const clip = await readClip(draft);
    // Somebody else may have been faster, or what was there could not be read: a whole new folder takes its place.
    await rm(home, { recursive: true, force: true });
    await rename(draft, home).catch(() => {});
    const tookMs = Math.round(options.clock.monotonicMs() - started);
    options.logger.info('The demo camera has its pictures.', { scene, tookMs });
    return clip;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function makeClip(folder: string, scene: number, options: DemoClipOptions): Promise<void> {
  const feed = await feedPictures(() => paintFrames(scene));
  try {
    const result = await runFfmpeg({
      binary: options.ffmpegPath,
      args: clipArgs({ picturesUrl: feed.url, ...filesIn(folder) }),
      env: options.environment,
      name: 'demo clip',
      clock: options.clock,
      logger: options.logger,
      timeoutMs: MAKE_TIMEOUT_MS,
      ...(options.signal && { signal: options.signal }),
    });
    if (result.exit.code !== 0)
      throw new Error(result.stderrTail.at(-1) ?? result.exit.startError ?? 'FFmpeg did not say why.');
    await feed.done;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'unavailable',
      `FFmpeg could not make the demo camera's pictures: ${reason}`,
      undefined,
      {
        cause,
      },
    );
  } finally {
    feed.close();
  }
}

/** All frames of the loop, in order. */
async function* paintFrames(scene: number): AsyncGenerator<Uint8Array> {
  const place = scenes[scene];
  if (!place) throw new RangeError(`There is no scene ${scene}.`);
  const background = await paintBackground(place, MAIN_SIZE.width, MAIN_SIZE.height);
  for (let number = 0; number < LOOP_FRAMES; number++) {
    const picture = background.copy();
    const progress = number / LOOP_FRAMES;
    place.foreground(picture, progress);
    drawOverlay(picture, number, progress, number * FRAME_MS);
    // A socket with room says so without waiting; the rest of the app wants its turn all the same.
    await nextTurn();
    yield picture.bytes;
  }
}

async function readClip(folder: string): Promise<DemoClip> {
  const files = filesIn(folder);
  const [main, sub, sound] = await Promise.all([
    readFile(files.mainFile),
    readFile(files.subFile),
    readFile(files.soundFile),
  ]);
  return {
    main: readVideo(main, { count: LOOP_FRAMES, gopFrames: MAIN_GOP_FRAMES, fps: MAIN_FPS }),
    sub: readVideo(sub, {
      count: LOOP_FRAMES / SUB_EVERY,
      gopFrames: SUB_GOP_FRAMES,
      fps: MAIN_FPS / SUB_EVERY,
    }),
    audio: readAudio(sound),
  };
}

function filesIn(folder: string) {
  return {
    mainFile: path.join(folder, 'main.h264'),
    subFile: path.join(folder, 'sub.h264'),
    soundFile: path.join(folder, 'sound.aac'),
  };
}
