/**
 * Lets the relay's thread rest for a moment after it has read what all cameras sent, while nobody watches live: sixteen
 * cameras send a picture every 2 ms, and waking up for each costs more than reading it. Meanwhile the system's own
 * buffers hold what comes. Everything the main thread posts rings the bell, which ends a rest at once.
 */
/** Shorter than the time between two pictures of one camera; a key frame is known at most this much later. */
const REST_MS = 30;

/** Shared by both threads; holds 1 from a ring until the next rest. */
export type Bell = Int32Array<SharedArrayBuffer>;

export function makeBell(): Bell {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Called by whoever posts to the relay's thread, before or after it posted. */
export function ring(bell: Bell): void {
  Atomics.store(bell, 0, 1);
  Atomics.notify(bell, 0);
}

export class ThreadRest {
  readonly #bell: Bell;
  readonly #mayRest: () => boolean;
  #isDue = false;

  constructor(bell: Bell, mayRest: () => boolean) {
    this.#bell = bell;
    this.#mayRest = mayRest;
  }

  /** After a read of a camera: the thread rests once everything else that has come is read as well. */
  afterRead(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      if (this.#mayRest()) Atomics.wait(this.#bell, 0, 0, REST_MS);
      Atomics.store(this.#bell, 0, 0);
    });
  }
}
