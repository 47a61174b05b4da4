/**
 * Brings a catalogue that was restored from a backup, or founded anew, up to what the disks hold: files that it does not know
 * are taken in, rows whose files are gone are removed, quarantine is listed again. Can be killed at any point and begun
 * again: everything it does is seen in the catalogue. Works while cameras are recorded; deletes no footage.
 */
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { findMissingFiles, reasonSinceBackup, removeRows } from './missing-files.ts';
import { relistQuarantine } from './relist-quarantine.ts';
import { camerasWithoutAddress, noteWhenRecorded } from './unknown-cameras.ts';

export interface ReadingPorts {
  /** Settles runs that the backup knew as unfinished, then takes in files that no row knows. */
  takeInFiles(): Promise<void>;
}

export interface DisksRead {
  readonly segmentsFound: number;
  readonly segmentsGone: number;
  /** Volumes on which too much was missing to believe it. */
  readonly doubtful: readonly number[];
}

export async function readDisks(
  catalogue: Catalogue,
  { takeInFiles, clock }: ReadingPorts & { readonly clock: Clock },
): Promise<DisksRead> {
  const before = countOf(catalogue);
  await relistQuarantine(catalogue, clock);
  await takeInFiles();
  const segmentsFound = Math.max(0, countOf(catalogue) - before);
  const found = await findMissingFiles(catalogue, clock);
  const gone = found.missing.map((segment) => ({ segment, reason: reasonSinceBackup(segment, found) }));
  const segmentsGone = await removeRows(catalogue, clock, gone);
  for (const camera of camerasWithoutAddress(catalogue)) noteWhenRecorded(catalogue, camera);
  return { segmentsFound, segmentsGone, doubtful: found.doubtful };
}

function countOf({ usage }: Catalogue): number {
  return usage.all().reduce((sum, each) => sum + each.segments, 0);
}
