/**
 * Media files as the recorder's FFmpeg writes them (same container options), from generated pictures and sound. Small,
 * so that a suite makes what it needs in a second; every file is made once per folder.
 */
import fs from 'node:fs';
import path from 'node:path';
import { runJudge } from './ffmpeg-fixture.ts';

/** The container options of a recording. */
export const RECORDING_OPTIONS =
  'movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000:flush_packets=1';

export interface MediaOptions {
  readonly seconds?: number;
  readonly codec?: 'libx264' | 'libx265';
  readonly audio?: boolean;
  readonly gopSeconds?: number;
  /** Pictures between these two instants (s) are left out, as when a camera falls silent and comes back. */
  readonly hole?: readonly [number, number];
}

const FPS = 25;

function encodeArgs({ seconds = 6, codec = 'libx264', audio = true, gopSeconds = 2, hole }: MediaOptions) {
  const gop = String(gopSeconds * FPS);
  const filter = hole
    ? ['-vf', `select='lt(t,${hole[0]})+gte(t,${hole[1]})'`, '-fps_mode', 'passthrough']
    : [];
  const x265 =
    codec === 'libx265'
      ? [
          '-tag:v',
          'hvc1',
          '-x265-params',
          `log-level=none:keyint=${gop}:min-keyint=${gop}:scenecut=0:pools=none:frame-threads=1`,
        ]
      : [];
  const pictures = ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=${FPS}`];
  const sound = audio ? ['-f', 'lavfi', '-i', 'sine=f=440:r=44100'] : [];
  const encoder = ['-c:v', codec, '-preset', 'ultrafast', '-threads', '1', '-pix_fmt', 'yuv420p'];
  const keys = ['-g', gop, '-keyint_min', gop, '-sc_threshold', '0'];
  const aac = audio ? ['-c:a', 'aac', '-b:a', '48k'] : [];
  const length = ['-t', String(seconds)];
  return [
    '-v',
    'error',
    '-y',
    ...pictures,
    ...sound,
    ...filter,
    ...length,
    ...encoder,
    ...keys,
    ...x265,
    ...aac,
  ];
}

/** One finished fragmented file, as a segment of a recording. */
export async function makeSegment(folder: string, name: string, options: MediaOptions = {}): Promise<string> {
  const file = path.join(folder, name);
  const muxer = ['-f', 'segment', '-segment_time', '3600', '-segment_format', 'mp4'];
  const container = ['-segment_format_options', RECORDING_OPTIONS, '-reset_timestamps', '1'];
  // The segment muxer insists on a number in the name.
  await make([...encodeArgs(options), ...muxer, ...container, `${file}.%d.mp4`]);
  fs.renameSync(`${file}.0.mp4`, file);
  return file;
}

/** One finished file of another kind: the container by the name's ending, plus options for it. */
export async function makePlain(
  folder: string,
  name: string,
  options: MediaOptions = {},
  ...muxer: string[]
): Promise<string> {
  const file = path.join(folder, name);
  await make([...encodeArgs(options), ...muxer, file]);
  return file;
}

/** The first `bytes` of a file under another name, as a killed writer leaves it. */
export function cutFile(file: string, bytes: number, name: string): string {
  const target = path.join(path.dirname(file), name);
  fs.copyFileSync(file, target);
  fs.truncateSync(target, bytes);
  return target;
}

/** Pictures FFmpeg decodes from a file, and every complaint on the way. */
export async function decode(file: string): Promise<{ pictures: number; complaints: string }> {
  const { stdout, stderr } = await runJudge([
    '-v',
    'error',
    '-threads',
    '1',
    '-i',
    file,
    '-map',
    '0:v',
    '-f',
    'null',
    '-progress',
    'pipe:1',
    '-',
  ]);
  const frames = [...stdout.toString().matchAll(/^frame=(\d+)/gm)].at(-1)?.[1];
  return { pictures: Number(frames ?? 0), complaints: stderr.trim() };
}

async function make(args: string[]): Promise<void> {
  const { code, stderr } = await runJudge(args);
  if (code !== 0) throw new Error(`FFmpeg could not make the file: ${stderr}`);
}
