/** Files that could not be read, as they are listed and tried again. Plain data; sizes in bytes, instants UTC ms. */

/** A file that could not be read and was set aside (PRB-4). */
export interface UnreadableFile {
  readonly id: number;
  /** Absent when the camera was removed since. */
  readonly cameraId?: string;
  readonly cameraName: string;
  /** Where it was recorded, below the recordings folder. */
  readonly file: string;
  readonly recordedAt?: number;
  readonly durationMs?: number;
  /** Class of failure, its sentence, and what the reader said. */
  readonly failure: string;
  readonly sentence: string;
  readonly detail: string;
  readonly sizeBytes: number;
  /** When it was set aside, and until when it is kept. */
  readonly at: number;
  readonly keptUntil: number;
}

/** What another try brought back to the timeline. */
export interface RetryResult {
  readonly restored: 'whole' | 'part' | 'nothing';
  readonly sentence: string;
}
