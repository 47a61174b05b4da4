/** A recorded file as it is handed to a player: where it is, and which bytes of it are shown differently. Types only. */

/** How a client names a file: never by path. Both survive the rotation of the file. */
export type FileRef =
  | { readonly kind: 'segment'; readonly segmentId: number }
  | { readonly kind: 'run'; readonly runId: number; readonly nameStampS: number };

/** `video` hides the sound track of files whose sound comes and goes (recording.md §2.5); sizes stay as they are. */
export type TrackView = 'all' | 'video';

export interface Showing {
  readonly view: TrackView;
  /** Moves the file's clock, which starts at 0, to its place in a playlist. */
  readonly shiftMs: number;
}

/** Bytes that read differently than they are on disk. */
export interface Patch {
  /** In the file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface ServedFile {
  readonly path: string;
  /** What differs inside [from, to) of the file, ascending; nothing when absent. */
  patches?(from: number, to: number): Promise<readonly Patch[]>;
}
