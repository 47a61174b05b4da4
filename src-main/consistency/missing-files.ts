/**
 * Rows whose file is gone: finds them folder by folder, and removes the rows with a reason that the timeline shows. A disk
 * that is away loses nothing by this, and neither does one on which too much is missing at once (RET-8). Deletes no file.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DELETION_BATCH } from '../../shared/model/limits.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RemovalReason } from '../catalogue/deletions-table.ts';
import { looksLikeAnotherDisk } from '../storage/lost-files-policy.ts';
import { everySegment } from './check-rows.ts';
import { presentVolumes } from './present-volumes.ts';

export interface MissingFiles {
  readonly missing: readonly Segment[];
  /** Of the cameras with rows: the start of the oldest segment whose file is there, by camera number. */
  readonly oldestThere: ReadonlyMap<number, number>;
  /** Volumes on which so much is missing that nothing was counted as missing. */
  readonly doubtful: readonly number[];
}

interface OnVolume {
  rows: number;
  readonly missing: Segment[];
}

/** Compares rows with folders; segments that are being deleted or lie in quarantine are no matter of this. */
export async function findMissingFiles(catalogue: Catalogue, clock: Clock): Promise<MissingFiles> {
  const present = new Map((await presentVolumes(catalogue)).map(({ number }) => [number, emptyCount()]));
  const oldestThere = new Map<number, number>();
  let folder: { readonly runId: number; readonly names: ReadonlySet<string> } | undefined;
  for await (const segment of everySegment(catalogue, clock)) {
    const run = segment.intact ? catalogue.runs.byId(segment.runId) : undefined;
    const onVolume = run && present.get(run.volumeNumber);
    if (!run || !onVolume || segment.state === 'deleting' || segment.state === 'failed') continue;
    if (folder?.runId !== run.id)
      folder = { runId: run.id, names: await namesIn(catalogue.folderPathOf(run)) };
    onVolume.rows += 1;
    if (!folder.names.has(path.posix.basename(catalogue.fileOf(segment) ?? '')))
      onVolume.missing.push(segment);
    else if (!oldestThere.has(segment.cameraNumber)) oldestThere.set(segment.cameraNumber, segment.startAt);
  }
  const counts = [...present];
  const isDoubtful = ({ rows, missing }: OnVolume) => looksLikeAnotherDisk({ rows, missing: missing.length });
  return {
    missing: counts.flatMap(([, count]) => (isDoubtful(count) ? [] : count.missing)),
    oldestThere,
    doubtful: counts.filter(([, count]) => isDoubtful(count)).map(([number]) => number),
  };
}

/**
 * Why a file that a restored backup knew is gone now: what is older than everything that is left was deleted by age, as
 * deletion always begins with the oldest. Of anything else nobody can say. Pure.
 */
export function reasonSinceBackup(
  segment: Pick<Segment, 'cameraNumber' | 'startAt'>,
  { oldestThere }: Pick<MissingFiles, 'oldestThere'>,
): RemovalReason {
  const oldest = oldestThere.get(segment.cameraNumber);
  return oldest !== undefined && segment.startAt < oldest ? 'deleted-by-retention' : 'unreadable';
}

/** Removes rows whose files are gone and keeps their range with its reason; looks again before it does. */
export async function removeRows(
  catalogue: Catalogue,
  clock: Clock,
  gone: readonly { readonly segment: Segment; readonly reason: RemovalReason }[],
): Promise<number> {
  let removed = 0;
  for (let from = 0; from < gone.length; from += DELETION_BATCH) {
    const batch = gone.slice(from, from + DELETION_BATCH);
    const still = batch.filter(({ segment }) => {
      const now = catalogue.segments.byId(segment.id);
      return now !== undefined && now.state === segment.state;
    });
    catalogue.deletions.finish(still);
    removed += still.length;
    await clock.sleep(0);
  }
  return removed;
}

function emptyCount(): OnVolume {
  return { rows: 0, missing: [] };
}

async function namesIn(folder: string | undefined): Promise<ReadonlySet<string>> {
  if (folder === undefined) return new Set();
  return new Set(
    await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    }),
  );
}
