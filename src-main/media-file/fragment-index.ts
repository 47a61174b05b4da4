/**
 * The fragment list of a finished file as a compact blob for the catalogue (about 6 bytes per fragment).
 * Versioned; decoding hostile bytes gives an empty list, never a throw.
 */
import type { Fragment } from './mp4-report.ts';

export function encodeFragmentIndex(_fragments: readonly Fragment[]): Uint8Array<ArrayBuffer> {
  throw new Error('not built yet');
}

export function decodeFragmentIndex(_blob: Uint8Array): Fragment[] {
  throw new Error('not built yet');
}
