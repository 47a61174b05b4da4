/**
 * One viewer inside the relay: the ring's pictures at once, then each picture as it comes, packed as wire frames. What is
 * under way to the main thread is bounded; beyond it the viewer waits for a key frame. It never touches the log's cursors.
 */
import { isParameterSet } from '../rtsp/parameter-sets.ts';
import type { VideoCodec } from '../../shared/model/camera.ts';
import type { ParameterSetStore } from './parameter-set-store.ts';
import type { PayloadFormat } from './payload-formats.ts';
import { nalsOfPicture } from './picture-nals.ts';
import type { Picture } from './ring.ts';
import { FLAG_CATCH_UP, FLAG_KEY, packFrame } from './viewer-frames.ts';

/** A main thread that is busy for seconds must not fill memory with pictures. */
const MAX_UNDER_WAY_BYTES = 16 << 20;

export interface ViewedStream {
  readonly codec: VideoCodec;
  readonly format: PayloadFormat;
  readonly sets: ParameterSetStore;
}

export class Viewer {
  readonly #stream: ViewedStream;
  readonly #subscription: number;
  readonly #send: (frame: Uint8Array<ArrayBuffer>) => void;
  #underWay = 0;
  #skipping = false;

  constructor(stream: ViewedStream, subscription: number, send: (frame: Uint8Array<ArrayBuffer>) => void) {
    this.#stream = stream;
    this.#subscription = subscription;
    this.#send = send;
  }

  /** The ring: all but its last picture are to be decoded only. */
  catchUp(pictures: readonly Picture[]): void {
    for (const [index, picture] of pictures.entries()) {
      this.#picture(picture, index === pictures.length - 1 ? 0 : FLAG_CATCH_UP);
    }
  }

  picture(picture: Picture): void {
    this.#picture(picture, 0);
  }

  /** The main thread took these bytes. */
  taken(bytes: number): void {
    this.#underWay = Math.max(0, this.#underWay - bytes);
  }

  #picture(picture: Picture, flags: number): void {
    if (this.#skipping && (!picture.key || this.#underWay > MAX_UNDER_WAY_BYTES / 2)) return;
    this.#skipping = this.#underWay > MAX_UNDER_WAY_BYTES;
    if (this.#skipping) return;
    const frame = packFrame(
      {
        subscription: this.#subscription,
        flags: flags | (picture.key ? FLAG_KEY : 0),
        timeUs: picture.timeUs,
      },
      decodableNals(picture, this.#stream),
    );
    this.#underWay += frame.byteLength;
    this.#send(frame);
  }
}

/** NAL units of a picture; a key picture without parameter sets of its own gets those in force. */
export function decodableNals(picture: Picture, stream: ViewedStream): Buffer[] {
  const nals = nalsOfPicture(picture, stream.format);
  if (!picture.key || nals.some((nal) => isParameterSet(stream.codec, nal))) return nals;
  return [...stream.sets.all(), ...nals];
}
