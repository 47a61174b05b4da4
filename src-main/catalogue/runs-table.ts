/**
 * Runs: one life of one FFmpeg recorder, its folder and why it ended. `folder` is a plain name inside the camera's folder
 * (Catalogue.folderOf gives the rest). `settled` says that ingest wants nothing more from that folder.
 */
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Database } from '../database/open-database.ts';

export interface Run {
  readonly id: number;
  readonly cameraNumber: number;
  readonly sessionId: string;
  /** Plain name inside the camera's folder. */
  readonly folder: string;
  /** Where its folder lies (VolumesTable). */
  readonly volumeNumber: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly endReason?: EndReason;
  readonly settled: boolean;
}

export interface NewRun {
  readonly cameraNumber: number;
  readonly sessionId: string;
  readonly folder: string;
  readonly startedAt: number;
  /** The first volume when absent. */
  readonly volumeNumber?: number;
}

interface RunRow {
  id: number;
  camera_number: number;
  session_id: string;
  folder: string;
  volume_number: number;
  started_at: number;
  ended_at: number | null;
  end_reason: string | null;
  settled: number;
}

/** Two runs of a camera overlap only while one is being ended; more than a few mean a broken clock. */
const LOOK_BACK_RUNS = 4;

const folderForm = /^[0-9A-Za-z-]{1,64}$/;

export class RunsTable {
  readonly #insert;
  readonly #end;
  readonly #extend;
  readonly #settle;
  readonly #open;
  readonly #unsettled;
  readonly #byId;
  readonly #byFolder;
  readonly #lastOf;
  readonly #between;
  readonly #lastEnded;
  readonly #page;
  readonly #remove;

  constructor(db: Database) {
    this.#insert = db.prepare<[number, string, string, number, number]>(
      'INSERT INTO runs (camera_number, session_id, folder, volume_number, started_at) VALUES (?, ?, ?, ?, ?)',
    );
    this.#end = db.prepare<[number, string | null, number]>(
      'UPDATE runs SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL',
    );
    this.#extend = db.prepare<[number, number]>(
      'UPDATE runs SET ended_at = max(ended_at, ?) WHERE id = ? AND ended_at IS NOT NULL',
    );
    this.#settle = db.prepare<[number]>('UPDATE runs SET settled = 1 WHERE id = ?');
    this.#open = db.prepare<[], RunRow>(
      'SELECT * FROM runs WHERE settled = 0 AND ended_at IS NULL ORDER BY id',
    );
    this.#unsettled = db.prepare<[], RunRow>('SELECT * FROM runs WHERE settled = 0 ORDER BY id');
    this.#byId = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?');
    this.#byFolder = db.prepare<[number, string], RunRow>(
      'SELECT * FROM runs WHERE camera_number = ? AND folder = ?',
    );
    this.#lastOf = db.prepare<[number, number], RunRow>(
      'SELECT * FROM runs WHERE camera_number = ? ORDER BY started_at DESC, id DESC LIMIT ?',
    );
    // A camera's runs follow each other, so what reaches into a range is among the last that began before it.
    const lives = 'SELECT * FROM runs WHERE camera_number = @cameraNumber';
    const isThere = '(ended_at IS NULL OR ended_at > @from)';
    this.#between = db.prepare<[{ cameraNumber: number; from: number; to: number }], RunRow>(
      `SELECT * FROM (
         SELECT * FROM (${lives} AND started_at < @from AND started_at < @to ORDER BY started_at DESC LIMIT ${LOOK_BACK_RUNS})
         UNION ALL ${lives} AND started_at >= @from AND started_at < @to
       ) WHERE ${isThere} ORDER BY started_at, id`,
    );
    this.#lastEnded = db.prepare<[number, number, number], RunRow>(
      `SELECT * FROM runs WHERE camera_number = ? AND started_at < ? AND ended_at <= ?
       ORDER BY started_at DESC, id DESC LIMIT 1`,
    );
    this.#page = db.prepare<[number, number], RunRow>('SELECT * FROM runs WHERE id > ? ORDER BY id LIMIT ?');
    this.#remove = db.prepare<[number]>('DELETE FROM runs WHERE id = ?');
  }

  /** Begins a run and returns its id; RangeError when the folder is more than a plain name. */
  begin(run: NewRun): number {
    if (!folderForm.test(run.folder)) {
      throw new RangeError(`A run's folder is a plain name inside the camera's folder, not ${run.folder}`);
    }
    const { lastInsertRowid } = this.#insert.run(
      run.cameraNumber,
      run.sessionId,
      run.folder,
      run.volumeNumber ?? 1,
      run.startedAt,
    );
    return Number(lastInsertRowid);
  }

  /** Ends it once. Without a reason: found at start, the app ended without a word. */
  end(runId: number, ending: { readonly endedAt: number; readonly reason?: EndReason }): void {
    this.#end.run(ending.endedAt, ending.reason ?? null, runId);
  }

  /** Moves the end of an ended run further out: more of its footage was found. */
  extend(runId: number, endedAt: number): void {
    this.#extend.run(endedAt, runId);
  }

  /** Its manifest is read to the end and its files are all accounted for. */
  settle(runId: number): void {
    this.#settle.run(runId);
  }

  /** Runs that have not ended: live ones, or those of a crash. */
  openRuns(): Run[] {
    return this.#open.all().map(toRun);
  }

  /** Open runs, and ended ones that ingest has not finished with (a crash in between). */
  unsettled(): Run[] {
    return this.#unsettled.all().map(toRun);
  }

  byId(runId: number): Run | undefined {
    const row = this.#byId.get(runId);
    return row && toRun(row);
  }

  byFolder(cameraNumber: number, folder: string): Run | undefined {
    const row = this.#byFolder.get(cameraNumber, folder);
    return row && toRun(row);
  }

  /** The newest `count` runs of a camera, newest first. */
  lastOf(cameraNumber: number, count: number): Run[] {
    return this.#lastOf.all(cameraNumber, count).map(toRun);
  }

  /** Runs that lived at some time in [from, to), by start. */
  between(cameraNumber: number, from: number, to: number): Run[] {
    return this.#between.all({ cameraNumber, from, to }).map(toRun);
  }

  /** The newest run that had ended by `at`: the reason that holds at the start of a range. */
  lastEndedBefore(cameraNumber: number, at: number): Run | undefined {
    const row = this.#lastEnded.get(cameraNumber, at, at);
    return row && toRun(row);
  }

  /** All runs in order of id, page by page. */
  page(options: { readonly after?: number; readonly limit: number }): Run[] {
    return this.#page.all(options.after ?? 0, options.limit).map(toRun);
  }

  /** Forgets a run; fails while segments refer to it. */
  remove(runId: number): void {
    this.#remove.run(runId);
  }
}

function toRun(row: RunRow): Run {
  return {
    id: row.id,
    cameraNumber: row.camera_number,
    sessionId: row.session_id,
    folder: row.folder,
    volumeNumber: row.volume_number,
    startedAt: row.started_at,
    settled: row.settled === 1,
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.end_reason !== null && { endReason: row.end_reason as EndReason }),
  };
}
