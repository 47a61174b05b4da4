/** Bits of a parameter set, emulation prevention removed. Reading past the end gives zeros and sets `overrun`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #bit = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get overrun(): boolean {
    return this.#bit > this.#bytes.length * 8;
  }

  skip(count: number): void {
    this.#bit += count;
  }

  /** Up to 32 bits, most significant first. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      const byte = this.#bytes[this.#bit >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#bit & 7))) & 1);
      this.#bit += 1;
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Exp-Golomb code, unsigned. */
  ue(): number {
    let zeros = 0;
    while (zeros < 32 && !this.overrun && !this.flag()) zeros += 1;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Exp-Golomb code, signed. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}

/** A NAL unit without its emulation prevention bytes (00 00 03 → 00 00). */
export function withoutEmulation(nal: Uint8Array): Uint8Array {
  const out = new Uint8Array(nal.length);
  let size = 0;
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out[size] = byte;
    size += 1;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, size);
}
