/**
 * Playlist entries of finished segments, decoded once: files do not change, and a day's playlist is asked for again and
 * again. Bounded; forgets the segments that were not asked for the longest.
 */
import type { Segment } from '../../shared/model/segment.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decodeFragmentIndex } from '../media-file/fragment-index.ts';
import { cutEntries, soundOf } from './entries.ts';
import type { EntryCut, FileSound, PlaylistEntry } from './entries.ts';

export interface CutFile {
  readonly entries: readonly PlaylistEntry[];
  readonly sound: FileSound;
  /** Length of the initialization section: what lies before the first fragment. */
  readonly initBytes: number;
}

/** About 100 bytes each. */
const MAX_ENTRIES = 150_000;

export class EntryCache {
  readonly #catalogue: Catalogue;
  readonly #known = new Map<string, CutFile>();
  #entries = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  of(segment: Segment, cut: EntryCut): CutFile {
    // A segment that is probed again later changes its size or its state with its index.
    const key = `${segment.id}/${segment.sizeBytes}/${segment.state}/${cut}`;
    const known = this.#known.get(key);
    if (known) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const blob = this.#catalogue.segments.fragmentIndex(segment.id);
    const fragments = blob ? decodeFragmentIndex(blob) : [];
    const file = {
      entries: cutEntries(fragments, cut),
      sound: soundOf(fragments, segment.hasAudio),
      initBytes: fragments[0]?.offset ?? 0,
    };
    // Lists of many days are rare and would push out everything else.
    if (cut === 'longer') return file;
    this.#known.set(key, file);
    this.#entries += file.entries.length;
    for (const [oldest, old] of this.#known) {
      if (this.#entries <= MAX_ENTRIES) break;
      this.#known.delete(oldest);
      this.#entries -= old.entries.length;
    }
    return file;
  }
}
