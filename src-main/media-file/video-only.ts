/**
 * Serving a muxed file as pictures only, without changing a size: the audio boxes are renamed to `free`.
 * A player cannot play a muxed file whose announced sound is missing from some fragments.
 */
import type { ByteSource } from './byte-source.ts';
import type { Fragment } from './mp4-report.ts';

/** A copy of the initialization section whose audio tracks are renamed to `free`; same length. */
export function videoOnlyInit(_init: Uint8Array): Uint8Array<ArrayBuffer> {
  throw new Error('not built yet');
}

/** Offsets in the file of the four type bytes of each audio `traf` in these fragments, ascending: write `free` there. */
export function audioTrafOffsets(
  _source: ByteSource,
  _fragments: readonly Fragment[],
  _audioTrackId: number,
): number[] {
  throw new Error('not built yet');
}
