/** Footage and live pictures that this machine has no decoder for: what the window decides to show instead (LIV-5). */
import { describe, expect, it } from 'vitest';
import type { VideoCodec } from '../../../shared/model/camera.ts';
import { hasNoPicture } from '../../../src-renderer/features/playback/playback-controller.ts';
import { tileState } from '../../../src-renderer/features/live/tile-state.ts';
import { codecWords } from '../../../src-renderer/lib/codec-words.ts';
import { openingAt, type OpenWindow } from '../../../src-renderer/player/playback-window.ts';
import type { CameraWords } from '../../../src-renderer/state/camera-words.ts';

/** Files of ten seconds, one after the other from 0 ms. */
function windowOf(...codecs: (VideoCodec | undefined)[]): OpenWindow {
  const stretches = codecs.map((videoCodec, index) => ({
    startAt: index * 10_000,
    durationMs: 10_000,
    mediaStartS: index * 10,
    mediaDurationS: 10,
    ...(videoCodec && { videoCodec }),
  }));
  return { url: 'whole.m3u8', stretches, from: -3_600_000, to: 7_200_000 };
}

/** A machine with H.264 only, and a recorder that notes which parts it was asked for. */
async function openAt(at: number, loaded: OpenWindow) {
  const asked: { from: number; to: number }[] = [];
  const opening = await openingAt(at, loaded, {
    canShow: (codec) => codec === 'H264',
    load: async (from, to) => {
      asked.push({ from, to });
      const inside = loaded.stretches.filter(
        ({ startAt, durationMs }) => startAt < to && startAt + durationMs > from,
      );
      const firstS = inside[0]?.mediaStartS ?? 0;
      const stretches = inside.map((one) => ({ ...one, mediaStartS: one.mediaStartS - firstS }));
      return { url: 'part.m3u8', stretches };
    },
  });
  return { opening, asked };
}

describe('playback of footage that this machine cannot decode', () => {
  it('LIV-5 PLY-2 says so, with the codec, instead of opening it', async () => {
    const { opening, asked } = await openAt(15_000, windowOf('H264', 'H265'));
    expect(opening).toEqual({ kind: 'unsupported', codec: 'H265' });
    expect(asked).toEqual([]);
  });

  it('LIV-5 PLY-2 plays what it can, without running into the part it cannot decode', async () => {
    const { opening, asked } = await openAt(25_000, windowOf('H264', 'H265', 'H264', 'H264', 'H265', 'H264'));
    expect(asked).toEqual([{ from: 20_050, to: 39_950 }]);
    expect(opening).toMatchObject({ kind: 'open', startS: 5, window: { url: 'part.m3u8', from: 20_050 } });
    expect(opening.kind === 'open' && opening.window.stretches.map(({ videoCodec }) => videoCodec)).toEqual([
      'H264',
      'H264',
    ]);
  });

  it('keeps the outer borders of the window, so that it still grows at the live edge', async () => {
    expect((await openAt(5_000, windowOf('H264', 'H265'))).asked).toEqual([{ from: -3_600_000, to: 9_950 }]);
    expect((await openAt(15_000, windowOf('H265', 'H264'))).asked).toEqual([{ from: 10_050, to: 7_200_000 }]);
  });

  it('asks for no part where everything can be shown, or nobody said what it is', async () => {
    for (const loaded of [windowOf('H264', 'H264'), windowOf(undefined, undefined)]) {
      const { opening, asked } = await openAt(15_000, loaded);
      expect(opening).toEqual({ kind: 'open', window: loaded, startS: 15 });
      expect(asked).toEqual([]);
    }
  });

  it('has no footage where there is none', async () => {
    expect((await openAt(0, windowOf())).opening).toEqual({ kind: 'no-footage' });
  });

  it('LIV-5 puts words where the picture would be, over no old picture', () => {
    expect(
      ['unsupported', 'failed', 'no-footage', 'idle'].every((state) => hasNoPicture(state as never)),
    ).toBe(true);
    expect(
      ['playing', 'paused', 'loading', 'waiting', 'at-live-edge'].some((state) =>
        hasNoPicture(state as never),
      ),
    ).toBe(false);
  });
});

describe('a live tile whose codec this machine cannot decode', () => {
  const words: CameraWords = { tone: 'ok', word: 'Recording', heading: '' } as CameraWords;
  const facts = { words, openedAt: 0, drawnAt: undefined, now: 60_000 };

  it('LIV-5 says so although the camera is recorded', () => {
    const state = tileState({ ...facts, unsupportedCodec: 'hev1.1.6.L120.90' });
    expect(state).toEqual({ kind: 'unsupported', codec: 'hev1.1.6.L120.90' });
  });

  it('LIV-5 calls codecs by the names on the camera’s box', () => {
    expect(['hev1.1.6.L63.90', 'hvc1.2.4.L150', 'H265'].map(codecWords)).toEqual(Array(3).fill('H.265'));
    expect(['avc1.4d401f', 'avc3.640028', 'H264'].map(codecWords)).toEqual(Array(3).fill('H.264'));
    expect(codecWords('av01.0.04M.08')).toBe('av01.0.04M.08');
  });
});
