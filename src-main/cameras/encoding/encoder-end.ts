/**
 * Why an encoding FFmpeg ended without being asked, from what it said: ordered rules, first match wins, pure. Texts of 5.x
 * to 9.x and of three systems side by side. What it does not know is a camera that went away.
 */
import type { ExitInfo } from '../../ffmpeg/child.ts';
import type { PullErrorCode } from '../../relay/relay.ts';

export interface EncoderEnd {
  readonly code: Extract<PullErrorCode, 'camera-lost' | 'camera-busy' | 'unsupported' | 'encoder-failed'>;
  /** What another try should leave alone: this encoder, or the format that was asked of the camera. */
  readonly blames?: 'encoder' | 'mode';
}

const rules: readonly (readonly [RegExp, EncoderEnd])[] = [
  [
    /VIDIOC_S_FMT|VIDIOC_S_PARM|Cannot find a proper format|Could not set video options|Selected (video size|framerate|pixel format)[^\n]*not supported|No such input format/,
    { code: 'camera-lost', blames: 'mode' },
  ],
  [/\[(?:h264_\w+|libx264) @ [^\]]*\] \[(?:error|fatal)\]/, { code: 'encoder-failed', blames: 'encoder' }],
  [
    /Error while opening encoder|Unknown encoder|Unrecognized option|No VA display|Device creation failed|hwupload|Error submitting (?:a )?(?:video )?frame to the encoder|Video encoding failed|Error initializing filters/,
    { code: 'encoder-failed', blames: 'encoder' },
  ],
  [
    /Device or resource busy|already in use|in use by (?:an)?other|Could not run graph|Cannot use |Permission denied|not authorized/,
    { code: 'camera-busy' },
  ],
  [
    /Unknown input format|Inappropriate ioctl|Not a video capture device|does not support (?:streaming|the streaming)/i,
    { code: 'unsupported' },
  ],
];

/** `tail` is FfmpegChild.tail(), the lines as FFmpeg wrote them. */
export function encoderEnd(exit: ExitInfo, tail: readonly string[]): EncoderEnd {
  const said = tail.join('\n');
  if (exit.startError !== undefined || /^setpriv: /m.test(said)) return { code: 'encoder-failed' };
  const found = rules.find(([pattern]) => pattern.test(said))?.[1];
  if (found) return found;
  return { code: exit.signal === undefined ? 'camera-lost' : 'encoder-failed' };
}
