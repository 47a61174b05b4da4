/** One viewer on the main thread: passes pictures on while the receiver keeps up, else waits for the next key frame. */
import { frameIsKey } from './viewer-frames.ts';

/** Beyond this much unsent, pictures are skipped; a key frame is let through again below half of it. */
const MAX_BUFFERED_BYTES = 2 << 20;
/** The relay is told what was taken in steps of this size, not for each picture. */
const TAKEN_STEP_BYTES = 256 << 10;

export class ViewerHandle {
  readonly #send: (frame: Uint8Array<ArrayBuffer>) => void;
  readonly #bufferedBytes: () => number;
  readonly #taken: (bytes: number) => void;
  #untold = 0;
  #skipping = false;

  constructor(
    send: (frame: Uint8Array<ArrayBuffer>) => void,
    bufferedBytes: () => number,
    taken: (bytes: number) => void,
  ) {
    this.#send = send;
    this.#bufferedBytes = bufferedBytes;
    this.#taken = taken;
  }

  take(frame: Uint8Array<ArrayBuffer>): void {
    this.#untold += frame.byteLength;
    if (this.#untold >= TAKEN_STEP_BYTES) {
      this.#taken(this.#untold);
      this.#untold = 0;
    }
    const limit = this.#skipping ? MAX_BUFFERED_BYTES / 2 : MAX_BUFFERED_BYTES;
    if (this.#bufferedBytes() > limit) {
      this.#skipping = true;
      return;
    }
    if (this.#skipping && !frameIsKey(frame)) return;
    this.#skipping = false;
    this.#send(frame);
  }
}
