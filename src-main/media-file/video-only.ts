/**
 * Serving a muxed file as pictures only, without changing a size: the audio boxes are renamed to `free`.
 * A player cannot play a muxed file whose announced sound is missing from some fragments.
 */
import { boxesBetween, descendant, fourCharacters, u32, u8 } from './boxes.ts';
import type { ByteSource } from './byte-source.ts';
import { parseMoof } from './movie-fragment.ts';
import type { Fragment } from './mp4-report.ts';

/** A moof is read with one read of this size; larger ones with a second. */
const USUAL_MOOF_BYTES = 2048;
const MAX_MOOF_BYTES = 4 * 1024 * 1024;

/** A copy of the initialization section whose audio tracks are renamed to `free`; same length. */
export function videoOnlyInit(init: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(init);
  const dropped = new Set<number>();
  for (const moov of boxesBetween(copy, 0, copy.length)) {
    if (moov.type !== 'moov') continue;
    for (const trak of boxesBetween(copy, moov.body, moov.end)) {
      const hdlr = trak.type === 'trak' ? descendant(copy, trak, 'mdia', 'hdlr') : undefined;
      if (!hdlr || fourCharacters(copy, hdlr.body + 8) !== 'soun') continue;
      const tkhd = descendant(copy, trak, 'tkhd');
      if (tkhd) dropped.add(u32(copy, tkhd.body + (u8(copy, tkhd.body) === 1 ? 20 : 12)));
      rename(copy, trak.start + 4);
    }
    // The defaults for fragments are listed behind the tracks and must go with them.
    const mvex = descendant(copy, moov, 'mvex');
    if (!mvex) continue;
    for (const trex of boxesBetween(copy, mvex.body, mvex.end)) {
      if (trex.type === 'trex' && dropped.has(u32(copy, trex.body + 4))) rename(copy, trex.start + 4);
    }
  }
  return copy;
}

/** Offsets in the file of the four type bytes of each audio `traf` in these fragments, ascending: write `free` there. */
export function audioTrafOffsets(
  source: ByteSource,
  fragments: readonly Fragment[],
  audioTrackId: number,
): number[] {
  const known = new Map([
    [
      audioTrackId,
      {
        trackId: audioTrackId,
        timescale: 1,
        role: 'audio',
        defaultDuration: 0,
        defaultFlags: 0,
        duration: 0,
        samples: 0,
      } as const,
    ],
  ]);
  const offsets: number[] = [];
  for (const { offset, sizeBytes } of fragments) {
    let bytes = source.read(offset, Math.min(USUAL_MOOF_BYTES, sizeBytes));
    const moofBytes = u32(bytes, 0);
    if (moofBytes > Math.min(sizeBytes, MAX_MOOF_BYTES)) continue;
    if (moofBytes > bytes.length) bytes = source.read(offset, moofBytes);
    for (const track of parseMoof(bytes.subarray(0, moofBytes), known))
      offsets.push(offset + track.typeOffset);
  }
  return offsets;
}

/** The bytes that take a box out of a player's sight. */
export const FREE_BOX_TYPE: Uint8Array = Uint8Array.from([0x66, 0x72, 0x65, 0x65]);

function rename(bytes: Uint8Array, offset: number): void {
  bytes.set(FREE_BOX_TYPE, offset);
}
