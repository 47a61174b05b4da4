/**
 * Segments and manifest written by the real FFmpeg with the recorder's own output arguments; only the camera is replaced
 * by generated pictures in real time. For tests of what comes after the recorder.
 */
import { spawn } from 'node:child_process';
import { recordArgs } from '../../src-main/cameras/record-args.ts';
import { testEnvironment, testFfmpeg } from './ffmpeg-fixture.ts';

export interface SegmentWriterOptions {
  /** Absolute folder of the run; it exists. */
  readonly folder: string;
  readonly slug: string;
  readonly seconds: number;
  readonly rotationSeconds: number;
  readonly audio?: boolean;
  readonly size?: string;
  /** Silence begins here (s): the sound track ends, the pictures go on. */
  readonly soundSeconds?: number;
}

export interface SegmentWriter {
  /** Files FFmpeg has opened so far, absolute. */
  readonly opened: readonly string[];
  onOpened(listener: (file: string) => void): void;
  quit(): void;
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
}

export const WRITER_FPS = 25;
/** A rotation that no test lives to see (files are cut on the wall clock: a minute could be over at any moment). */
export const ONE_FILE = 86_400;

/** Starts to write; key frames come every 2 s. */
export function writeSegments(options: SegmentWriterOptions): SegmentWriter {
  const { folder, slug, seconds, rotationSeconds, audio = false, size = '320x180' } = options;
  const output = recordArgs({
    localUrl: 'unused',
    folder,
    slug,
    videoCodec: 'H264',
    audio: audio ? 'encode' : 'none',
    rotationSeconds,
    rotationOffsetS: 0,
  });
  const fromMap = output.slice(output.indexOf('-map'));
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-threads', '1', '-pix_fmt', 'yuv420p'];
  const keys = ['-g', String(2 * WRITER_FPS), '-keyint_min', String(2 * WRITER_FPS), '-sc_threshold', '0'];
  const copyAt = fromMap.indexOf('-c:v');
  fromMap.splice(copyAt, 2, ...encoder, ...keys);
  const soundAt = fromMap.indexOf('0:a:0?');
  if (soundAt >= 0) fromMap[soundAt] = '1:a:0?';
  const sound = `sine=f=440:r=8000${options.soundSeconds ? `:d=${options.soundSeconds}` : ''}`;
  const args = [
    ['-hide_banner', '-loglevel', 'level+info', '-nostats'],
    ['-re', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${WRITER_FPS}`],
    audio ? ['-re', '-f', 'lavfi', '-i', sound] : [],
    ['-t', String(seconds)],
    fromMap,
  ].flat();
  const child = spawn(testFfmpeg, args, {
    env: { ...testEnvironment, TZ: 'UTC0' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const opened: string[] = [];
  const listeners: ((file: string) => void)[] = [];
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const file = /Opening '([^']+\.mp4)' for writing/.exec(line)?.[1];
      if (!file) continue;
      opened.push(file);
      for (const listener of listeners) listener(file);
    }
  });
  return {
    opened,
    onOpened: (listener) => void listeners.push(listener),
    quit: () => void child.stdin.write('q'),
    kill: (signal) => void child.kill(signal),
    exited: new Promise((resolve) => child.on('close', (code) => resolve(code))),
  };
}
