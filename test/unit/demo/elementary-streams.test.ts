/** Reading what FFmpeg wrote: pictures of one or more slices, and sound; damage throws. */
import { describe, expect, it } from 'vitest';
import { readAudio, readVideo } from '../../../src-main/demo/elementary-streams.ts';
import { joinAnnexB } from '../../../src-main/rtsp/annex-b.ts';

/** Parameter sets of a 640x360 stream as x264 writes them. */
const sps = Buffer.from('674d4016da0280bfe59a808080a0000003004000000641e2c5d4', 'hex');
const pps = Buffer.from('68ef1f20', 'hex');
const slice = (type: number, first: boolean) => Uint8Array.of(type, first ? 0x88 : 0x40, 1, 2, 3);

describe('elementary streams', () => {
  it('joins the slices of a picture and puts parameter sets before key frames', () => {
    const stream = joinAnnexB([
      Uint8Array.of(0x06, 5, 5),
      sps,
      pps,
      slice(0x65, true),
      slice(0x65, false),
      slice(0x41, true),
      slice(0x41, false),
    ]);
    const video = readVideo(stream, { count: 2, gopFrames: 2, fps: 25 });
    expect([video.width, video.height]).toEqual([640, 360]);
    expect(video.units.map((unit) => unit.nals.length)).toEqual([4, 2]);
    expect(video.units.map((unit) => unit.key)).toEqual([true, false]);
  });

  it('refuses a stream with too few pictures or key frames in the wrong places', () => {
    const stream = joinAnnexB([sps, pps, slice(0x65, true), slice(0x41, true)]);
    expect(() => readVideo(stream, { count: 3, gopFrames: 3, fps: 25 })).toThrow(/2 pictures, not 3/);
    expect(() => readVideo(stream, { count: 2, gopFrames: 1, fps: 25 })).toThrow(/wrong places/);
    expect(() => readVideo(Buffer.alloc(20), { count: 1, gopFrames: 1, fps: 25 })).toThrow(/parameter sets/);
  });

  it('takes ADTS headers off and describes the sound', () => {
    // 48 kHz mono, two frames of 3 and 4 bytes.
    const frame = (body: number[]) => [
      0xff,
      0xf1,
      0x4c,
      0x40,
      (7 + body.length) >> 3,
      ((7 + body.length) & 7) << 5,
      0xfc,
      ...body,
    ];
    const audio = readAudio(Uint8Array.from([...frame([1, 2, 3]), ...frame([4, 5, 6, 7])]));
    expect(audio).toMatchObject({ sampleRate: 48_000, channels: 1, samplesPerFrame: 1024 });
    expect(Buffer.from(audio.config).toString('hex')).toBe('1188');
    expect(audio.frames.map((bytes) => [...bytes])).toEqual([
      [1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(() => readAudio(Uint8Array.from([...frame([1]), 1, 2, 3, 4, 5, 6, 7, 8, 9]))).toThrow(/damaged/);
  });
});
