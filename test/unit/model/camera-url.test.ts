import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCameraUrl } from '../../../shared/model/camera-url.ts';

const accepted: ReadonlyArray<readonly [string, { url: string; username?: string; password?: string }]> = [
  ['rtsp://192.168.1.20/stream1', { url: 'rtsp://192.168.1.20/stream1' }],
  ['  rtsp://192.168.1.20:8554/a?b=c&d=1 \n', { url: 'rtsp://192.168.1.20:8554/a?b=c&d=1' }],
  ['RTSPS://Camera.Local/x', { url: 'rtsps://camera.local/x' }],
  ['192.168.1.20/stream1', { url: 'rtsp://192.168.1.20/stream1' }],
  ['192.168.1.20:8554/stream1', { url: 'rtsp://192.168.1.20:8554/stream1' }],
  ['door-cam:554/live', { url: 'rtsp://door-cam:554/live' }],
  ['rtsp://admin:p%40ss@10.0.0.5/live', { url: 'rtsp://10.0.0.5/live', username: 'admin', password: 'p@ss' }],
  ['admin:secret@10.0.0.5/live', { url: 'rtsp://10.0.0.5/live', username: 'admin', password: 'secret' }],
  ['rtsp://admin@10.0.0.5/', { url: 'rtsp://10.0.0.5/', username: 'admin' }],
  ['rtsp://[fe80::1]:554/x', { url: 'rtsp://[fe80::1]:554/x' }],
  ['"rtsp://192.168.1.20/a"', { url: 'rtsp://192.168.1.20/a' }],
  ['<rtsp://192.168.1.20/a>', { url: 'rtsp://192.168.1.20/a' }],
  ['rtsp://admin:se@cret@10.0.0.5/a', { url: 'rtsp://10.0.0.5/a', username: 'admin', password: 'se@cret' }],
  ['rtsp://admin:50%@10.0.0.5/a', { url: 'rtsp://10.0.0.5/a', username: 'admin', password: '50%' }],
  ['rtsp://admin:%ff@10.0.0.5/a', { url: 'rtsp://10.0.0.5/a', username: 'admin', password: '%ff' }],
  ['rtsp://admin:a/b@10.0.0.5/a', { url: 'rtsp://10.0.0.5/a', username: 'admin', password: 'a/b' }],
  ['rtsp://10.0.0.5/live/user@example.com', { url: 'rtsp://10.0.0.5/live/user@example.com' }],
];

const refused = [
  '',
  '   ',
  'http://192.168.1.20/',
  'https://192.168.1.20/',
  'file:///etc/passwd',
  'ftp://192.168.1.20/x',
  'javascript:alert(1)',
  'data:text/plain,x',
  'concat:a|b',
  'pipe:0',
  'tcp://192.168.1.20:554',
  'udp://239.0.0.1:1234',
  'rtp://239.0.0.1:1234',
  'rtmp://192.168.1.20/live',
  'srtp://192.168.1.20/',
  'rtsp:',
  'rtsp:/',
  'rtsp://',
  'rtsp:///stream1',
  'rtsp://:554/x',
  'rtsp://@/x',
  'rtsp:192.168.1.20/x',
  '//192.168.1.20/x',
  '/dev/video0',
  './camera',
  '-i',
  '-f lavfi',
  '--help',
  'rtsp://192.168.1.20:99999/x',
  'rtsp://192.168.1.20:abc/x',
  'rtsp://192.168.1.20:0/x',
  'rtsp://192.168.1.20/a b',
  'rtsp://192.168.1.20/a\r\nTEARDOWN rtsp://x RTSP/1.0',
  'rtsp://192.168.1.20/\u0000',
  'rtsp://192.168.1.20/a"b',
  'rtsp://192.168.1.20/`id`',
  'rtsp://192.168.1.20/|x',
  'rtsp://192.168.1.20/<x>',
  'rtsp://192.168.1.20\\x',
  'rtsp://exa mple/x',
  'rtsp://[::1/x',
  'rtsp://[zz]/x',
  'rtsp://%00/x',
  'rtsp://192.168.1.20/x#frag',
  'rtsp://..//x',
  'C:\\camera.mp4',
];

describe('what an operator pastes as an address', () => {
  it.each(accepted)('accepts %j', (text, expected) => {
    expect(parseCameraUrl(text)).toEqual({ ok: true, ...expected });
  });

  it.each([...refused, 'rtsp://x/'.padEnd(5000, 'x')])('SEC-1 refuses %.60j with a sentence', (text) => {
    const result = parseCameraUrl(text);
    expect(result).toMatchObject({ ok: false });
    if (!result.ok) expect(result.sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('SEC-1 gives nothing but rtsp and rtsps without user info, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const result = parseCameraUrl(text);
        if (result.ok) expect(result.url).toMatch(/^rtsps?:\/\/[^@\s]+$/);
        else expect(result.sentence.length).toBeGreaterThan(10);
      }),
      { numRuns: 500 },
    );
  });
});
