/**
 * The only place that removes footage. Two phases (I7): rows are marked in one transaction, files are unlinked and their
 * folders synced, then the rows go. A crash in between is finished at the next start. Decides nothing about what to delete.
 */
import path from 'node:path';
import { DELETION_BATCH } from '../../shared/model/limits.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { isSafeFileName } from '../base/safe-path.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { QuarantinedFile } from '../catalogue/quarantine-table.ts';
import type { PendingDeletion, RemovalReason } from '../catalogue/deletions-table.ts';
import { QUARANTINE_FOLDER } from '../probe/quarantine.ts';
import { realFootageFiles } from './footage-files.ts';
import type { FootageFiles } from './footage-files.ts';

export interface SegmentRemoverDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly files?: FootageFiles;
  /** A file of a volume that is away is not gone (RET-8). All are there, when absent. */
  readonly isPresent?: (volumeNumber: number) => Promise<boolean>;
}

export interface RemovalReport {
  readonly removed: number;
  /** Files that could not be unlinked now; they stay marked and are tried again at the next start. */
  readonly failed: number;
}

export class SegmentRemover {
  readonly #deps: SegmentRemoverDeps;
  readonly #files: FootageFiles;

  constructor(deps: SegmentRemoverDeps) {
    this.#deps = deps;
    this.#files = deps.files ?? realFootageFiles;
  }

  /**
   * Deletes segments in batches, yielding between them. Rows whose checksum does not fit are left alone: their file
   * cannot be named with certainty. Rejects only when the catalogue fails.
   */
  async removeSegments(ids: readonly number[], reason: RemovalReason): Promise<RemovalReport> {
    const report = { removed: 0, failed: 0 };
    for (let from = 0; from < ids.length; from += DELETION_BATCH) {
      const batch = ids.slice(from, from + DELETION_BATCH).flatMap((id) => this.#trusted(id));
      this.#mark(batch, reason);
      add(report, await this.#unlinkAndForget(batch.map((segment) => ({ segment, reason }))));
      await this.#yield();
    }
    return report;
  }

  /**
   * Deletes everything of a removed camera, quarantine and run folders included, and then the camera's rows.
   * The caller has stopped its recording and its ingest. Can be repeated until nothing is left.
   */
  async removeCameraFootage(cameraNumber: number): Promise<RemovalReport> {
    const { catalogue } = this.#deps;
    const report = { removed: 0, failed: 0 };
    for (let after: number | undefined; ;) {
      const page = catalogue.segments.page(cameraNumber, {
        limit: DELETION_BATCH,
        ...(after !== undefined && { after }),
      });
      const last = page.at(-1);
      if (!last) break;
      after = last.id;
      // The whole folder goes in the end, so a row that cannot be trusted needs no exception here.
      this.#mark(page, 'deleted-by-operator');
      add(
        report,
        await this.#unlinkAndForget(page.map((segment) => ({ segment, reason: 'deleted-by-operator' }))),
      );
      await this.#yield();
    }
    if (report.failed > 0) return report;
    if (!(await this.#removeRemains(cameraNumber))) return { ...report, failed: 1 };
    catalogue.transaction(() => {
      for (const run of this.#runsOf(cameraNumber)) catalogue.runs.remove(run.id);
      catalogue.cameras.purge(cameraNumber);
    });
    return report;
  }

  /** Removes a file that FFmpeg opened and never wrote a fragment to (REC-9); ingest has looked at it and found nothing. */
  async removeDeadStart(file: string): Promise<void> {
    await this.#files.unlink(file);
    await this.#files.syncFolder(path.dirname(file));
  }

  /** Removes a file whose time in quarantine is over, with its note. Its row stays and says why nothing can be seen. */
  async removeQuarantined(kept: QuarantinedFile): Promise<boolean> {
    const { catalogue } = this.#deps;
    const root = catalogue.rootOf(kept);
    const isPresent = (await this.#deps.isPresent?.(kept.volumeNumber)) ?? true;
    if (root === undefined || !isPresent) return false;
    if (!(await this.#unlinkQuarantined(root, kept))) return false;
    catalogue.transaction(() => {
      catalogue.quarantine.remove(kept.id);
      const row = kept.segmentId === undefined ? undefined : catalogue.segments.byId(kept.segmentId);
      if (row?.state === 'failed') catalogue.segments.update(row.id, { sizeBytes: 0 });
    });
    return true;
  }

  /** At start: finishes what a crash interrupted, marked segments as well as removed cameras. */
  async finishPendingDeletions(): Promise<RemovalReport> {
    const report = { ...(await this.finishMarked()) };
    for (const removed of this.#deps.catalogue.cameras.removed()) {
      if (removed.footage === 'delete') add(report, await this.removeCameraFootage(removed.camera.number));
    }
    if (report.removed + report.failed > 0)
      this.#deps.logger.info('Interrupted deletions finished', { ...report });
    return report;
  }

  /** Tries again what is marked and still there: after a crash, or when a file could not be unlinked before. */
  async finishMarked(): Promise<RemovalReport> {
    const { catalogue } = this.#deps;
    const report = { removed: 0, failed: 0 };
    for (let after: number | undefined; ;) {
      const pending = catalogue.deletions.pending({
        limit: DELETION_BATCH,
        ...(after !== undefined && { after }),
      });
      const last = pending.at(-1);
      if (!last) break;
      after = last.segment.id;
      add(report, await this.#unlinkAndForget(pending));
      await this.#yield();
    }
    return report;
  }

  #trusted(id: number): Segment[] {
    const found = this.#deps.catalogue.segments.verified(id);
    if (found.kind === 'damaged') this.#deps.logger.error('A damaged row was not deleted', { segmentId: id });
    return found.kind === 'intact' ? [found.segment] : [];
  }

  #mark(segments: readonly Segment[], reason: RemovalReason): void {
    const { catalogue, clock } = this.#deps;
    catalogue.deletions.mark(
      segments.map((segment) => segment.id),
      { reason, at: clock.now() },
    );
  }

  async #unlinkAndForget(marked: readonly PendingDeletion[]): Promise<RemovalReport> {
    const { catalogue } = this.#deps;
    const gone: PendingDeletion[] = [];
    const present = await this.#presentVolumes(marked);
    const folders = new Map<string, PendingDeletion[]>();
    for (const deletion of marked) {
      const file = catalogue.pathOf(deletion.segment);
      const volumeNumber = catalogue.usage.volumeOf(deletion.segment.runId);
      if (file === undefined || !present.has(volumeNumber)) continue;
      if (!(await this.#attempt(() => this.#files.unlink(file), file))) continue;
      const folder = path.dirname(file);
      const ofFolder = folders.get(folder) ?? [];
      ofFolder.push(deletion);
      folders.set(folder, ofFolder);
    }
    for (const [folder, deletions] of folders) {
      // A row goes only after its unlink would survive a power cut.
      if (await this.#attempt(() => this.#files.syncFolder(folder), folder)) gone.push(...deletions);
    }
    catalogue.deletions.finish(gone);
    return { removed: gone.length, failed: marked.length - gone.length };
  }

  /** Files of the camera's run folders that no row knows, its quarantine, and the folders themselves. */
  async #removeRemains(cameraNumber: number): Promise<boolean> {
    const { catalogue } = this.#deps;
    for (const quarantined of catalogue.quarantine.ofCamera(cameraNumber)) {
      const root = catalogue.rootOf(quarantined);
      if (root === undefined) return false;
      if (!(await this.#unlinkQuarantined(root, quarantined))) return false;
      catalogue.quarantine.remove(quarantined.id);
    }
    const cameraFolders = new Set<string>();
    for (const run of this.#runsOf(cameraNumber)) {
      const folder = catalogue.folderPathOf(run);
      if (folder === undefined || !(await this.#attempt(() => this.#emptyFolder(folder), folder)))
        return false;
      cameraFolders.add(path.dirname(folder));
    }
    for (const folder of cameraFolders) {
      if (!(await this.#attempt(() => this.#files.removeEmptyFolder(folder), folder))) return false;
    }
    return true;
  }

  async #unlinkQuarantined(root: string, kept: QuarantinedFile): Promise<boolean> {
    const folder = path.join(root, QUARANTINE_FOLDER);
    const file = path.join(folder, path.basename(kept.file));
    // The file before the note that explains it.
    for (const each of [file, `${file}.json`]) {
      if (!(await this.#attempt(() => this.#files.unlink(each), each))) return false;
    }
    return this.#attempt(() => this.#files.syncFolder(folder), folder);
  }

  async #emptyFolder(folder: string): Promise<void> {
    for (const name of await this.#files.list(folder)) {
      // Only what Watchpost itself could have written; a stranger's file keeps its folder.
      if (isSafeFileName(name)) await this.#files.unlink(path.join(folder, name));
    }
    await this.#files.removeEmptyFolder(folder);
  }

  #runsOf(cameraNumber: number) {
    return this.#deps.catalogue.runs.between(cameraNumber, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }

  /** The volumes of a batch that are there; looked at once per batch. */
  async #presentVolumes(marked: readonly PendingDeletion[]): Promise<ReadonlySet<number>> {
    const { catalogue, isPresent } = this.#deps;
    const present = new Set<number>();
    for (const number of new Set(marked.map(({ segment }) => catalogue.usage.volumeOf(segment.runId)))) {
      if ((await isPresent?.(number)) ?? true) present.add(number);
    }
    return present;
  }

  async #attempt(work: () => Promise<void>, what: string): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#deps.logger.error('Footage could not be deleted', { what, error });
      return false;
    }
  }

  /** Lets everything else run: a deletion of 100 000 segments must not be felt. */
  #yield(): Promise<void> {
    return this.#deps.clock.sleep(0);
  }
}

function add(sum: { removed: number; failed: number }, part: RemovalReport): void {
  sum.removed += part.removed;
  sum.failed += part.failed;
}
