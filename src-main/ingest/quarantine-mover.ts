/**
 * Moves unreadable files to the quarantine folder (PRB-4): never deletes, never overwrites, notes where each came from.
 * May be killed at any point: a file that has already been moved is found again by its name.
 */
import { mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { syncFolderAsync } from '../base/durable-file.ts';

/** Below the recordings folder, so that moving never copies. */
export const QUARANTINE_FOLDER = '.quarantine';

export interface Unreadable {
  readonly file: string;
  readonly runId: number;
  readonly cameraNumber: number;
  /** The row it belongs to; without one the file was an orphan. */
  readonly segmentId?: number;
  readonly reason: string;
}

export class QuarantineMover {
  readonly #catalogue: Catalogue;
  readonly #recordingsFolder: string;
  readonly #now: () => number;

  constructor(catalogue: Catalogue, recordingsFolder: string, now: () => number) {
    this.#catalogue = catalogue;
    this.#recordingsFolder = recordingsFolder;
    this.#now = now;
  }

  /** Moves the file and notes it; the row becomes `failed`. Throws the disk's error when it cannot be moved. */
  async move(unreadable: Unreadable): Promise<void> {
    const folder = path.join(this.#recordingsFolder, QUARANTINE_FOLDER);
    await mkdir(folder, { mode: 0o700, recursive: true });
    // Run ids are never reused, and names are unique within a run.
    const name = `${unreadable.runId}-${path.basename(unreadable.file)}`;
    const target = path.join(folder, name);
    const isMoved = await exists(target);
    if (!isMoved) {
      await rename(unreadable.file, target);
      await syncFolderAsync(folder);
      await syncFolderAsync(path.dirname(unreadable.file));
    }
    const { size } = await stat(target);
    this.#catalogue.transaction(() => {
      const known = this.#catalogue.quarantine.ofCamera(unreadable.cameraNumber);
      if (!known.some((entry) => entry.file === name)) {
        this.#catalogue.quarantine.add({
          cameraNumber: unreadable.cameraNumber,
          ...(unreadable.segmentId === undefined ? {} : { segmentId: unreadable.segmentId }),
          file: name,
          original: path.relative(this.#recordingsFolder, unreadable.file).split(path.sep).join('/'),
          reason: unreadable.reason,
          sizeBytes: size,
          at: this.#now(),
        });
      }
      if (unreadable.segmentId === undefined) return;
      this.#catalogue.quarantine.undefer(unreadable.segmentId);
      this.#catalogue.segments.setState(unreadable.segmentId, 'failed');
    });
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
