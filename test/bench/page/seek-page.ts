/** Runs in the page of row 10: seeks with the window's own player and reads from every picture which frame it is. */
import { decodeBarCode, lumaOfRgba } from '../../../src-main/demo/bar-code.ts';
import { HlsDriver, type PlaybackWindow } from '../../../src-renderer/player/hls-driver.ts';

export interface SeekResult {
  /** From the wish to the picture on the screen. */
  readonly ms: number;
  /** Wall time of that picture as the player says it. */
  readonly at: number;
  /** The frame number in it; undefined when it cannot be read. */
  readonly number?: number;
}

export interface SeekPage {
  /** Opens a source at its start and then seeks to each instant (UTC ms), one after the other, paused. */
  run(source: PlaybackWindow, startAt: number, instants: readonly number[]): Promise<SeekResult[]>;
}

declare global {
  interface Window {
    seekPage: SeekPage;
  }
}

/** Half a picture at 25 a second: the one asked for, not its neighbour. */
const NEAR_MS = 21;
const TIMEOUT_MS = 10_000;
/** Between seeks: what the player loads ahead is loaded. */
const PAUSE_MS = 150;

window.seekPage = {
  async run(source, startAt, instants) {
    const video = document.createElement('video');
    video.muted = true;
    document.body.append(video);
    let onPicture: (at: number) => void = () => undefined;
    const driver = new HlsDriver({
      video,
      load: () => Promise.resolve(source),
      now: () => Date.now(),
      onPicture: (at) => onPicture(at),
      onState: (state, error) => state === 'failed' && console.error('the player failed', error),
      onSourceChange: () => undefined,
    });
    const shown = (wanted: number) =>
      new Promise<{ at: number; shownAt: number }>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no picture of ${wanted}`)), TIMEOUT_MS);
        onPicture = (at) => {
          if (Math.abs(at - wanted) > NEAR_MS) return;
          clearTimeout(timer);
          resolve({ at, shownAt: performance.now() });
        };
      });
    try {
      const first = shown(startAt);
      driver.open('bench', startAt);
      await first;
      const results: SeekResult[] = [];
      for (const wanted of instants) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        const picture = shown(wanted);
        const askedAt = performance.now();
        driver.seek(wanted);
        const { at, shownAt } = await picture;
        const number = readNumber(video);
        results.push({ ms: shownAt - askedAt, at, ...(number !== undefined && { number }) });
      }
      return results;
    } finally {
      driver.dispose();
      video.remove();
    }
  },
};

function readNumber(video: HTMLVideoElement): number | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  const canvas = new OffscreenCanvas(width, Math.ceil(height * 0.05));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.drawImage(video, 0, 0);
  const { data } = context.getImageData(0, 0, width, canvas.height);
  return decodeBarCode(lumaOfRgba(data, width), width, height);
}
