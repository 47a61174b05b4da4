/**
 * From a file's fragments to playlist entries: whole fragments, each entry beginning with a key frame. Pure.
 * Says also whether a player can have the file's sound (recording.md §2.5).
 */
import { PLAYLIST_ENTRY_MS } from '../../shared/model/limits.ts';
import type { Fragment } from '../media-file/mp4-report.ts';

/** One entry: bytes of the file, and its place on the file's own clock (ms). */
export interface PlaylistEntry {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly startMs: number;
  readonly durationMs: number;
}

/** `whole`: wherever there are pictures there is sound; `partly`: it comes and goes. */
export type FileSound = 'none' | 'whole' | 'partly';

/** How entries are cut: about 6 s for a finished stretch, one per key frame (and second) while it grows. */
export type EntryCut = 'long' | 'longer' | 'per-key';

/** `longer` is for lists of many days, which a player has to load whole. */
const entryMs = { long: PLAYLIST_ENTRY_MS, longer: 15_000, 'per-key': 1_000 } as const;

/** Key frames never come to the millisecond. */
const JITTER_MS = 250;
/** A fragment this short lies between two frames of sound; its silence is none. */
const TOO_SHORT_FOR_SOUND_MS = 300;

/** Cuts fragments into entries. Fragments without a key frame or without pictures belong to the entry before. */
export function cutEntries(fragments: readonly Fragment[], cut: EntryCut): PlaylistEntry[] {
  const enoughMs = entryMs[cut] - JITTER_MS;
  const entries: PlaylistEntry[] = [];
  let open:
    { offset: number; startMs: number; endMs: number; endOffset: number; hasKey: boolean } | undefined;
  const close = (nextStartMs?: number) => {
    if (!open) return;
    // Up to the next entry's first picture, so that the entries add up to the file's length, holes included.
    const endMs = nextStartMs ?? open.endMs;
    const sizeBytes = open.endOffset - open.offset;
    entries.push({ offset: open.offset, sizeBytes, startMs: open.startMs, durationMs: endMs - open.startMs });
  };
  for (const fragment of fragments) {
    const hasPictures = fragment.durationMs > 0;
    const begins = hasPictures && fragment.key;
    if (!open || (begins && open.hasKey && fragment.startMs - open.startMs >= enoughMs)) {
      close(fragment.startMs);
      const { offset, startMs } = fragment;
      open = { offset, startMs, endMs: startMs, endOffset: offset, hasKey: false };
    }
    open.hasKey ||= begins;
    open.endOffset = fragment.offset + fragment.sizeBytes;
    open.endMs = Math.max(open.endMs, fragment.startMs + fragment.durationMs);
  }
  close();
  return entries.filter((entry) => entry.durationMs > 0);
}

/** The entries that can no longer change while the file grows: all but the last, which may get more fragments. */
export function settledEntries(entries: readonly PlaylistEntry[]): readonly PlaylistEntry[] {
  return entries.slice(0, -1);
}

/** Whether a file that announces sound has it throughout. */
export function soundOf(fragments: readonly Fragment[], hasAudioTrack: boolean): FileSound {
  if (!hasAudioTrack) return 'none';
  const silent = fragments.some(
    (fragment) => !fragment.hasAudio && fragment.durationMs >= TOO_SHORT_FOR_SOUND_MS,
  );
  return silent ? 'partly' : 'whole';
}
