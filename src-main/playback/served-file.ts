/** A recorded file as it is handed to a player: where it is, and which bytes of it are shown differently. Types only. */

/** How a client names a file: never by path. Both survive the rotation of the file. */
export type FileRef =
  | { readonly kind: 'segment'; readonly segmentId: number }
  | { readonly kind: 'run'; readonly runId: number; readonly nameStampS: number };

/** `video` hides the sound track of files whose sound comes and goes (recording.md §2.5); sizes stay as they are. */
export type TrackView = 'all' | 'video';

export interface ServedFile {
  readonly path: string;
  /** Absolute offsets of four-byte box types inside [from, to) that read as `free`, ascending. */
  hiddenBoxes?(from: number, to: number): Promise<readonly number[]>;
}
