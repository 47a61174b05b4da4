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

export function classifyEnd(_end: FfmpegEnd): FfmpegVerdict {
  throw new Error('not built yet');
}
