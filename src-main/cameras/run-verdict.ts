/**
 * Why a run ended: our own stop, the relay's typed error, the volume's state, FFmpeg's words, then "it ended without
 * being asked" (glossary.md, order of recognition). Pure. Never looks at the exit code's meaning beyond a crash.
 */
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { FfmpegVerdict } from '../ffmpeg/stderr-classifier.ts';
import type { VolumeState } from './ports.ts';

export interface RunFacts {
  /** Why we ended it ourselves, if we did. */
  readonly asked?: EndReason | undefined;
  /** Why the pull is gone, if it is. */
  readonly pull?: EndReason | undefined;
  readonly volume: VolumeState;
  readonly verdict: FfmpegVerdict;
}

/** The one reason that is stored and shown. */
export function decideEnd(facts: RunFacts): EndReason {
  if (facts.asked) return facts.asked;
  if (facts.pull) return facts.pull;
  if (facts.volume !== 'ok') return facts.volume;
  switch (facts.verdict) {
    case 'disk-full':
    case 'volume-missing':
    case 'disk-error':
      return facts.verdict;
    case 'crashed':
    case 'not-started':
      return 'recorder-crashed';
    case 'unsupported':
      return 'unsupported';
    // Sound that FFmpeg cannot take must never cost the picture: the next run goes without it.
    case 'unsupported-audio':
      return 'audio-missing';
    case 'input-silent':
      return 'stalled';
    case 'input-refused':
    case 'input-unreachable':
      // The relay is on this PC: a reader it refuses is our own fault, not the camera's.
      return 'recorder-crashed';
    case 'stopped':
    case 'input-lost':
    case 'unknown':
      return 'camera-lost';
  }
}
