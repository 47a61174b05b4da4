/**
 * The append-only log of one pull: slabs of interleaved RTP, ready to be written to any reader. Readers are cursors into
 * it; the ring is "the log from the last key frame on". The open part (a picture that is still coming) is contiguous and
 * moves along when a slab is full; offsets relative to `base` stay valid. Knows no RTP and no sockets.
 */
export const SLAB_BYTES = 256 << 10;
/** A picture larger than this is no picture. */
export const MAX_OPEN_BYTES = 8 << 20;
const MAX_SPARE_SLABS = 4;

export interface Slab {
  readonly bytes: Buffer;
  /** How far it is filled, once the log has moved on. */
  used: number;
  next: Slab | undefined;
  /** Rises by one from slab to slab. */
  readonly id: number;
  /** How many bytes the log held before this slab: positions compare across slabs. */
  readonly startsAt: number;
}

export interface LogPosition {
  readonly slab: Slab;
  readonly offset: number;
}

/** A reader's place in the log. */
export interface Cursor {
  slab: Slab | undefined;
  offset: number;
  /** A write of log memory is under way: nothing is reused meanwhile. */
  inFlight: boolean;
}

export class PictureTooLarge extends Error {
  override readonly name = 'PictureTooLarge';
}

export class PacketLog {
  #current: Slab;
  #first: Slab;
  #head = 0;
  #base = 0;
  #size = SLAB_BYTES;
  #spare: Buffer[] = [];

  constructor() {
    this.#current = {
      bytes: Buffer.allocUnsafeSlow(SLAB_BYTES),
      used: 0,
      next: undefined,
      id: 1,
      startsAt: 0,
    };
    this.#first = this.#current;
  }

  /** Bytes of the current slab; the open part begins at `base` and is `openBytes` long. */
  get bytes(): Buffer {
    return this.#current.bytes;
  }
  get base(): number {
    return this.#base;
  }
  get openBytes(): number {
    return this.#head - this.#base;
  }
  /** Memory held, in bytes. */
  get sizeBytes(): number {
    return this.#size;
  }
  get current(): Slab {
    return this.#current;
  }

  /** Where the next committed byte will be. */
  position(): LogPosition {
    return { slab: this.#current, offset: this.#base };
  }

  /** Committed bytes behind a position. */
  bytesSince(slab: Slab, offset: number): number {
    return this.#current.startsAt + this.#base - slab.startsAt - offset;
  }

  /** Makes room for `count` more bytes of the open part. Throws PictureTooLarge. */
  reserve(count: number): void {
    const open = this.openBytes;
    if (open + count > MAX_OPEN_BYTES) throw new PictureTooLarge('a picture of more than 8 MB');
    if (this.#head + count <= this.#current.bytes.length) return;
    const large = open + count > SLAB_BYTES / 2;
    const bytes = large
      ? Buffer.allocUnsafeSlow(2 * (open + count))
      : (this.#spare.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES));
    const startsAt = this.#current.startsAt + this.#base;
    const slab: Slab = { bytes, used: 0, next: undefined, id: this.#current.id + 1, startsAt };
    this.#current.bytes.copy(bytes, 0, this.#base, this.#head);
    this.#current.used = this.#base;
    this.#current.next = slab;
    this.#current = slab;
    this.#size += bytes.length;
    this.#head = open;
    this.#base = 0;
  }

  /** Adds source[start, end) to the open part. Room must have been reserved. */
  append(source: Buffer, start: number, end: number): void {
    source.copy(this.#current.bytes, this.#head, start, end);
    this.#head += end - start;
  }

  /** Adds `count` bytes that the caller fills in through `bytes`. Room must have been reserved. */
  extend(count: number): void {
    this.#head += count;
  }

  /** The open part becomes readable. */
  commit(): void {
    this.#base = this.#head;
  }

  /** Takes back what was not committed. */
  dropOpen(): void {
    this.#head = this.#base;
  }

  /** How far a slab may be read. */
  readableEnd(slab: Slab): number {
    return slab === this.#current ? this.#base : slab.used;
  }

  /** Frees slabs before `keep` and before every cursor. Memory is reused only while no write is under way. */
  trim(keep: Slab, cursors: Iterable<Cursor>): void {
    let stop = keep;
    let busy = false;
    for (const cursor of cursors) {
      if (cursor.slab && cursor.slab.id < stop.id) stop = cursor.slab;
      busy ||= cursor.inFlight;
    }
    while (this.#first !== stop && this.#first !== this.#current && this.#first.next) {
      const { bytes, next } = this.#first;
      this.#first = next;
      this.#size -= bytes.length;
      if (!busy && bytes.length === SLAB_BYTES && this.#spare.length < MAX_SPARE_SLABS)
        this.#spare.push(bytes);
    }
  }
}
