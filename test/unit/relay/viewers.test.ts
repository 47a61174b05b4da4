import { describe, expect, it } from 'vitest';
import { ParameterSetStore } from '../../../src-main/relay/parameter-set-store.ts';
import { payloadFormatOf } from '../../../src-main/relay/payload-formats.ts';
import { Ring, type Picture } from '../../../src-main/relay/ring.ts';
import { Viewer } from '../../../src-main/relay/viewer.ts';
import {
  FLAG_CATCH_UP,
  FLAG_KEY,
  packFrame,
  readWireHeader,
  WIRE_HEADER_BYTES,
} from '../../../src-main/relay/viewer-frames.ts';
import { ViewerHandle } from '../../../src-main/relay/viewer-handle.ts';
import { joinAnnexB, splitAnnexB } from '../../../src-main/rtsp/annex-b.ts';
import { packetizeH264 } from '../../../src-main/rtsp/rtp.ts';
import { mediaSide, nal } from './media-side.ts';

const sets = [
  Buffer.from('67640028acd940780227e5c044000003000400000300c83c60c658', 'hex'),
  Buffer.from('68ebe3cb22c0', 'hex'),
];

/** Pictures of a log: a key frame, then others. */
function ringOf(count: number, bytes = 3000): readonly Picture[] {
  const side = mediaSide('H264');
  const ring = new Ring();
  for (let i = 0; i < count; i += 1) {
    side.feed(
      packetizeH264([nal('H264', i === 0 ? 5 : 1, bytes, i)], {
        payloadType: 96,
        ssrc: 1,
        timestamp: i,
        sequence: 0,
      }),
    );
    ring.add({ ...side.pictures[i]!, slab: side.log.current, timeUs: i * 40_000 });
  }
  return ring.pictures;
}

function viewerOf(send: (frame: Uint8Array<ArrayBuffer>) => void): Viewer {
  return new Viewer(
    { codec: 'H264', format: payloadFormatOf('H264'), sets: new ParameterSetStore('H264', sets) },
    513,
    send,
  );
}

describe('frames for a viewer', () => {
  it('LIV-2 begin with the pictures of the ring, all but the last one marked as catch-up', () => {
    const frames: Uint8Array[] = [];
    viewerOf((frame) => frames.push(frame)).catchUp(ringOf(4));
    expect(frames.map((frame) => readWireHeader(frame))).toEqual([
      { subscription: 513, flags: FLAG_KEY | FLAG_CATCH_UP, timeUs: 0 },
      { subscription: 513, flags: FLAG_CATCH_UP, timeUs: 40_000 },
      { subscription: 513, flags: FLAG_CATCH_UP, timeUs: 80_000 },
      { subscription: 513, flags: 0, timeUs: 120_000 },
    ]);
  });

  it('LIV-2 give a key picture the parameter sets of the description when it has none of its own', () => {
    const frames: Uint8Array[] = [];
    viewerOf((frame) => frames.push(frame)).catchUp(ringOf(1));
    const nals = splitAnnexB(frames[0]!.subarray(WIRE_HEADER_BYTES));
    expect(nals.slice(0, 2)).toEqual(sets);
    expect(nals[2]).toEqual(nal('H264', 5, 3000, 0));
  });

  it('are laid out as the contract says', () => {
    const frame = packFrame({ subscription: 0x0102, flags: 3, timeUs: 1.5 }, sets);
    expect([...frame.subarray(0, 8)]).toEqual([1, 3, 2, 1, 0, 0, 0, 0]);
    expect(Buffer.from(frame).readDoubleLE(8)).toBe(1.5);
    expect(Buffer.from(frame.subarray(16))).toEqual(joinAnnexB(sets));
  });

  it('LIV-3 stop while the main thread takes none, and go on at a key frame', () => {
    const pictures = ringOf(60, 500_000);
    let frames = 0;
    const viewer = viewerOf(() => (frames += 1));
    for (const picture of pictures) viewer.picture(picture);
    expect(frames).toBeLessThan(40);
    const before = frames;
    viewer.taken(64 << 20);
    viewer.picture(pictures[1]!);
    expect(frames).toBe(before);
    viewer.picture(pictures[0]!);
    viewer.picture(pictures[1]!);
    expect(frames).toBe(before + 2);
  });
});

describe('a viewer on the main thread', () => {
  const frame = (key: boolean) =>
    packFrame({ subscription: 1, flags: key ? FLAG_KEY : 0, timeUs: 0 }, [Buffer.alloc(1000)]);

  it('LIV-3 that is too slow skips to the next key frame', () => {
    let buffered = 0;
    const sent: boolean[] = [];
    const viewer = new ViewerHandle(
      (one) => sent.push((one[1]! & FLAG_KEY) !== 0),
      () => buffered,
      () => {},
    );
    viewer.take(frame(true));
    buffered = 3 << 20;
    viewer.take(frame(false));
    buffered = 0;
    viewer.take(frame(false));
    viewer.take(frame(true));
    viewer.take(frame(false));
    expect(sent).toEqual([true, true, false]);
  });

  it('LIV-3 tells the relay what it took, in steps', () => {
    const told: number[] = [];
    const viewer = new ViewerHandle(
      () => {},
      () => Number.POSITIVE_INFINITY,
      (bytes) => told.push(bytes),
    );
    for (let i = 0; i < 1000; i += 1) viewer.take(frame(false));
    expect(told.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(700_000);
    expect(told.length).toBeLessThan(10);
  });
});
