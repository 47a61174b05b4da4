/** Last words of FFmpeg as it really wrote them, on several systems and versions. */
import { describe, expect, it } from 'vitest';
import { encoderEnd, type EncoderEnd } from '../../../../src-main/cameras/encoding/encoder-end.ts';
import type { ExitInfo } from '../../../../src-main/ffmpeg/child.ts';

const ended: ExitInfo = { code: 1, signal: undefined };
const lost: EncoderEnd = { code: 'camera-lost' };
const busy: EncoderEnd = { code: 'camera-busy' };
const encoder: EncoderEnd = { code: 'encoder-failed', blames: 'encoder' };
const mode: EncoderEnd = { code: 'camera-lost', blames: 'mode' };
const unsupported: EncoderEnd = { code: 'unsupported' };

describe('why an encoder ended', () => {
  it.each<[string, EncoderEnd, string]>([
    [
      'a pulled plug on Linux',
      lost,
      '[video4linux2,v4l2 @ 0x5563] [error] ioctl(VIDIOC_DQBUF): No such device\n/dev/video0: No such device',
    ],
    [
      'no such node',
      lost,
      '[video4linux2,v4l2 @ 0x562e] [error] Cannot open video device /dev/videoX: No such file or directory\n[error] /dev/videoX: No such file or directory',
    ],
    [
      'no such camera on Windows',
      lost,
      '[dshow @ 000001] [error] Could not find video device with name [Cam] among source devices of type video.\nvideo=Cam: I/O error',
    ],
    [
      'no such camera on a Mac',
      lost,
      '[AVFoundation indev @ 0x7fc4e2904a40] Video device not found\n[in#0 @ 0x7fc4e2904440] Error opening input: Input/output error',
    ],
    ['nothing at all', lost, ''],
    ['a camera in use on Linux', busy, '[error] /dev/video0: Device or resource busy'],
    [
      'a camera in use on Windows',
      busy,
      '[dshow @ 0000] [error] Could not run graph (sometimes caused by a device already in use by other application)\nvideo=Cam: I/O error',
    ],
    [
      'a camera in use or forbidden on a Mac',
      busy,
      '[avfoundation @ 0x7f] Failed to create AV capture input device: Cannot use FaceTime HD Camera (Built-in)',
    ],
    [
      'no right to the node',
      busy,
      '[video4linux2,v4l2 @ 0x1] [error] Cannot open video device /dev/video0: Permission denied',
    ],
    [
      'a node that is no camera',
      unsupported,
      '[video4linux2,v4l2 @ 0x556a] [error] ioctl(VIDIOC_QUERYCAP): Inappropriate ioctl for device\n[error] /dev/null: Inappropriate ioctl for device',
    ],
    [
      'a node that gives no pictures',
      unsupported,
      '[video4linux2,v4l2 @ 0x1] [error] Not a video capture device.',
    ],
    ['an FFmpeg without cameras', unsupported, "[fatal] Unknown input format: 'dshow'"],
    [
      'no graphics chip',
      encoder,
      '[AVHWDeviceContext @ 0x5583] [error] No VA display found for device /dev/dri/renderD128.\n[error] Device creation failed: -22.',
    ],
    [
      'no NVIDIA driver',
      encoder,
      '[h264_nvenc @ 0x5655] [error] Cannot load libcuda.so.1\n[error] Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height',
    ],
    [
      'no Intel driver',
      encoder,
      '[h264_qsv @ 0x55c2] [error] Error initializing an internal MFX session: unsupported (-3)',
    ],
    [
      'too many at once on one card',
      encoder,
      '[h264_nvenc @ 0000020] [error] OpenEncodeSessionEx failed: out of memory (10): (no details)',
    ],
    ['an encoder that this FFmpeg lacks', encoder, "[fatal] Unknown encoder 'h264_videotoolbox'"],
    [
      'an option of another version',
      encoder,
      "[error] Unrecognized option 'hw_encoding'.\n[fatal] Error splitting the argument list: Option not found",
    ],
    [
      'a format the camera does not have',
      mode,
      "[video4linux2,v4l2 @ 0x1] [error] Cannot find a proper format for codec 'mjpeg' (id 7), pixel format 'none' (id -1)",
    ],
    [
      'a size the camera does not have on Windows',
      mode,
      '[dshow @ 0000] [error] Could not set video options\nvideo=Cam: I/O error',
    ],
    [
      'a rate the camera does not have on a Mac',
      mode,
      '[avfoundation @ 0x7f85] Selected framerate (24.000000) is not supported by the device\n0:none: Input/output error',
    ],
  ])('%s', (_what, end, said) => {
    expect(encoderEnd(ended, said.split('\n'))).toEqual(end);
    // The exit code tells nothing: a lost camera ends many versions with 0.
    expect(encoderEnd({ code: 0, signal: undefined }, said.split('\n'))).toEqual(end);
  });

  it('is its own fault when it was killed, crashed or could not be started', () => {
    expect(encoderEnd({ code: undefined, signal: 'SIGSEGV' }, [])).toEqual({ code: 'encoder-failed' });
    expect(encoderEnd({ code: undefined, signal: undefined, startError: 'ENOENT' }, [])).toEqual({
      code: 'encoder-failed',
    });
    expect(
      encoderEnd({ code: 127, signal: undefined }, ['setpriv: failed to execute ffmpeg: No such file']),
    ).toEqual({
      code: 'encoder-failed',
    });
  });
});
