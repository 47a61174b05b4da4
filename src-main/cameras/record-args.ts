/**
 * The arguments of the recording FFmpeg, exactly as recording.md §1 measured them. Pure.
 * The input is always the relay on loopback: neither a camera's address nor its password can reach an argument.
 */
import path from 'node:path';
import { FRAGMENT_MS } from '../../shared/model/limits.ts';
import type { AudioCodec, VideoCodec } from '../../shared/model/camera.ts';
import { MANIFEST_NAME, segmentPattern } from './run-folder.ts';

/** How often FFmpeg tells the media time it has reached: what a jump of time stamps is found by. */
const PROGRESS_PERIOD_S = 3;

export type SegmentFormat = 'fragmented' | 'plain';
export type AudioPlan = 'copy' | 'encode' | 'none';

export interface RecordArgs {
  /** rtsp://127.0.0.1:PORT/TOKEN */
  readonly localUrl: string;
  /** Absolute folder of the run; it exists. */
  readonly folder: string;
  readonly slug: string;
  readonly videoCodec: VideoCodec;
  readonly audio: AudioPlan;
  readonly rotationSeconds: number;
  readonly rotationOffsetS: number;
  /** `plain` only for the flapping test of PRB-5: it loses the whole segment when FFmpeg is killed. */
  readonly segmentFormat?: SegmentFormat;
}

/** REC-12: AAC is copied, every other codec we know is encoded to AAC, silence by choice or by a dead track is `none`. */
export function planAudio(codec: AudioCodec | undefined, wanted: 'with-audio' | 'without-audio'): AudioPlan {
  if (codec === undefined || wanted === 'without-audio') return 'none';
  return codec === 'AAC' ? 'copy' : 'encode';
}

/** Environment on top of the base one: strftime and the wall-clock cut use local time, which must be UTC (REC-2). */
export const recordEnvironment: Readonly<Record<string, string>> = { TZ: 'UTC0' };

// flush_packets inside the options reaches the muxer; without it writes come in 256 KiB blocks.
const fragmented = `movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=${FRAGMENT_MS * 1000}:flush_packets=1`;

/** FFmpeg's argument list; one output, progress and log lines share stderr. */
export function recordArgs(options: RecordArgs): string[] {
  const format = options.segmentFormat ?? 'fragmented';
  return [
    ['-hide_banner', '-loglevel', 'level+info', '-nostats', '-progress', 'pipe:2'],
    // Each block wakes two processes; that the file grows is seen every second without it.
    ['-stats_period', String(PROGRESS_PERIOD_S)],
    ['-protocol_whitelist', 'rtsp,tcp,udp,rtp', '-rtsp_transport', 'tcp'],
    // Backstop only (µs): the relay closes a silent camera after 15 s. Analysis: less moved the first frame by 0.3–2 s.
    ['-timeout', '10000000', '-analyzeduration', '2000000', '-i', options.localUrl],
    ['-map', '0:v:0', ...audioMap(options.audio), '-c:v', 'copy'],
    // Players on Apple's systems open H.265 only as hvc1; FFmpeg's default is hev1.
    options.videoCodec === 'H265' ? ['-tag:v', 'hvc1'] : [],
    audioCodec(options.audio),
    // Default 10 s: a silent sound track would hold back video, rows and rotation by that long.
    ['-max_interleave_delta', '1000000'],
    ['-f', 'segment', '-segment_time', String(options.rotationSeconds), '-segment_atclocktime', '1'],
    ['-segment_clocktime_offset', String(options.rotationOffsetS % options.rotationSeconds)],
    ['-reset_timestamps', '1', '-strftime', '1', '-segment_format', 'mp4'],
    format === 'fragmented' ? ['-segment_format_options', fragmented] : [],
    ['-segment_list', path.join(options.folder, MANIFEST_NAME), '-segment_list_type', 'csv'],
    // A folder may contain "%" (strftime would read it); only the file's own pattern may be expanded.
    [path.join(options.folder.replaceAll('%', '%%'), segmentPattern(options.slug))],
  ].flat();
}

function audioMap(audio: AudioPlan): string[] {
  return audio === 'none' ? ['-an'] : ['-map', '0:a:0?'];
}

function audioCodec(audio: AudioPlan): string[] {
  if (audio === 'none') return [];
  return audio === 'copy' ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '32k'];
}
