/**
 * What the simulated cameras of the benchmark send: 1080p25 H.264 at about 4 Mbit/s with a key frame every 2 s, and AAC.
 * Made once per machine from the demo camera's own clip (so every picture carries its bar code) and then looped by copy.
 */
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DemoClip } from '../../src-main/demo/clip.ts';
import { readVideo } from '../../src-main/demo/elementary-streams.ts';
import { LOOP_FRAMES, MAIN_FPS } from '../../src-main/demo/schedule.ts';
import { demoClip, testClipsFolder } from '../support/demo-fixture.ts';
import { runJudge } from '../support/ffmpeg-fixture.ts';

const GOP_FRAMES = 2 * MAIN_FPS;
/** Counts up when the coding below changes. */
const CLIP_VERSION = 1;
const MAKE_TIMEOUT_MS = 120_000;

/** Length of the loop; the frame number repeats after it. */
export const CLIP_SECONDS = LOOP_FRAMES / MAIN_FPS;

const folder = path.join(os.tmpdir(), 'watchpost-bench-clips');
const file = path.join(folder, `main-${CLIP_VERSION}.h264`);

/** The clip in memory, made first when it is not there (some seconds). Its sub stream and sound are the demo clip's. */
export async function benchClip(): Promise<DemoClip> {
  const demo = await demoClip();
  const stream = await readFile(file).catch(makeClip);
  const main = readVideo(stream, { count: LOOP_FRAMES, gopFrames: GOP_FRAMES, fps: MAIN_FPS });
  return { ...demo, main };
}

/** One fragmented file of the clip, again and again, as the recorder would have written it. Removing it is the caller's. */
export async function writeLongFootage(target: string, seconds: number, muxerOptions: string): Promise<void> {
  await benchClip();
  const base = target.replace(/\.mp4$/, '');
  const [picture, sound] = [`${base}.picture.mp4`, `${base}.sound.mp4`];
  // Two loops: sound frames do not divide ten seconds, and one loop of both would let the pictures drift.
  await ffmpeg(['-r', String(MAIN_FPS), '-f', 'h264', '-i', file, '-c', 'copy', picture]);
  await ffmpeg(['-i', path.join(testClipsFolder, 'clip-1-0', 'sound.aac'), '-c', 'copy', sound]);
  const loops = [picture, sound].flatMap((input) => ['-stream_loop', '-1', '-i', input]);
  const input = [...loops, '-map', '0:v', '-map', '1:a', '-t', String(seconds), '-c', 'copy'];
  const muxer = ['-f', 'segment', '-segment_time', '7200', '-strftime', '1', '-segment_format', 'mp4'];
  await ffmpeg([...input, ...muxer, '-segment_format_options', muxerOptions, target]);
  await Promise.all([rm(picture), rm(sound)]);
}

async function makeClip(): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  const source = path.join(testClipsFolder, 'clip-1-0', 'main.h264');
  const rate = ['-b:v', '4M', '-minrate', '4M', '-maxrate', '4M', '-bufsize', '4M'];
  const keys = [
    '-g',
    String(GOP_FRAMES),
    '-keyint_min',
    String(GOP_FRAMES),
    '-sc_threshold',
    '0',
    '-bf',
    '0',
  ];
  // Noise, or the still scene would not need four megabits.
  const filter = ['-vf', 'scale=1920:1080,noise=alls=10:allf=t'];
  const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'main', '-refs', '1'];
  const input = ['-r', String(MAIN_FPS), '-f', 'h264', '-i', source];
  await ffmpeg([...input, ...filter, ...encoder, ...rate, ...keys, '-f', 'h264', draft]);
  await rename(draft, file);
  return readFile(file);
}

async function ffmpeg(args: string[]): Promise<void> {
  const { code, stderr } = await runJudge(['-v', 'error', '-y', ...args], { timeoutMs: MAKE_TIMEOUT_MS });
  if (code !== 0) throw new Error(`FFmpeg could not make the footage of the benchmark: ${stderr}`);
}
