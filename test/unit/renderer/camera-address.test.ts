/** What people paste as a camera's address. */
import { describe, expect, it } from 'vitest';
import { parseCameraAddress } from '../../../src-renderer/lib/camera-address.ts';

describe('camera address', () => {
  it.each([
    ['rtsp://192.168.1.64:554/stream1', 'rtsp://192.168.1.64:554/stream1'],
    ['  rtsp://192.168.1.64/stream1\n', 'rtsp://192.168.1.64/stream1'],
    ['192.168.1.64', 'rtsp://192.168.1.64'],
    ['192.168.1.64:8554/live?channel=1&subtype=0', 'rtsp://192.168.1.64:8554/live?channel=1&subtype=0'],
    ['RTSPS://camera.local/a', 'rtsps://camera.local/a'],
    ['rtsp://[fe80::1]:554/a', 'rtsp://[fe80::1]:554/a'],
    ['"rtsp://192.168.1.64/a"', 'rtsp://192.168.1.64/a'],
  ])('CAM-2 accepts %s', (text, url) => {
    expect(parseCameraAddress(text)).toMatchObject({ ok: true, url });
  });

  it.each([
    ['rtsp://admin:secret@192.168.1.64/a', 'admin', 'secret'],
    ['admin:secret@192.168.1.64/a', 'admin', 'secret'],
    ['rtsp://admin:se@cret@192.168.1.64/a', 'admin', 'se@cret'],
    ['rtsp://admin:p%40ss@192.168.1.64/a', 'admin', 'p@ss'],
    ['rtsp://admin:50%@192.168.1.64/a', 'admin', '50%'],
    ['rtsp://admin:a/b@192.168.1.64/a', 'admin', 'a/b'],
  ])('CAM-4 moves the sign-in of %s out of the address', (text, username, password) => {
    const found = parseCameraAddress(text);
    expect(found).toMatchObject({ ok: true, url: 'rtsp://192.168.1.64/a', username, password });
  });

  it.each([
    '',
    '   ',
    'http://192.168.1.64',
    'file:///etc/passwd',
    'my camera',
    'rtsp://',
    'rtsp://host:99999/a',
  ])('answers “%s” with a sentence', (text) => {
    const found = parseCameraAddress(text);
    expect(found.ok).toBe(false);
    expect(found.ok ? '' : found.sentence.length).toBeGreaterThan(10);
  });
});
