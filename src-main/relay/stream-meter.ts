/** Measures a stream out of its packets: frame rate, length of a GOP, bit rate. Trusts nothing the camera announces. */
const WINDOW_S = 10;

export class StreamMeter {
  readonly #clockRate: number;
  #keyTimestamp: number | undefined;
  #picturesSinceKey = 0;
  #spanTicks = 0;
  #gopSeconds = 0;
  #fps = 0;
  readonly #seconds: Array<{ readonly atMs: number; readonly bytes: number }> = [];

  constructor(clockRate: number, nowMs: number) {
    this.#clockRate = clockRate;
    this.#seconds.push({ atMs: nowMs, bytes: 0 });
  }

  /** Frames per second of the last whole GOP (of what came so far before that). */
  get fps(): number {
    return round(this.#fps, 100);
  }
  /** 0 until a second key frame came. */
  get gopSeconds(): number {
    return round(this.#gopSeconds, 100);
  }

  picture(timestamp: number, key: boolean): void {
    if (this.#keyTimestamp === undefined && !key) return;
    const since = this.#keyTimestamp === undefined ? 0 : (timestamp - this.#keyTimestamp) | 0;
    if (!key) {
      this.#picturesSinceKey += 1;
      this.#spanTicks = Math.max(this.#spanTicks, since);
      if (this.#gopSeconds === 0 && this.#spanTicks > 0) {
        this.#fps = (this.#picturesSinceKey * this.#clockRate) / this.#spanTicks;
      }
      return;
    }
    if (since > 0) {
      this.#gopSeconds = since / this.#clockRate;
      this.#fps = (this.#picturesSinceKey + 1) / this.#gopSeconds;
    }
    this.#keyTimestamp = timestamp;
    this.#picturesSinceKey = 0;
    this.#spanTicks = 0;
  }

  /** About once a second: all bytes so far. */
  second(nowMs: number, receivedBytes: number): void {
    this.#seconds.push({ atMs: nowMs, bytes: receivedBytes });
    if (this.#seconds.length > WINDOW_S + 1) this.#seconds.shift();
  }

  /** Bits per second over the last 10 s or what there is of them. */
  bitrateBps(nowMs: number, receivedBytes: number): number {
    const oldest = this.#seconds[0]!;
    const elapsedMs = nowMs - oldest.atMs;
    return elapsedMs > 0 ? Math.round(((receivedBytes - oldest.bytes) * 8000) / elapsedMs) : 0;
  }
}

function round(value: number, parts: number): number {
  return Math.round(value * parts) / parts;
}
