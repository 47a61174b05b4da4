/**
 * What is known about a catalogue that was lost: found when and how, restored from what, how far its recovery has come. Kept in
 * a file beside the catalogue, written before every step, so that a kill in between is continued and nothing is silent.
 */
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileDurably } from '../base/durable-file.ts';

export const RECOVERY_FILE = 'recovery.json';

/** What reading the disks brought to a restored catalogue. */
export interface DiskReading {
  /** Names of cameras that were made anew from their folders. */
  readonly camerasMade: readonly string[];
  readonly segmentsFound: number;
  /** Segments whose files are gone since the backup. */
  readonly segmentsGone: number;
}

export type RecoveryStage =
  /** The damaged file is being put aside. */
  | 'putting-aside'
  /** The catalogue's place is empty, or holds the restored copy. */
  | 'restoring'
  /** In use; what the disks hold beyond it is being read. */
  | 'reading-disks'
  | 'done';

export interface RecoveryNote {
  readonly stage: RecoveryStage;
  /** UTC ms. */
  readonly foundAt: number;
  readonly cause: 'damaged' | 'missing';
  readonly findings: readonly string[];
  /** Name of the damaged file, beside the catalogue. */
  readonly aside?: string;
  /** Absent: no sound one was there, and the catalogue was made from the disks alone. */
  readonly backup?: { readonly file: string; readonly at: number };
  readonly reading?: DiskReading;
}

export class RecoveryNotes {
  readonly #file: string;
  #note: RecoveryNote | undefined;

  /** Reads the note of a data folder. One that cannot be read is none: the steps can all be begun again. */
  constructor(dataDir: string) {
    this.#file = path.join(dataDir, RECOVERY_FILE);
    try {
      this.#note = JSON.parse(readFileSync(this.#file, 'utf8')) as RecoveryNote;
    } catch {
      this.#note = undefined;
    }
  }

  get(): RecoveryNote | undefined {
    return this.#note;
  }

  /** On the disk when it returns. */
  write(note: RecoveryNote): void {
    writeFileDurably(this.#file, `${JSON.stringify(note, null, 2)}\n`);
    this.#note = note;
  }

  /** The operator has read it; false while the recovery is still under way, and then nothing changes. */
  dismiss(): boolean {
    if (this.#note !== undefined && this.#note.stage !== 'done') return false;
    rmSync(this.#file, { force: true });
    this.#note = undefined;
    return true;
  }
}
