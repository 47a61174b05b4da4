import { describe, expect, it } from 'vitest';
import { encoderNames, type EncoderName } from '../../../../shared/model/camera.ts';
import {
  bitrateOf,
  encoderCandidates,
  encoderOutputArgs,
  encoderTestArgs,
  publishArgs,
  type Encoder,
} from '../../../../src-main/cameras/encoding/encoder-args.ts';

const fullHd = { width: 1920, height: 1080, fps: 15 };
const thinOut = String.raw`select=isnan(prev_selected_t)+gte(t-prev_selected_t\,0.045)`;
const encoders: Record<EncoderName, Encoder> = {
  h264_vaapi: { name: 'h264_vaapi', renderNode: '/dev/dri/renderD128' },
  h264_nvenc: { name: 'h264_nvenc' },
  h264_qsv: { name: 'h264_qsv' },
  h264_videotoolbox: { name: 'h264_videotoolbox' },
  h264_mf: { name: 'h264_mf' },
  libx264: { name: 'libx264' },
};

const valueOf = (args: readonly string[], option: string) => args[args.indexOf(option) + 1];

describe('encoders of a system', () => {
  const names = (platform: NodeJS.Platform, nodes: readonly string[] = []) =>
    encoderCandidates(platform, nodes).map(({ name, renderNode }) =>
      renderNode ? `${name} ${renderNode}` : name,
    );

  it('REC-11 are tried hardware first, each graphics chip of Linux by itself, the processor last', () => {
    expect(names('linux', ['/dev/dri/renderD128', '/dev/dri/renderD129'])).toEqual([
      'h264_vaapi /dev/dri/renderD128',
      'h264_vaapi /dev/dri/renderD129',
      'h264_nvenc',
      'h264_qsv',
      'libx264',
    ]);
    expect(names('linux')).toEqual(['h264_nvenc', 'h264_qsv', 'libx264']);
    expect(names('win32')).toEqual(['h264_nvenc', 'h264_qsv', 'h264_mf', 'libx264']);
    expect(names('darwin')).toEqual(['h264_videotoolbox', 'libx264']);
    expect(names('freebsd')).toEqual(['libx264']);
  });
});

describe('an encoder’s arguments', () => {
  it('REC-11 are those of the processor, in full', () => {
    expect(
      publishArgs({
        input: ['-f', 'v4l2', '-i', '/dev/video0'],
        encoder: encoders.libx264,
        size: fullHd,
        localUrl: 'rtsp://127.0.0.1:1/T',
      }),
    ).toEqual(
      [
        ['-hide_banner', '-loglevel', 'level+warning', '-nostats', '-f', 'v4l2', '-i', '/dev/video0'],
        ['-map', '0:v:0', '-an', '-vf', `${thinOut},format=yuv420p`, '-fps_mode', 'vfr'],
        ['-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-forced-idr', '1'],
        ['-force_key_frames', 'expr:gte(t,n_forced*2)', '-g', '45', '-bf', '0'],
        ['-b:v', '2500000', '-maxrate', '3750000', '-bufsize', '5000000'],
        [
          '-f',
          'rtsp',
          '-rtsp_transport',
          'tcp',
          '-protocol_whitelist',
          'rtsp,rtp,tcp',
          'rtsp://127.0.0.1:1/T',
        ],
      ].flat(),
    );
  });

  it('REC-11 bring pictures to a graphics chip of Linux, whose device stands before the input', () => {
    const args = publishArgs({
      input: ['-i', 'x'],
      encoder: encoders.h264_vaapi,
      size: fullHd,
      localUrl: 'u',
    });
    expect(args.indexOf('-vaapi_device')).toBeLessThan(args.indexOf('-i'));
    expect(valueOf(args, '-vaapi_device')).toBe('/dev/dri/renderD128');
    expect(valueOf(args, '-vf')).toBe(`${thinOut},format=nv12,hwupload`);
  });

  it.each<[EncoderName, string, readonly string[]]>([
    ['h264_vaapi', 'format=nv12,hwupload', []],
    ['h264_nvenc', 'format=yuv420p', ['-preset', 'p4', '-forced-idr', '1']],
    ['h264_qsv', 'format=nv12', ['-preset', 'veryfast', '-forced_idr', '1']],
    ['h264_videotoolbox', 'format=nv12', ['-realtime', '1']],
    ['h264_mf', 'format=nv12', ['-hw_encoding', '1']],
    ['libx264', 'format=yuv420p', ['-preset', 'veryfast', '-tune', 'zerolatency', '-forced-idr', '1']],
  ])('%s has its picture format and options', (name, format, options) => {
    const args = encoderOutputArgs(encoders[name], fullHd);
    expect(valueOf(args, '-vf')).toBe(`${thinOut},${format}`);
    const at = args.indexOf('-c:v');
    expect(args.slice(at, at + 2 + options.length + 1)).toEqual([
      '-c:v',
      name,
      ...options,
      '-force_key_frames',
    ]);
  });

  it.each(encoderNames)('%s makes no sound, no reordered pictures, and is tested as it is used', (name) => {
    const test = encoderTestArgs(encoders[name]);
    expect(test).toEqual(
      expect.arrayContaining(encoderOutputArgs(encoders[name], { width: 1280, height: 720, fps: 15 })),
    );
    expect(test).toContain('-an');
    expect(valueOf(test, '-bf')).toBe('0');
    expect(test.slice(-3)).toEqual(['-f', 'null', '-']);
  });

  it.each([
    [160, 120, 15, 400_000],
    [640, 480, 15, 400_000],
    [1280, 720, 15, 1_100_000],
    [1280, 720, 30, 2_200_000],
    [1920, 1080, 15, 2_500_000],
    [1920, 1080, 30, 5_000_000],
    [3840, 2160, 30, 8_000_000],
  ])('spend bits by picture size: %i×%i at %i', (width, height, fps, bitrate) => {
    expect(bitrateOf({ width, height, fps })).toBe(bitrate);
  });
});
