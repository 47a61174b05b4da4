/**
 * The catalogue: what exists on disk and what is known about it; the only index, and the only SQL of the program.
 * All calls are synchronous (microseconds); callers with thousands of rows page and yield. Never touches footage.
 */
import path from 'node:path';
import type { Segment } from '../../shared/model/segment.ts';
import { segmentFileName } from '../../shared/model/file-names.ts';
import type { Logger } from '../base/logger.ts';
import { migrations } from '../database/migrations/all.ts';
import { openDatabase } from '../database/open-database.ts';
import type { Database } from '../database/open-database.ts';
import { AttemptsTable } from './attempts-table.ts';
import { CameraHoursTable, contributions, HOUR_MS } from './camera-hours-table.ts';
import { CamerasTable } from './cameras-table.ts';
import { DeletionsTable } from './deletions-table.ts';
import { EnablementTable } from './enablement-table.ts';
import { HeartbeatsTable } from './heartbeats-table.ts';
import { HoldsTable } from './holds-table.ts';
import { ManifestsTable } from './manifests-table.ts';
import { QuarantineTable } from './quarantine-table.ts';
import { RunsTable } from './runs-table.ts';
import type { Run } from './runs-table.ts';
import { SegmentFilesTable } from './segment-files-table.ts';
import { SegmentsTable } from './segments-table.ts';
import { SessionsTable } from './sessions-table.ts';
import { VolumesTable } from './volumes-table.ts';
import { VolumeUsageTable } from './volume-usage-table.ts';

export class Catalogue {
  readonly cameras: CamerasTable;
  readonly sessions: SessionsTable;
  readonly runs: RunsTable;
  readonly manifests: ManifestsTable;
  readonly attempts: AttemptsTable;
  readonly enablement: EnablementTable;
  readonly heartbeats: HeartbeatsTable;
  readonly hours: CameraHoursTable;
  readonly segments: SegmentsTable;
  readonly segmentFiles: SegmentFilesTable;
  readonly deletions: DeletionsTable;
  readonly quarantine: QuarantineTable;
  readonly volumes: VolumesTable;
  readonly usage: VolumeUsageTable;
  readonly holds: HoldsTable;
  readonly #db: Database;
  readonly #slugs = new Map<number, string>();

  constructor(db: Database) {
    this.#db = db;
    this.cameras = new CamerasTable(db);
    this.sessions = new SessionsTable(db);
    this.runs = new RunsTable(db);
    this.manifests = new ManifestsTable(db);
    this.attempts = new AttemptsTable(db);
    this.enablement = new EnablementTable(db);
    this.heartbeats = new HeartbeatsTable(db);
    this.hours = new CameraHoursTable(db);
    this.volumes = new VolumesTable(db);
    this.usage = new VolumeUsageTable(db);
    this.segments = new SegmentsTable(db, { hours: this.hours, usage: this.usage }, this.manifests);
    this.segmentFiles = new SegmentFilesTable(db);
    this.deletions = new DeletionsTable(db, this.segments);
    this.quarantine = new QuarantineTable(db);
    this.holds = new HoldsTable(db);
  }

  /** Opens (or creates) the catalogue, backed up and migrated; ':memory:' for tests. AppError refused, see openDatabase. */
  static open(file: string, options: { readonly backupDir?: string; readonly logger: Logger }): Catalogue {
    return new Catalogue(openDatabase(file, { migrations, ...options }));
  }

  /** All of `work` or nothing of it; may be nested. `work` must not wait. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work)();
  }

  /** A run's folder below the recordings folder, `<slug>/<run folder>` with a forward slash. */
  folderOf(run: Pick<Run, 'cameraNumber' | 'folder'>): string {
    return `${this.#slugOf(run.cameraNumber)}/${run.folder}`;
  }

  /** Where a segment's file lies, below the recordings folder, with forward slashes; undefined for an unknown run. */
  fileOf(segment: Pick<Segment, 'runId' | 'nameStampS'>): string | undefined {
    const run = this.runs.byId(segment.runId);
    if (!run) return undefined;
    return `${this.folderOf(run)}/${segmentFileName(this.#slugOf(run.cameraNumber), segment.nameStampS)}`;
  }

  /** The recordings folder a run lies in, absolute; undefined while nobody knows where its disk is. */
  rootOf(run: Pick<Run, 'volumeNumber'>): string | undefined {
    return this.volumes.byNumber(run.volumeNumber)?.path;
  }

  /** A run's folder, absolute; undefined while nobody knows where its disk is. */
  folderPathOf(run: Pick<Run, 'cameraNumber' | 'folder' | 'volumeNumber'>): string | undefined {
    const root = this.rootOf(run);
    return root === undefined ? undefined : path.join(root, ...this.folderOf(run).split('/'));
  }

  /** A segment's file, absolute; undefined for an unknown run, and while nobody knows where its disk is. */
  pathOf(segment: Pick<Segment, 'runId' | 'nameStampS'>): string | undefined {
    const run = this.runs.byId(segment.runId);
    const folder = run && this.folderPathOf(run);
    if (!run || folder === undefined) return undefined;
    return path.join(folder, segmentFileName(this.#slugOf(run.cameraNumber), segment.nameStampS));
  }

  /** Bytes on disk per camera number, removed cameras included. */
  bytesByCamera(): Map<number, number> {
    const cameras = [...this.cameras.list(), ...this.cameras.removed().map((removed) => removed.camera)];
    return new Map(cameras.map(({ number }) => [number, this.segments.bytesOf(number)]));
  }

  /** Makes the sums of the hours that touch [from, to) again from the segments; a short transaction per hour. */
  rebuildHours(cameraNumber: number, from: number, to: number): void {
    for (let startAt = Math.floor(from / HOUR_MS) * HOUR_MS; startAt < to; startAt += HOUR_MS) {
      this.transaction(() => {
        const sum = { cameraNumber, startAt, recordedMs: 0, sizeBytes: 0, segments: 0 };
        const parts = this.segments
          .inRange(cameraNumber, startAt, startAt + HOUR_MS)
          .flatMap(contributions)
          .filter((part) => part.startAt === startAt);
        for (const part of parts) {
          sum.recordedMs += part.recordedMs;
          sum.sizeBytes += part.sizeBytes;
          sum.segments += part.segments;
        }
        this.hours.replace(sum);
      });
    }
  }

  /** Moves the log into the database file, so that it does not grow for ever; cheap when there is nothing to do. */
  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  /**
   * Makes every index again from its table; blocks for as long as the rows are many. False when the rows themselves
   * contradict each other (two of one name), and then nothing has changed.
   */
  rebuildIndexes(): boolean {
    try {
      this.#db.exec('REINDEX');
      return true;
    } catch (error) {
      if (!String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) throw error;
      return false;
    }
  }

  close(): void {
    if (this.#db.open) this.#db.close();
  }

  /** Frozen at creation, so once read it stays true. */
  #slugOf(cameraNumber: number): string {
    let slug = this.#slugs.get(cameraNumber);
    if (slug === undefined) {
      slug = this.cameras.byNumber(cameraNumber)?.slug;
      if (slug === undefined) throw new Error(`The catalogue knows no camera number ${cameraNumber}`);
      this.#slugs.set(cameraNumber, slug);
    }
    return slug;
  }
}
