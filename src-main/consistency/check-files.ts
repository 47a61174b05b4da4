/** Rows against the disk: every playable row has its file (I1), every media file is known (I2, I4). Reads only. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { nameStampOf } from '../../shared/model/file-names.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Run } from '../catalogue/runs-table.ts';
import { QUARANTINE_FOLDER } from '../probe/quarantine.ts';
import { everySegment } from './check-rows.ts';
import { Finding } from './invariant.ts';
import type { InvariantResult } from './invariant.ts';

export interface FileCheckOptions {
  /** Ids of the runs whose FFmpeg lives now: their files without a row are being written or ingested. */
  readonly liveRuns: ReadonlySet<number>;
  readonly clock: Clock;
}

export async function checkRowsHaveFiles(
  catalogue: Catalogue,
  options: FileCheckOptions,
): Promise<InvariantResult> {
  const finding = new Finding('I1');
  for await (const segment of everySegment(catalogue, options.clock)) {
    if (!segment.intact) {
      finding.add(`row ${segment.id} is damaged (its checksum does not fit)`);
      continue;
    }
    if (segment.state !== 'ready') continue;
    const name = catalogue.fileOf(segment);
    const file = catalogue.pathOf(segment);
    if (name === undefined || file === undefined) {
      finding.add(`segment ${segment.id} belongs to run ${segment.runId}, which does not exist`);
      continue;
    }
    const size = await sizeOf(file);
    if (size === undefined) finding.add(`${name} is missing`);
    else if (size !== segment.sizeBytes) finding.add(`${name} has ${size} bytes, not ${segment.sizeBytes}`);
  }
  return finding.result();
}

/** I2, and what an orderly stop must not leave (I4): files that only an unsettled run explains. */
export async function checkFilesAreKnown(
  catalogue: Catalogue,
  options: FileCheckOptions,
): Promise<{ known: InvariantResult; nothingWaits: InvariantResult }> {
  const known = new Finding('I2');
  const waiting = new Finding('I4');
  const removed = catalogue.cameras.removed().map((each) => each.camera);
  const bySlug = new Map([...removed, ...catalogue.cameras.list()].map((camera) => [camera.slug, camera]));
  for (const { number, root, top } of await foldersOfVolumes(catalogue)) {
    if (top === QUARANTINE_FOLDER) {
      await checkQuarantine(catalogue, root, known);
      continue;
    }
    const camera = bySlug.get(top);
    for (const folder of await foldersIn(path.join(root, top))) {
      const run = runIn(catalogue, { volumeNumber: number, cameraNumber: camera?.number, folder });
      for (const name of await mediaIn(path.join(root, top, folder))) {
        const file = `${top}/${folder}/${name}`;
        const stamp = camera && nameStampOf(camera.slug, name);
        if (!run || stamp === undefined) known.add(`${file} belongs to no run`);
        else if (catalogue.segments.has(run.id, stamp)) continue;
        else if (options.liveRuns.has(run.id)) continue;
        else if (run.settled) known.add(`${file} is in no row, and nobody looks for it`);
        else waiting.add(`${file} waits for ingest`);
      }
    }
  }
  for (const run of catalogue.runs.unsettled()) {
    if (!options.liveRuns.has(run.id)) waiting.add(`run ${catalogue.folderOf(run)} is not settled`);
  }
  return { known: known.result(), nothingWaits: waiting.result() };
}

/** What lies directly below the recordings folders of all volumes. */
async function foldersOfVolumes(catalogue: Catalogue) {
  const found: { readonly number: number; readonly root: string; readonly top: string }[] = [];
  for (const { number, path: root } of catalogue.volumes.list()) {
    if (root !== undefined) found.push(...(await foldersIn(root)).map((top) => ({ number, root, top })));
  }
  return found;
}

/** The same folder on another volume is a copy, and nobody's. */
function runIn(
  catalogue: Catalogue,
  where: {
    readonly volumeNumber: number;
    readonly cameraNumber: number | undefined;
    readonly folder: string;
  },
): Run | undefined {
  if (where.cameraNumber === undefined) return undefined;
  const run = catalogue.runs.byFolder(where.cameraNumber, where.folder);
  return run?.volumeNumber === where.volumeNumber ? run : undefined;
}

async function checkQuarantine(
  catalogue: Catalogue,
  recordingsFolder: string,
  finding: Finding,
): Promise<void> {
  const listed = new Set(catalogue.quarantine.list().map((each) => each.file));
  for (const name of await mediaIn(path.join(recordingsFolder, QUARANTINE_FOLDER))) {
    if (!listed.has(name)) finding.add(`${QUARANTINE_FOLDER}/${name} is not on the list`);
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function mediaIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.mp4')).map((entry) => entry.name);
}
