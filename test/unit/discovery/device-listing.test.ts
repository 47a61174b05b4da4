/** Listings as FFmpeg of several versions and systems printed them in the field. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  parseAvfoundationDevices,
  parseAvfoundationModes,
} from '../../../src-main/discovery/avfoundation-listing.ts';
import { shownName } from '../../../src-main/discovery/device-text.ts';
import { parseDshowDevices, parseDshowModes } from '../../../src-main/discovery/dshow-listing.ts';
import { parseV4l2Modes } from '../../../src-main/discovery/v4l2-listing.ts';
import { listV4l2, parseV4l2Sources } from '../../../src-main/discovery/v4l2-nodes.ts';

const lines = (text: string) => text.trim().split('\n');

const older = lines(String.raw`
[dshow @ 000000000065c500] DirectShow video devices (some may be both video and audio devices)
[dshow @ 000000000065c500]  "USB 2861 Device"
[dshow @ 000000000065c500]     Alternative name "@device_pnp_\\?\usb#vid_eb1a&pid_5051&mi_00#6&1298c10a&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\{54353d15-e717-4d94-b574-685ce1a209e9}"
[dshow @ 000000000065c500]  "FaceTime HD Camera"
[dshow @ 000000000065c500]     Alternative name "@device_pnp_\\?\pci#ven_14e4&dev_1570&subsys_157014e4&rev_00#000000ffff00000000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global"
[dshow @ 000000000065c500] DirectShow audio devices
[dshow @ 000000000065c500]  "Headset Microphone (Cirrus Logic CS4208 (AB 94))"
[dshow @ 000000000065c500]     Alternative name "@device_cm_{33D9A762-90C8-11D0-BD43-00A0C911CE86}\wave_{236214EE-E87B-4088-895B-523B69D536D0}"
dummy: Immediate exit requested
`);

const newer = lines(String.raw`
[in#0 @ 000001bd07e70b00] "screen-capture-recorder" (video)
[in#0 @ 000001bd07e70b00]   Alternative name "@device_sw_{860BB310-5D01-11D0-BD3B-00A0C911CE86}\{4EA69364-2C8A-4AE6-A561-56E4B5044439}"
[dshow @ 000002798dd4fb80] [info] "Capture "Pro" 4K" (audio, video)
[dshow @ 000002798dd4fb80] [info]   Alternative name "@device_pnp_\\?\usb#vid_0fd9&pid_0066&mi_00#7&2dd8ba25&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global"
[dshow @ 000002798dd4fb80] "OBS Virtual Camera" (none)
[dshow @ 000002798dd4fb80]   Alternative name "@device_sw_{860BB310-5D01-11D0-BD3B-00A0C911CE86}\{A3FCE0F5-3493-419F-958A-ABA1250EC20B}"
[dshow @ 000002798dd4fb80] "virtual-audio-capturer" (audio)
[dshow @ 000002798dd4fb80]   Alternative name "@device_sw_{33D9A762-90C8-11D0-BD43-00A0C911CE86}\{8E146464-DB61-4309-AFA1-3578E927E935}"
Error opening input file dummy.
`);

describe('cameras of Windows', () => {
  it('REC-11 are read from a listing with headings, by their unique names', () => {
    expect(parseDshowDevices(older)).toEqual([
      {
        device: String.raw`@device_pnp_\\?\usb#vid_eb1a&pid_5051&mi_00#6&1298c10a&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\{54353d15-e717-4d94-b574-685ce1a209e9}`,
        name: 'USB 2861 Device',
        input: { kind: 'dshow', name: expect.stringContaining('vid_eb1a') },
      },
      expect.objectContaining({ name: 'FaceTime HD Camera', device: expect.stringMatching(/\\global$/) }),
    ]);
  });

  it('REC-11 are read from a listing with kinds behind the names, quotes in a name included', () => {
    expect(parseDshowDevices(newer).map(({ name }) => name)).toEqual([
      'screen-capture-recorder',
      'Capture "Pro" 4K',
    ]);
  });

  it('go by their own name where there is no other, unless FFmpeg would take it apart', () => {
    const plain = lines('[dshow @ 0x1] "Webcam=2" (video)\n[dshow @ 0x1] "A: camera:audio=Mic" (video)');
    expect(parseDshowDevices(plain)).toEqual([
      { device: 'Webcam=2', name: 'Webcam=2', input: { kind: 'dshow', name: 'Webcam=2' } },
    ]);
    expect(parseDshowDevices(lines('"A: camera" (video)\n  Alternative name "@device_x"'))).toEqual([
      { device: '@device_x', name: 'A: camera', input: { kind: 'dshow', name: '@device_x' } },
    ]);
  });

  it('name their formats with sizes and rates', () => {
    const options = lines(`
[dshow @ 000001781c263740] DirectShow video device options (from video devices)
[dshow @ 000001781c263740]  Pin "Capture" (alternative pin name "0")
[dshow @ 000001781c263740]   pixel_format=yuyv422  min s=640x480 fps=5 max s=640x480 fps=30
[dshow @ 000001781c263740]   pixel_format=yuyv422  min s=640x480 fps=5 max s=640x480 fps=30
[dshow @ 00000184176a8080]   vcodec=mjpeg  min s=640x480 fps=30 max s=640x480 fps=30
[dshow @ 00000184176a8080]   vcodec=mjpeg  min s=640x480 fps=30 max s=640x480 fps=30 (pc, bt470bg/bt709/unknown, center)
[dshow @ 00000184176a8080]   pixel_format=nv12  min s=1280x720 fps=9.99998 max s=1280x720 fps=10
`);
    expect(parseDshowModes(options)).toEqual([
      { format: { kind: 'raw', name: 'yuyv422' }, width: 640, height: 480, fps: { min: 5, max: 30 } },
      { format: { kind: 'compressed', name: 'mjpeg' }, width: 640, height: 480, fps: { min: 30, max: 30 } },
      { format: { kind: 'raw', name: 'nv12' }, width: 1280, height: 720, fps: { min: 9.99998, max: 10 } },
    ]);
  });
});

describe('cameras of a Mac', () => {
  const listing = lines(`
[AVFoundation input device @ 0x7ff80b497440] AVFoundation video devices:
[AVFoundation input device @ 0x7ff80b497440] [0] CamTwist
[AVFoundation input device @ 0x7ff80b497440] [1] Built-in iSight
[AVFoundation indev @ 0x7ff80b497440] [info] [2] CamTwist
[AVFoundation input device @ 0x7ff80b497440] [3] Capture screen 0
[AVFoundation input device @ 0x7ff80b497440] AVFoundation audio devices:
[AVFoundation input device @ 0x7ff80b497440] [0] Soundflower (64ch)
[AVFoundation input device @ 0x7ff80b497440] [1] Built-in Microphone
: Input/output error
`);

  it('REC-11 are read from the listing by name, without its screens and microphones', () => {
    expect(parseAvfoundationDevices(listing)).toEqual([
      { device: 'CamTwist', name: 'CamTwist', input: { kind: 'avfoundation', index: 0 } },
      { device: 'Built-in iSight', name: 'Built-in iSight', input: { kind: 'avfoundation', index: 1 } },
      { device: 'CamTwist #2', name: 'CamTwist #2', input: { kind: 'avfoundation', index: 2 } },
    ]);
  });

  it('are asked for a mode’s highest rate, the only one FFmpeg takes', () => {
    const modes = lines(`
[avfoundation @ 0x7faf9b80fa00] Selected video size (1x1) is not supported by the device
[avfoundation @ 0x7faf9b80fa00] Supported modes:
[avfoundation @ 0x7faf9b80fa00]   352x288@[30.000030 30.000030]fps
[avfoundation @ 0x7fbabf104080]   1920x1080@[1.000000 30.000000]fps
`);
    expect(parseAvfoundationModes(modes)).toEqual([
      { width: 352, height: 288, fps: { min: 30.00003, max: 30.00003 } },
      { width: 1920, height: 1080, fps: { min: 30, max: 30 } },
    ]);
  });
});

describe('cameras of Linux', () => {
  let root: string;
  let places: { classFolder: string; devFolder: string };
  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'watchpost-devices-'));
    places = { classFolder: path.join(root, 'class'), devFolder: path.join(root, 'dev') };
    await mkdir(path.join(places.devFolder, 'v4l', 'by-path'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function node(name: string, facts: { card?: string; index?: string; plugs?: readonly string[] }) {
    const file = path.join(places.devFolder, name);
    await writeFile(file, '');
    await mkdir(path.join(places.classFolder, name), { recursive: true });
    if (facts.card !== undefined)
      await writeFile(path.join(places.classFolder, name, 'name'), `${facts.card}\n`);
    if (facts.index !== undefined)
      await writeFile(path.join(places.classFolder, name, 'index'), `${facts.index}\n`);
    for (const plug of facts.plugs ?? []) {
      await symlink(`../../${name}`, path.join(places.devFolder, 'v4l', 'by-path', plug));
    }
  }

  it('REC-11 are known by their plug, one each, in the order of their nodes', async () => {
    await node('video10', {
      card: 'HD Webcam: HD Webcam',
      index: '0',
      plugs: ['pci-0000:00:14.0-usb-0:2:1.0-video-index0'],
    });
    await node('video2', {
      card: 'Integrated Camera: Integrated C',
      index: '0',
      plugs: ['pci-0:usb-0:1:1.0-video-index0', 'pci-0:usbv2-0:1:1.0-video-index0'],
    });
    await node('video3', {
      card: 'Integrated Camera: Integrated C',
      index: '1',
      plugs: ['pci-0:usb-0:1:1.0-video-index1'],
    });
    await node('video4', { card: 'Capture: HDMI', index: '0' });
    await node('radio0', { card: 'Radio', index: '0' });
    const plug = (name: string) => path.join(places.devFolder, 'v4l', 'by-path', name);
    const first = plug('pci-0:usb-0:1:1.0-video-index0');
    const third = plug('pci-0000:00:14.0-usb-0:2:1.0-video-index0');
    const second = path.join(places.devFolder, 'video4');
    expect(await listV4l2(places)).toEqual([
      { device: first, name: 'Integrated Camera', input: { kind: 'v4l2', path: first } },
      { device: second, name: 'Capture: HDMI', input: { kind: 'v4l2', path: second } },
      { device: third, name: 'HD Webcam', input: { kind: 'v4l2', path: third } },
    ]);
  });

  it('leave out what FFmpeg says gives no pictures', async () => {
    await node('video0', { card: 'Camera', index: '0' });
    await node('video1', { card: 'bcm2835-codec-decode', index: '0' });
    const sources = parseV4l2Sources(
      `Auto-detected sources for video4linux2,v4l2:\n  ${places.devFolder}/video0 [Camera] (video)\n`.replaceAll(
        places.devFolder,
        '/dev',
      ),
    );
    const found = await listV4l2(places, (file) => sources!.has(file.replace(places.devFolder, '/dev')));
    expect(found.map(({ name }) => name)).toEqual(['Camera']);
  });

  it('are none on a PC without any', async () => {
    expect(
      await listV4l2({ classFolder: path.join(root, 'none'), devFolder: path.join(root, 'none') }),
    ).toEqual([]);
  });

  it.each([
    ['Auto-detected sources for v4l2:\nCannot list sources: Function not implemented\n', undefined],
    ['Unknown input format', undefined],
    ['Auto-detected sources for video4linux2,v4l2:\n', []],
    [
      'Auto-detected sources for video4linux2,v4l2:\n  /dev/video0 [HD Webcam: HD Webcam]\n* /dev/video2 [Other [x]] (none)\n',
      ['/dev/video0', '/dev/video2'],
    ],
  ])('FFmpeg’s own list is read: %j', (text, nodes) => {
    const found = parseV4l2Sources(text);
    expect(found && [...found]).toEqual(nodes);
  });

  it('name their formats with sizes', () => {
    const formats = lines(`
[video4linux2,v4l2 @ 0x105d1c0] Compressed:       mjpeg :          Motion-JPEG : 2592x1944 1920x1080
[video4linux2,v4l2 @ 0x105d1c0] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480
[video4linux2,v4l2 @ 0x105d1c0] Raw       : Unsupported :       16-bit depth : 640x480
[video4linux2,v4l2 @ 0x5563] [info] Compressed:        h264 :                H.264 : {32-3280, 2}x{32-2464, 2}
/dev/video0: Immediate exit requested
`);
    expect(parseV4l2Modes(formats)).toEqual([
      { format: { kind: 'compressed', name: 'mjpeg' }, width: 2592, height: 1944 },
      { format: { kind: 'compressed', name: 'mjpeg' }, width: 1920, height: 1080 },
      { format: { kind: 'raw', name: 'yuyv422' }, width: 640, height: 480 },
      { format: { kind: 'compressed', name: 'h264' }, width: 1920, height: 1080 },
    ]);
  });
});

it('SEC-5 whatever a listing says, reading it throws nothing and no device has an unusable name', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.string(),
      fc.string().map((name) => `[dshow @ 0x1] "${name}" (video)`),
      fc.string().map((name) => `[AVFoundation @ 0x1] [0] ${name}`),
      fc.constantFrom(...older, 'AVFoundation video devices:'),
    ),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      for (const { input } of parseDshowDevices(text)) {
        if (input.kind === 'dshow') expect(input.name).toMatch(/^[^:\p{Cc}]+$/u);
      }
      parseAvfoundationDevices(text);
      parseDshowModes(text);
      parseAvfoundationModes(text);
      parseV4l2Modes(text);
      parseV4l2Sources(text.join('\n'));
    }),
  );
  expect(shownName('\u0000\u0007')).toBe('Camera');
  expect(shownName(' A\tB ')).toBe('A B');
});
