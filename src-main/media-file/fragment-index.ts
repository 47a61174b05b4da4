/**
 * The fragment list of a finished file as a compact blob for the catalogue (about 6 bytes per fragment).
 * Versioned; decoding hostile bytes gives an empty list, never a throw.
 *
 * Layout: version byte, count, then per fragment: flags, size, duration, and only where they differ from "follows the
 * one before" the offset and start as signed differences; then the hole. Numbers are LEB128 varints.
 */
import type { Fragment } from './mp4-report.ts';

const VERSION = 1;
const KEY = 1;
const AUDIO = 2;
const HOLE = 4;
const OFFSET_DIFFERS = 8;
const START_DIFFERS = 16;
/** flags + size + duration, one byte each at least. */
const MIN_BYTES_PER_FRAGMENT = 3;

/** Sizes and times must be whole numbers below 2^53, as the walker gives them. */
export function encodeFragmentIndex(fragments: readonly Fragment[]): Uint8Array<ArrayBuffer> {
  const out: number[] = [VERSION];
  putVarint(out, fragments.length);
  let nextOffset = 0;
  let nextStartMs = 0;
  for (const fragment of fragments) {
    const offsetDiffers = fragment.offset !== nextOffset;
    const startDiffers = fragment.startMs !== nextStartMs;
    out.push(
      (fragment.key ? KEY : 0) |
        (fragment.hasAudio ? AUDIO : 0) |
        (fragment.hole ? HOLE : 0) |
        (offsetDiffers ? OFFSET_DIFFERS : 0) |
        (startDiffers ? START_DIFFERS : 0),
    );
    putVarint(out, fragment.sizeBytes);
    putVarint(out, fragment.durationMs);
    if (offsetDiffers) putSigned(out, fragment.offset - nextOffset);
    if (startDiffers) putSigned(out, fragment.startMs - nextStartMs);
    if (fragment.hole) {
      putSigned(out, fragment.hole.startMs - fragment.startMs);
      putVarint(out, fragment.hole.durationMs);
    }
    nextOffset = fragment.offset + fragment.sizeBytes;
    nextStartMs = fragment.startMs + fragment.durationMs;
  }
  return Uint8Array.from(out);
}

/** Empty for bytes that are not a whole index of a known version. */
export function decodeFragmentIndex(blob: Uint8Array): Fragment[] {
  const reader = new VarintReader(blob);
  if (reader.byte() !== VERSION) return [];
  const count = reader.varint();
  if (count * MIN_BYTES_PER_FRAGMENT > blob.length) return [];
  const fragments: Fragment[] = [];
  let nextOffset = 0;
  let nextStartMs = 0;
  for (let index = 0; index < count; index++) {
    const flags = reader.byte();
    const sizeBytes = reader.varint();
    const durationMs = reader.varint();
    const offset = nextOffset + (flags & OFFSET_DIFFERS ? reader.signed() : 0);
    const startMs = nextStartMs + (flags & START_DIFFERS ? reader.signed() : 0);
    const hole =
      flags & HOLE ? { startMs: startMs + reader.signed(), durationMs: reader.varint() } : undefined;
    if (
      !Number.isSafeInteger(offset + sizeBytes) ||
      !Number.isSafeInteger(startMs + durationMs) ||
      offset < 0
    ) {
      return [];
    }
    const key = (flags & KEY) !== 0;
    const hasAudio = (flags & AUDIO) !== 0;
    const fragment = { offset, sizeBytes, startMs, durationMs, key, hasAudio };
    // A day's playlist decodes 86 400 of these; a spread would cost more than all the rest.
    fragments.push(hole ? { ...fragment, hole } : fragment);
    nextOffset = offset + sizeBytes;
    nextStartMs = startMs + durationMs;
  }
  return reader.failed ? [] : fragments;
}

/** Seven bits at a time; arithmetic instead of shifts, because offsets pass 32 bits. */
function putVarint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

function putSigned(out: number[], value: number): void {
  putVarint(out, value >= 0 ? value * 2 : -value * 2 - 1);
}

class VarintReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#position++];
    if (value === undefined) this.failed = true;
    return value ?? 0;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (let index = 0; index < 8; index++) {
      const next = this.byte();
      value += (next & 0x7f) * factor;
      if (next < 0x80) return value;
      factor *= 0x80;
    }
    this.failed = true;
    return 0;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
