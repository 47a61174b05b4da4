/**
 * The ring of a pull: the log from the last key frame on, and the pictures in it. What late readers, viewers and stills
 * start from. Holds positions, no bytes.
 */
import type { LogPosition, Slab } from './packet-log.ts';

/** One complete picture in the log; its bytes are interleaved RTP of the video channel only. */
export interface Picture {
  readonly slab: Slab;
  readonly start: number;
  readonly end: number;
  /** RTP time stamp. */
  readonly timestamp: number;
  readonly key: boolean;
  /** UTC µs of its arrival, smoothed by the camera's clock. */
  readonly timeUs: number;
}

export class Ring {
  #start: LogPosition | undefined;
  #timestamp = 0;
  #pictures: Picture[] = [];

  /** Where the last key frame begins; undefined before the first, or when it was too far back. */
  get start(): LogPosition | undefined {
    return this.#start;
  }
  get timestamp(): number {
    return this.#timestamp;
  }
  get pictures(): readonly Picture[] {
    return this.#pictures;
  }

  /** Adds a picture; true when it begins a new ring. Further slices of the same key picture do not. */
  add(picture: Picture): boolean {
    const begins = picture.key && !(this.#start && this.#timestamp === picture.timestamp);
    if (begins) {
      this.#start = { slab: picture.slab, offset: picture.start };
      this.#timestamp = picture.timestamp;
      this.#pictures = [];
    }
    if (this.#start) this.#pictures.push(picture);
    return begins;
  }

  drop(): void {
    this.#start = undefined;
    this.#pictures = [];
  }
}
