/**
 * The circuit breaker in front of deletion (RET-8): rows whose file is gone are not forgotten before it is clear that it is
 * these files, and not the disk, that are missing. Looks at the disk; deletes nothing.
 */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Camera } from '../../shared/model/camera.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { LostFiles } from '../storage/lost-files-policy.ts';

const PAGE = 1_000;

/** Of these segments, those whose file is gone. Rejects when the disk cannot be asked (any error but "no such file"). */
export async function withoutFile(
  segments: readonly Segment[],
  catalogue: Catalogue,
): Promise<ReadonlySet<number>> {
  const gone = new Set<number>();
  await Promise.all(
    segments.map(async (segment) => {
      const file = catalogue.pathOf(segment);
      // A failed row's file is in quarantine.
      if (file === undefined || segment.state === 'failed') return;
      if (!(await isThere(file))) gone.add(segment.id);
    }),
  );
  return gone;
}

/** Counts the rows of a volume that have lost their file: one look per folder, with pauses. */
export async function countLost(
  volumeNumber: number,
  parts: { catalogue: Catalogue; clock: Clock; cameras: readonly Camera[] },
): Promise<LostFiles> {
  const { catalogue, clock, cameras } = parts;
  let [rows, missing] = [0, 0];
  let folder: { readonly path: string; readonly names: ReadonlySet<string> } | undefined;
  for (const camera of cameras) {
    for (let after: number | undefined; ;) {
      const page = catalogue.segments.page(camera.number, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      for (const segment of page) {
        if (catalogue.usage.volumeOf(segment.runId) !== volumeNumber) continue;
        const file = catalogue.pathOf(segment);
        if (file === undefined || segment.state === 'failed' || segment.state === 'deleting') continue;
        if (folder?.path !== path.dirname(file)) folder = await listed(path.dirname(file));
        rows += 1;
        if (!folder.names.has(path.basename(file))) missing += 1;
      }
      after = page.at(-1)?.id;
      if (page.length < PAGE) break;
      await clock.sleep(0);
    }
  }
  return { rows, missing };
}

async function listed(folder: string): Promise<{ path: string; names: ReadonlySet<string> }> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  return { path: folder, names: new Set(names) };
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ENOENT' || code === 'ENOTDIR';
}
