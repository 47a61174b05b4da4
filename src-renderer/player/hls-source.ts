/**
 * One playlist in the <video>: hls.js with the options that recorded files want, its errors turned into three outcomes.
 * Knows media time only; wall time and windows are hls-driver.ts's.
 */
import Hls, { ErrorDetails, ErrorTypes, Events } from 'hls.js/light';

export interface HlsSourceEvents {
  /** The playlist was read; `live` when it is still growing. */
  onLoaded(live: boolean): void;
  /** Not to be cured here: give up this source and open another one. */
  onBroken(kind: 'network' | 'media'): void;
  /** The platform has no decoder for this; an RFC 6381 string. Nothing can be shown. */
  onUndecodable(codec: string): void;
}

export class HlsSource {
  readonly #hls: Hls;
  #recovered = false;
  #destroyed = false;

  /** Starts loading at `startS`; the picture appears by itself once it is buffered. */
  constructor(video: HTMLVideoElement, url: string, startS: number, events: HlsSourceEvents) {
    const hls = new Hls({
      enableWorker: false, // fragmented MP4 needs no transmuxing, and a worker would need a blob: script
      startPosition: startS,
      startFragPrefetch: true,
      maxBufferLength: 20,
      maxMaxBufferLength: 40,
      backBufferLength: 30,
      // Files cut at key frames leave holes of a few ms; a bigger one is a fault and the watchdog's business.
      maxBufferHole: 0.5,
      liveDurationInfinity: false,
    });
    this.#hls = hls;
    hls.on(Events.LEVEL_LOADED, (_event, { details }) => events.onLoaded(details.live));
    hls.on(Events.ERROR, (_event, error) => {
      if (this.#destroyed) return;
      // Said before it is tried again and again: a codec does not become known by waiting.
      if (error.details === ErrorDetails.BUFFER_ADD_CODEC_ERROR)
        return events.onUndecodable(/codecs=(.*)/.exec(error.mimeType ?? '')?.[1] ?? '');
      if (!error.fatal) return;
      if (error.type === ErrorTypes.NETWORK_ERROR) events.onBroken('network');
      else if (!this.#recovered) {
        this.#recovered = true;
        hls.recoverMediaError();
      } else events.onBroken('media');
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  destroy(): void {
    this.#destroyed = true;
    this.#hls.destroy();
  }
}

/** False where the platform lacks Media Source Extensions. */
export const canPlayHls = (): boolean => Hls.isSupported();
