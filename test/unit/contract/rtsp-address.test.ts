import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRtspAddress } from '../../../shared/model/rtsp-address.ts';

const refused = [
  '',
  '   ',
  'rtsp',
  'rtsp:',
  'rtsp://',
  'rtsp:///stream',
  'rtsp:camera/stream',
  'rtsp:/camera/stream',
  '//camera/stream',
  'camera/stream',
  'http://camera/stream',
  'https://camera/stream',
  'file:///etc/passwd',
  'concat:rtsp://camera/|/etc/passwd',
  'subfile,,start,0,end,0,,:/etc/passwd',
  'exec:ls',
  'pipe:0',
  'data:video/mp4;base64,AAAA',
  'javascript:alert(1)',
  'rtmp://camera/stream',
  '-i rtsp://camera/',
  '-f',
  'rtsp://camera/a b',
  'rtsp://camera/\u0000',
  'rtsp://camera/\r\nTEARDOWN rtsp://x/',
  'rtsp://camera/"quoted"',
  "rtsp://camera/'quoted'",
  'rtsp://camera/`id`',
  'rtsp://camera/|cat',
  'rtsp://camera\\stream',
  'rtsp://camera/<script>',
  'rtsp://camera:99999/',
  'rtsp://camera:0/',
  'rtsp://camera:abc/',
  'rtsp://user:pass@/stream',
  'rtsp://user:pa%ZZss@camera/',
  'rtsp://-camera/',
  'rtsp://[::1/stream',
  'rtsp://cam,era/',
  'rtsp://camera/#fragment',
  `rtsp://camera/${'a'.repeat(3000)}`,
  'rtsp://camera/a\u2028b',
];

describe('the address of a camera', () => {
  it.each(refused.map((text) => [text.slice(0, 60), text]))(
    'SEC-1 refuses %j with a sentence',
    (_short, text) => {
      const result = parseRtspAddress(text);
      expect(result.ok).toBe(false);
      if (!result.ok) expect(result.sentence).toMatch(/^[A-Z].*\.$/);
    },
  );

  it.each([
    ['rtsp://192.168.1.20/stream1', 'rtsp://192.168.1.20/stream1'],
    ['  rtsp://camera/live  ', 'rtsp://camera/live'],
    ['RTSP://CAMERA:8554/Live', 'rtsp://camera:8554/Live'],
    ['rtsps://camera/a?channel=1&subtype=0', 'rtsps://camera/a?channel=1&subtype=0'],
    ['rtsp://[fe80::1]:554/a', 'rtsp://[fe80::1]:554/a'],
    ['rtsp://user:p%40ss@cam_1.local/a', 'rtsp://cam_1.local/a'],
    ['rtsp://camera:80/a', 'rtsp://camera:80/a'],
    ['rtsp://küche.local/a', 'rtsp://xn--kche-0ra.local/a'],
  ])('SEC-1 takes %j', (text, url) => {
    const result = parseRtspAddress(text);
    expect(result.ok && result.address.url).toBe(url);
  });

  it('CAM-4 takes user name and password apart from the address, decoded', () => {
    expect(parseRtspAddress('rtsp://user%20one:p%40ss%2F1@camera/')).toEqual({
      ok: true,
      address: { url: 'rtsp://camera/', username: 'user one', password: 'p@ss/1' },
    });
  });

  it('SEC-1 never throws, and what it takes is one line of a known scheme without user info', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl(),
          fc.string().map((s) => `rtsp://${s}`),
        ),
        (text) => {
          const result = parseRtspAddress(text);
          if (result.ok) expect(result.address.url).toMatch(/^rtsps?:\/\/[^\s@/?]+([/?][^\s"'`|\\<>]*)?$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
