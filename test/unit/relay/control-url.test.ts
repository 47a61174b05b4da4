import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pinnedControlUrl } from '../../../src-main/relay/control-url.ts';
import { PullFailure } from '../../../src-main/relay/pull-errors.ts';

const camera = new URL('rtsp://192.168.1.20:8554/live?stream=1');

describe('control URLs', () => {
  it.each([
    ['rtsp://192.168.1.20:8554/live/', 'trackID=1', 'rtsp://192.168.1.20:8554/live/trackID=1'],
    ['rtsp://192.168.1.20:8554/live/', '*', 'rtsp://192.168.1.20:8554/live'],
    [undefined, 'track0', 'rtsp://192.168.1.20:8554/live?stream=1/track0'],
    [undefined, '', 'rtsp://192.168.1.20:8554/live?stream=1'],
    ['/live/', 'track0', 'rtsp://192.168.1.20:8554/live?stream=1/track0'],
    ['rtsp://x/', 'rtsp://10.9.9.9:1/other?a=b', 'rtsp://192.168.1.20:8554/other?a=b'],
    ['rtsps://evil.example/live/', 'track0', 'rtsp://192.168.1.20:8554/live/track0'],
    ['rtsp://user:pw@evil.example/live/', 'track0', 'rtsp://192.168.1.20:8554/live/track0'],
  ])('SEC-5 stay on the camera: base %s, control %s', (base, control, expected) => {
    expect(pinnedControlUrl(camera, base, control)).toBe(expected);
  });

  it('SEC-5 stay on the camera whatever it writes', () => {
    const text = fc.oneof(fc.webUrl({ validSchemes: ['rtsp', 'rtsps', 'http'] }), fc.string());
    fc.assert(
      fc.property(fc.option(text, { nil: undefined }), text, (base, control) => {
        try {
          expect(pinnedControlUrl(camera, base, control)).toMatch(
            /^rtsp:\/\/192\.168\.1\.20:8554(\/|\?|$)[^\r\n]*$/,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(PullFailure);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
