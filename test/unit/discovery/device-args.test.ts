import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceInputArgs, listDevicesArgs, listModesArgs } from '../../../src-main/discovery/device-args.ts';
import type { ChosenMode, DeviceInput, DeviceMode } from '../../../src-main/discovery/local-device.ts';
import { chooseMode } from '../../../src-main/discovery/mode-choice.ts';

const noProtocols = ['-protocol_whitelist', 'rtsp,rtp,tcp'];
const mjpeg = { kind: 'compressed', name: 'mjpeg' } as const;
const yuyv = { kind: 'raw', name: 'yuyv422' } as const;
const fullHd: ChosenMode = { format: mjpeg, width: 1920, height: 1080, fps: 15 };

describe('reading a camera of this PC', () => {
  it('REC-11 is v4l2 on Linux, with size, rate and format', () => {
    expect(deviceInputArgs({ kind: 'v4l2', path: '/dev/v4l/by-path/pci-0:usb-0:1:1.0' }, fullHd)).toEqual(
      [
        noProtocols,
        ['-f', 'v4l2', '-framerate', '15', '-video_size', '1920x1080', '-input_format', 'mjpeg'],
        ['-i', '/dev/v4l/by-path/pci-0:usb-0:1:1.0'],
      ].flat(),
    );
  });

  it('REC-11 is DirectShow on Windows, with room for uncompressed pictures', () => {
    const input: DeviceInput = { kind: 'dshow', name: String.raw`@device_pnp_\\?\usb#vid_1&pid_2` };
    const size = ['-framerate', '15', '-video_size', '1920x1080'];
    const start = [...noProtocols, '-f', 'dshow', '-rtbufsize', '128M', ...size];
    const end = ['-i', String.raw`video=@device_pnp_\\?\usb#vid_1&pid_2`];
    expect(deviceInputArgs(input, fullHd)).toEqual([...start, '-vcodec', 'mjpeg', ...end]);
    const raw = deviceInputArgs(input, { ...fullHd, format: yuyv });
    expect(raw).toEqual([...start, '-pixel_format', 'yuyv422', ...end]);
  });

  it('REC-11 is AVFoundation on a Mac, without its microphone, at the rate the camera named', () => {
    const input: DeviceInput = { kind: 'avfoundation', index: 2 };
    expect(deviceInputArgs(input, { width: 1280, height: 720, fps: 30.00003 })).toEqual(
      [
        noProtocols,
        ['-f', 'avfoundation', '-framerate', '30.00003', '-video_size', '1280x720', '-i', '2:none'],
      ].flat(),
    );
  });

  it('leaves the choice to the camera where nothing is known of it', () => {
    expect(deviceInputArgs({ kind: 'v4l2', path: '/dev/video0' }, undefined)).toEqual(
      [noProtocols, ['-f', 'v4l2', '-i', '/dev/video0']].flat(),
    );
    expect(deviceInputArgs({ kind: 'dshow', name: 'Cam' }, undefined)).not.toContain('-video_size');
    // FFmpeg's default of 29.97 is refused by most of Apple's cameras.
    expect(deviceInputArgs({ kind: 'avfoundation', index: 0 }, undefined)).toContain('30');
  });

  it.each<[string, DeviceInput]>([
    ['a file', { kind: 'v4l2', path: '/etc/passwd' }],
    ['a way out of /dev', { kind: 'v4l2', path: '/dev/../etc/passwd' }],
    ['an option', { kind: 'v4l2', path: '-y' }],
    ['an address', { kind: 'v4l2', path: 'http://10.0.0.1/' }],
    ['a relative path', { kind: 'v4l2', path: 'dev/video0' }],
    ['a path with a line break', { kind: 'v4l2', path: '/dev/video0\n-y' }],
    ['nothing', { kind: 'v4l2', path: '' }],
    ['a second device behind a colon', { kind: 'dshow', name: 'Cam:audio=Mic' }],
    ['no name', { kind: 'dshow', name: '' }],
    ['a name of 600 characters', { kind: 'dshow', name: 'a'.repeat(600) }],
    ['a name with a line break', { kind: 'dshow', name: 'a\nb' }],
    ['a negative index', { kind: 'avfoundation', index: -1 }],
    ['half an index', { kind: 'avfoundation', index: 0.5 }],
    ['no index', { kind: 'avfoundation', index: Number.NaN }],
  ])('SEC-1 refuses %s', (_what, input) => {
    expect(() => deviceInputArgs(input, undefined)).toThrow(RangeError);
    expect(() => listModesArgs(input)).toThrow(RangeError);
  });

  it('SEC-1 no name becomes an option: it is the one argument behind -i, with its prefix', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        let args: string[];
        try {
          args = deviceInputArgs({ kind: 'dshow', name }, fullHd);
        } catch {
          return;
        }
        const plain = deviceInputArgs({ kind: 'dshow', name: 'x' }, fullHd);
        expect(args.slice(0, -1)).toEqual(plain.slice(0, -1));
        expect(args.at(-1)).toBe(`video=${name}`);
      }),
    );
  });
});

describe('listing', () => {
  const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'level+info'];

  it('asks FFmpeg the way of each system, and nothing where there is none', () => {
    expect(listDevicesArgs('linux')).toEqual(['-hide_banner', '-sources', 'v4l2']);
    expect(listDevicesArgs('win32')).toEqual([
      ...quiet,
      '-f',
      'dshow',
      '-list_devices',
      'true',
      '-i',
      'dummy',
    ]);
    expect(listDevicesArgs('darwin')).toEqual([
      ...quiet,
      '-f',
      'avfoundation',
      '-list_devices',
      'true',
      '-i',
      '',
    ]);
    expect(listDevicesArgs('freebsd')).toBeUndefined();
  });

  it('asks one camera for its formats', () => {
    expect(listModesArgs({ kind: 'v4l2', path: '/dev/video0' }).slice(-5)).toEqual([
      'v4l2',
      '-list_formats',
      'all',
      '-i',
      '/dev/video0',
    ]);
    expect(listModesArgs({ kind: 'dshow', name: 'C' }).slice(-4)).toEqual([
      '-list_options',
      'true',
      '-i',
      'video=C',
    ]);
    expect(listModesArgs({ kind: 'avfoundation', index: 1 }).slice(-4)).toEqual([
      '-video_size',
      '1x1',
      '-i',
      '1:none',
    ]);
  });
});

describe('the chosen format', () => {
  const mode = (width: number, height: number, rest: Partial<DeviceMode> = {}): DeviceMode => ({
    width,
    height,
    ...rest,
  });

  it.each<[string, readonly DeviceMode[], ChosenMode | undefined]>([
    ['nothing when nothing is named', [], undefined],
    [
      'nothing of what FFmpeg cannot decode safely',
      [mode(1920, 1080, { format: { kind: 'compressed', name: 'h264' } })],
      undefined,
    ],
    [
      'Full HD compressed by the camera, not more',
      [
        mode(2592, 1944, { format: mjpeg }),
        mode(1920, 1080, { format: yuyv }),
        mode(1920, 1080, { format: mjpeg }),
        mode(640, 480, { format: mjpeg }),
      ],
      fullHd,
    ],
    [
      'uncompressed up to HD',
      [
        mode(1920, 1080, { format: yuyv }),
        mode(1280, 720, { format: yuyv }),
        mode(640, 480, { format: mjpeg }),
      ],
      { format: yuyv, width: 1280, height: 720, fps: 15 },
    ],
    [
      'no picture that comes five times a second',
      [
        mode(1280, 720, { format: yuyv, fps: { min: 5, max: 5 } }),
        mode(640, 480, { format: yuyv, fps: { min: 5, max: 30 } }),
      ],
      { format: yuyv, width: 640, height: 480, fps: 15 },
    ],
    [
      'the nearest rate of equal sizes',
      [
        mode(1280, 720, { fps: { min: 30.00003, max: 30.00003 } }),
        mode(1280, 720, { fps: { min: 14.999993, max: 14.999993 } }),
      ],
      { width: 1280, height: 720, fps: 14.999993 },
    ],
    [
      'a rate it can do',
      [mode(1280, 720, { format: mjpeg, fps: { min: 30, max: 60 } })],
      { format: mjpeg, width: 1280, height: 720, fps: 30 },
    ],
    [
      'the smallest when all are too large',
      [mode(4000, 3000), mode(2592, 1944)],
      { width: 2592, height: 1944, fps: 15 },
    ],
    ['nothing smaller than a stamp', [mode(16, 16)], undefined],
  ])('is %s', (_what, modes, chosen) => {
    expect(chooseMode(modes)).toEqual(chosen);
    expect(chooseMode(modes.toReversed())).toEqual(chosen);
  });
});
