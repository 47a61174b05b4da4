/**
 * Turns a stream's time stamps into the time of day. Streams on the recorder's clock are taken as they are; others are
 * laid against the arrival of their promptest picture, so that a frozen picture keeps a frozen clock. Pure.
 */
const EPOCH_US_MIN = 1e15; // September 2001: below this a stamp cannot be a date

export class LiveClock {
  #offsetMs: number | undefined;

  /** UTC ms of a picture; catch-up pictures are late by design and never set the clock. */
  wallTime(timeUs: number, catchUp: boolean, now: number): number {
    if (timeUs >= EPOCH_US_MIN) return timeUs / 1000;
    const offset = now - timeUs / 1000;
    if (this.#offsetMs === undefined || (!catchUp && offset < this.#offsetMs)) this.#offsetMs = offset;
    return timeUs / 1000 + this.#offsetMs;
  }
}
