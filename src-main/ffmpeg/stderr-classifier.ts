/**
 * Why an FFmpeg process ended, from what it said: ordered rules, first match wins, pure. The relay's typed errors and
 * the volume's state come before this. Never looks at the exit code's value: a lost camera, a stall and success are all 0.
 */
import type { ExitInfo } from './child.ts';

export const ffmpegVerdicts = [
  'stopped',
  'crashed',
  'not-started',
  'disk-full',
  'volume-missing',
  'disk-error',
  'unsupported-audio',
  'unsupported',
  'input-refused',
  'input-unreachable',
  'input-silent',
  'input-lost',
  'unknown',
] as const;
/** `input-…` is the relay as FFmpeg saw it; the relay itself knows better what the camera did. */
export type FfmpegVerdict = (typeof ffmpegVerdicts)[number];

export interface FfmpegEnd {
  readonly exit: ExitInfo;
  /** From FfmpegChild.tail(). */
  readonly tail: readonly string[];
  /** We asked it to end. */
  readonly stopRequested: boolean;
}

/** Texts of 5.x to 7.x side by side. The disk comes before the signal: a full one kills some builds after they said so. */
const diskRules: readonly (readonly [RegExp, FfmpegVerdict])[] = [
  [/No space left on device|Disk quota exceeded|Task finished with error code: -28\b/, 'disk-full'],
  [/Failed to open segment[^]*(No such file or directory|Not a directory)/, 'volume-missing'],
  [/Failed to open segment|Permission denied|Read-only file system/, 'disk-error'],
  [
    /(av_interleaved_write_frame\(\)|Error writing trailer|Error submitting a packet)[^\n]*Input\/output/,
    'disk-error',
  ],
];

const inputRules: readonly (readonly [RegExp, FfmpegVerdict])[] = [
  [/method \w+ failed: [345]\d\d|Server returned [45]|authorization failed/, 'input-refused'],
  [/(pcm|adpcm|aac|mp[123]|opus|g72)\w* in stream[^\n]*not currently supported/i, 'unsupported-audio'],
  [/Could not find codec parameters for stream \d+ \(Audio/, 'unsupported-audio'],
  [/not currently supported in container|Could not find (codec parameters|tag for codec)/, 'unsupported'],
  [/refused|No route|unreachable|resolve hostname/, 'input-unreachable'],
  [/timed out/i, 'input-silent'],
  [/Invalid data found when processing input/, 'input-refused'],
];

export function classifyEnd({ exit, tail, stopRequested }: FfmpegEnd): FfmpegVerdict {
  if (stopRequested) return 'stopped';
  const said = tail.join('\n');
  if (exit.startError !== undefined || /^setpriv: /m.test(said)) return 'not-started';
  const disk = firstMatch(diskRules, said);
  if (disk) return disk;
  if (exit.signal !== undefined) return 'crashed';
  const input = firstMatch(inputRules, said);
  // Ended by itself without a word of complaint: whoever sends the stream closed it.
  return input ?? (exit.code === 0 ? 'input-lost' : 'unknown');
}

function firstMatch(
  rules: readonly (readonly [RegExp, FfmpegVerdict])[],
  said: string,
): FfmpegVerdict | undefined {
  return rules.find(([pattern]) => pattern.test(said))?.[1];
}
