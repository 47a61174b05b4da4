/**
 * Runs in a page of Chromium: plays footage with the window's own driver from a place to its end and writes down
 * every picture that was on the screen, with the number in it and the wall time the driver gives it.
 */
import { decodeBarCode, lumaOfRgba } from '../../../src-main/demo/bar-code.ts';
import type { VideoCodec } from '../../../shared/model/camera.ts';
import { canShow } from '../../../src-renderer/player/codec-support.ts';
import { HlsDriver, type PlaybackWindow } from '../../../src-renderer/player/hls-driver.ts';

export interface ShownPicture {
  /** Wall time as the driver says it, UTC ms. */
  readonly at: number;
  /** The frame number in it; absent when it cannot be read. */
  readonly number?: number;
  readonly width: number;
  readonly height: number;
}

export interface Watching {
  readonly pictures: readonly ShownPicture[];
  /** States in their order; `failed` and `unsupported` end the watching. */
  readonly states: readonly string[];
  /** What came with the last state: a codec or an error. */
  readonly detail?: string;
  /** What this browser says it can decode. */
  readonly canDecode: Readonly<Record<VideoCodec, boolean>>;
}

export interface FootagePage {
  /** Plays from `from` (UTC ms) until there is no more, it fails, or `timeoutMs` have passed. */
  watch(from: number, timeoutMs: number): Promise<Watching>;
}

declare global {
  interface Window {
    footagePage: FootagePage;
    /** The test's own: the playlist of a range. */
    loadFootage(from: number, to: number): Promise<PlaybackWindow>;
  }
}

const ends = new Set(['failed', 'unsupported', 'at-live-edge', 'no-footage']);

window.footagePage = {
  async watch(from, timeoutMs) {
    const video = document.createElement('video');
    video.muted = true;
    document.body.append(video);
    const pictures: ShownPicture[] = [];
    const states: string[] = [];
    let detail: string | undefined;
    const over = Promise.withResolvers<void>();
    const driver = new HlsDriver({
      video,
      load: (_camera, begin, end) => window.loadFootage(begin, end),
      now: () => Date.now(),
      onPicture: (at) => pictures.push(pictureOf(video, at)),
      onState: (state, about) => {
        states.push(state);
        if (about !== undefined) detail = about instanceof Error ? about.message : String(about);
        if (ends.has(state)) over.resolve();
      },
      onSourceChange: () => undefined,
    });
    const timer = setTimeout(() => over.resolve(), timeoutMs);
    try {
      driver.open('footage', from);
      driver.play();
      await over.promise;
      const canDecode = { H264: canShow('H264'), H265: canShow('H265') };
      return { pictures, states, canDecode, ...(detail !== undefined && { detail }) };
    } finally {
      clearTimeout(timer);
      driver.dispose();
      video.remove();
    }
  },
};

function pictureOf(video: HTMLVideoElement, at: number): ShownPicture {
  const { videoWidth: width, videoHeight: height } = video;
  const context = new OffscreenCanvas(width, Math.ceil(height * 0.05)).getContext('2d', {
    willReadFrequently: true,
  });
  context?.drawImage(video, 0, 0);
  const pixels = context?.getImageData(0, 0, width, Math.ceil(height * 0.05)).data ?? [];
  const number = decodeBarCode(lumaOfRgba(pixels, width), width, height);
  return { at, width, height, ...(number !== undefined && { number }) };
}
