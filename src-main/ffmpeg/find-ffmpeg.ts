/**
 * Finds the FFmpeg that is used, in a fixed order, and refuses one that is too old. Reads no environment itself.
 * Never runs anything but `-version`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { systemClock } from '../base/clock.ts';
import type { Clock } from '../base/clock.ts';
import { silentLogger } from '../base/logger.ts';
import { runFfmpeg } from './run-once.ts';

/** `-version` takes 60 ms; a cold disk or a virus scanner some seconds. */
const VERSION_TIMEOUT_MS = 15_000;
/** libavformat of FFmpeg 5.0, where `-timeout` got the meaning the recorder needs. Names of builds say less. */
const MIN_LIBAVFORMAT = 59;

export interface FfmpegPlaces {
  /** The operator's choice (FFMPEG_BIN); nothing else is tried when it is set. */
  readonly envPath?: string;
  /** Electron's resources folder; `bin/ffmpeg` inside it. */
  readonly resourcesPath?: string;
  /** The file that the package ffmpeg-static names. */
  readonly staticPath?: string;
  /** The PATH of the host, as it is. */
  readonly searchPath: string;
  /** Environment of the `-version` call. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

export interface FoundFfmpeg {
  readonly path: string;
  /** As FFmpeg names itself, e.g. 5.1.9-0+deb12u1. */
  readonly version: string;
}

interface Refusal {
  readonly path: string;
  readonly why: string;
}

/** The first usable FFmpeg; throws AppError `unavailable` with a sentence when there is none or it is below 5.0. */
export async function findFfmpeg(places: FfmpegPlaces): Promise<FoundFfmpeg> {
  const refusals: Refusal[] = [];
  for (const candidate of candidates(places)) {
    const answer = await ask(candidate, places);
    if ('version' in answer) return answer;
    refusals.push(answer);
  }
  throw new AppError('unavailable', sentence(places, refusals), { tried: refusals });
}

function candidates({ envPath, resourcesPath, staticPath, searchPath }: FfmpegPlaces): string[] {
  if (envPath !== undefined && envPath !== '') return [envPath];
  const program = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const onPath = searchPath
    .split(path.delimiter)
    // A relative entry would let the current folder choose the program.
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, program));
  const all = [
    ...(resourcesPath === undefined ? [] : [path.join(resourcesPath, 'bin', program)]),
    ...(staticPath === undefined ? [] : [staticPath]),
    ...onPath,
  ];
  return [...new Set(all)].filter((file) => fs.existsSync(file));
}

async function ask(file: string, places: FfmpegPlaces): Promise<FoundFfmpeg | Refusal> {
  let text: string;
  try {
    const { stdout } = await runFfmpeg({
      binary: file,
      args: ['-hide_banner', '-version'],
      env: places.env ?? {},
      name: 'The version check of FFmpeg',
      clock: places.clock ?? systemClock,
      logger: silentLogger,
      timeoutMs: VERSION_TIMEOUT_MS,
      maxOutputBytes: 64 * 1024,
      // Told apart from "no such program" only without a wrapper in between.
      dieWithParent: false,
    });
    text = stdout.toString('utf8');
  } catch (error) {
    return { path: file, why: error instanceof Error ? error.message : String(error) };
  }
  const version = /^ffmpeg version (\S{1,80})/.exec(text)?.[1];
  const format = Number(/^libavformat\s+(\d+)\./m.exec(text)?.[1] ?? Number.NaN);
  if (version === undefined || Number.isNaN(format)) return { path: file, why: 'it is not FFmpeg' };
  if (format < MIN_LIBAVFORMAT) return { path: file, why: `version ${version} is too old` };
  return { path: file, version };
}

function sentence({ envPath }: FfmpegPlaces, refusals: readonly Refusal[]): string {
  if (envPath !== undefined && envPath !== '') {
    return `FFMPEG_BIN names ${envPath}, which cannot be used: ${refusals[0]?.why}. Watchpost needs FFmpeg 5.0 or newer.`;
  }
  const [first] = refusals;
  return first
    ? `Watchpost needs FFmpeg 5.0 or newer; ${first.path} cannot be used: ${first.why}. Install a newer one, or name it in FFMPEG_BIN.`
    : 'FFmpeg was not found. Install FFmpeg 5.0 or newer, or name its program file in FFMPEG_BIN.';
}
