/**
 * Asks `ffmpeg -i` about a file that the box walk cannot read, and translates its words. Starts one short process,
 * which may only open local files.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { runFfmpeg } from '../ffmpeg/run-once.ts';
import type { VideoCodec } from '../../shared/model/camera.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import type { ProbeFailure, ProbeResult } from './probe-result.ts';

/** A whole file of a day on a slow disk; a network folder that hangs must not hold the queue. */
const TIMEOUT_MS = 20_000;

export interface IdentifyOptions {
  readonly ffmpegPath: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Never rejects. `walked` is what the boxes said, on which the answer is built. */
export async function identifyWithFfmpeg(
  file: string,
  walked: Mp4Report,
  options: IdentifyOptions,
  signal?: AbortSignal,
): Promise<ProbeResult> {
  try {
    const { stderrTail } = await runFfmpeg({
      binary: options.ffmpegPath,
      args: identifyArgs(file),
      env: options.env,
      name: 'Probe',
      clock: options.clock,
      logger: options.logger,
      timeoutMs: TIMEOUT_MS,
      ...(signal && { signal }),
    });
    return judgeWords(stderrTail, walked);
  } catch (error) {
    return { ok: false, failure: 'io', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** `file:` in front, so that no name can be taken for a protocol or an option. */
export function identifyArgs(file: string): string[] {
  const quiet = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info'];
  return [...quiet, '-protocol_whitelist', 'file', '-i', `file:${file}`];
}

const failureWords: readonly (readonly [RegExp, ProbeFailure])[] = [
  [/moov atom not found/, 'not-finalized'],
  [/No such file or directory|Input\/output error|Permission denied/, 'io'],
  [/End of file|truncat|partial file/i, 'truncated'],
  [/Invalid data found when processing input/, 'not-media'],
];

/** Translates the words of `ffmpeg -i`. Pure. */
export function judgeWords(lines: readonly string[], walked: Mp4Report): ProbeResult {
  const text = lines.join('\n');
  const video = /Stream #\d+:\d+.*?: Video: (\w+).*?, (\d{2,5})x(\d{2,5})/.exec(text);
  const duration = /Duration: (\d+):(\d\d):(\d\d)\.(\d\d)/.exec(text);
  if (!video || !duration) {
    const said = failureWords.find(([pattern]) => pattern.test(text))?.[1] ?? 'unreadable';
    // FFmpeg believes the name: it misses the moov of anything that is called .mp4, a web page too.
    const failure = said === 'not-finalized' && walked.kind === 'not-media' ? 'not-media' : said;
    return { ok: false, failure, detail: lines.at(-1) ?? 'FFmpeg said nothing' };
  }
  const [, name = '', width, height] = video;
  const codec = codecs.get(name);
  if (!codec) return { ok: false, failure: 'unreadable', detail: `the codec ${name} is not recorded` };
  const [hours = 0, minutes = 0, seconds = 0, hundredths = 0] = duration.slice(1).map(Number);
  const durationMs = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10;
  if (durationMs === 0) return { ok: false, failure: 'empty', detail: 'the file holds no pictures' };
  const fps = Number(/, ([\d.]+) fps\b/.exec(text)?.[1] ?? 0);
  const report: Mp4Report = {
    ...walked,
    complete: true,
    finalized: true,
    validTo: walked.sizeBytes,
    // FFmpeg's words do not give profile and level.
    video: {
      trackId: 0,
      codec,
      codecString: '',
      width: Number(width),
      height: Number(height),
      timescale: 1000,
    },
    durationMs,
    fps,
    pictures: Math.round((fps * durationMs) / 1000),
  };
  return { ok: true, report, readBy: 'ffmpeg' };
}

const codecs = new Map<string, VideoCodec>([
  ['h264', 'H264'],
  ['hevc', 'H265'],
]);
