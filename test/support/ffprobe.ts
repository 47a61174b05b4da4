/** ffprobe as an oracle: what FFmpeg itself says about a file. Only tests use it; the product ships without it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testEnvironment } from './ffmpeg-fixture.ts';

const run = promisify(execFile);

export interface Packet {
  readonly ptsSeconds: number;
  readonly dtsSeconds: number;
  readonly key: boolean;
  /** Offset in the file. */
  readonly position: number;
}

/** Packets of the first video stream, in order. */
export async function videoPackets(file: string): Promise<Packet[]> {
  const entries = 'packet=pts_time,dts_time,flags,pos';
  const { packets } = await ask(['-select_streams', 'v:0', '-show_entries', entries, file]);
  return (packets ?? []).map(({ pts_time, dts_time, flags, pos }) => ({
    ptsSeconds: Number(pts_time),
    dtsSeconds: Number(dts_time),
    key: flags?.startsWith('K') ?? false,
    position: Number(pos),
  }));
}

/** Kinds and codec names of the streams. */
export async function streams(file: string): Promise<{ type: string; codec: string }[]> {
  const answer = await ask(['-show_entries', 'stream=codec_type,codec_name', file]);
  return (answer.streams ?? []).map(({ codec_type = '', codec_name = '' }) => ({
    type: codec_type,
    codec: codec_name,
  }));
}

/** A stream as its container describes it. */
export interface TrackDescription {
  readonly type: string;
  readonly codec: string;
  /** The container's own name for it, e.g. hvc1. */
  readonly tag: string;
  readonly width: number;
  readonly height: number;
  readonly sampleRate: number;
  /** Counted by reading all of them. */
  readonly packets: number;
}

/** Every stream of a file, video first. */
export async function tracks(file: string): Promise<TrackDescription[]> {
  const entries = 'codec_type,codec_name,codec_tag_string,width,height,sample_rate,nb_read_packets';
  const answer = await ask(['-count_packets', '-show_entries', `stream=${entries}`, file]);
  return (answer.streams ?? []).map((stream) => ({
    type: stream['codec_type'] ?? '',
    codec: stream['codec_name'] ?? '',
    tag: stream['codec_tag_string'] ?? '',
    width: Number(stream['width'] ?? 0),
    height: Number(stream['height'] ?? 0),
    sampleRate: Number(stream['sample_rate'] ?? 0),
    packets: Number(stream['nb_read_packets'] ?? 0),
  }));
}

interface Answer {
  packets?: Record<string, string>[];
  streams?: Record<string, string>[];
}

async function ask(args: string[]): Promise<Answer> {
  const options = { env: testEnvironment, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'json', ...args], options);
  return JSON.parse(stdout) as Answer;
}

/** What a recorder that relies on ffprobe asks about every segment: duration and streams. */
export async function describeFile(file: string): Promise<void> {
  await ask(['-show_entries', 'format=duration:stream=codec_name,width,height,avg_frame_rate', file]);
}
