import { describe, expect, it } from 'vitest';
import { liveArgs } from '../../../src-main/live/live-args.ts';
import type { StreamInfo } from '../../../shared/model/camera.ts';

const localUrl = 'rtsp://127.0.0.1:9/token';
const info: StreamInfo = {
  videoCodec: 'H264',
  codecString: 'avc1.64001f',
  width: 1280,
  height: 720,
  audioCodec: 'PCMU',
  audioFlows: true,
  fps: 25,
  gopSeconds: 2,
  bitrateBps: 1_000_000,
};

describe('the arguments behind live.open', () => {
  it('copy pictures, make sound AAC, and read nothing but the relay', () => {
    const args = liveArgs({ localUrl, info });
    expect(args.slice(args.indexOf('-protocol_whitelist'), args.indexOf('-i') + 2)).toContain(localUrl);
    expect(args.join(' ')).toContain('-protocol_whitelist rtsp,tcp,udp,rtp');
    expect(args.join(' ')).toContain('-c:v copy -c:a aac');
    expect(args.at(-1)).toBe('pipe:1');
  });

  it('leave out sound that is announced and never comes, and tag H.265 so that players open it', () => {
    const args = liveArgs({ localUrl, info: { ...info, audioFlows: false, videoCodec: 'H265' } }).join(' ');
    expect(args).toContain('-an -c:v copy -tag:v hvc1');
  });
});
