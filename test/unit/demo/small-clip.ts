/** A clip without pictures for tests of what is sent when: every unit's bytes say which unit it is. */
import type { AccessUnit, DemoClip, VideoClip } from '../../../src-main/demo/clip.ts';
import { LOOP_FRAMES, MAIN_GOP_FRAMES, SUB_EVERY, SUB_GOP_FRAMES } from '../../../src-main/demo/schedule.ts';

const sps = Uint8Array.of(0x67, 1, 2, 3);
const pps = Uint8Array.of(0x68, 1);

function video(width: number, height: number, fps: number, count: number, gopFrames: number): VideoClip {
  const units = Array.from({ length: count }, (_, number): AccessUnit => {
    const key = number % gopFrames === 0;
    const slice = Uint8Array.of(key ? 0x65 : 0x41, 0x80, width >> 8, number);
    return { key, nals: key ? [sps, pps, slice] : [slice] };
  });
  return { width, height, fps, gopFrames, sps, pps, units };
}

export const smallClip: DemoClip = {
  main: video(1280, 720, 25, LOOP_FRAMES, MAIN_GOP_FRAMES),
  sub: video(640, 360, 12.5, LOOP_FRAMES / SUB_EVERY, SUB_GOP_FRAMES),
  audio: {
    sampleRate: 48_000,
    channels: 1,
    samplesPerFrame: 1024,
    config: Uint8Array.of(0x11, 0x88),
    frames: [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)],
  },
};
