/**
 * Tells files that somebody deleted from a disk that is not the right one (RET-8). Whoever wants to forget rows whose files
 * are gone asks here first. Pure.
 */
import { LOST_FILES_MIN } from '../../shared/model/limits.ts';

export interface LostFiles {
  /** Rows of the volume that should have a file. */
  readonly rows: number;
  /** Those of them whose file is not there. */
  readonly missing: number;
}

/** True when so much is gone at once that nothing may be forgotten and somebody has to look. */
export function looksLikeAnotherDisk({ rows, missing }: LostFiles): boolean {
  return missing > LOST_FILES_MIN && missing > rows / 2;
}
