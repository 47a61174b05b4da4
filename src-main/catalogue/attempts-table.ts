/** Attempts that made no run (and changes of state that explain a gap): when, why. A gap takes its reason from the last one. */
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Database } from '../database/open-database.ts';

export interface Attempt {
  readonly cameraNumber: number;
  readonly at: number;
  readonly reason: EndReason;
  readonly detail?: string;
}

interface AttemptRow {
  id: number;
  camera_number: number;
  at: number;
  reason: string;
  detail: string | null;
}

export class AttemptsTable {
  readonly #insert;
  readonly #ranSince;
  readonly #between;
  readonly #lastBefore;

  constructor(db: Database) {
    this.#insert = db.prepare<[number, number, string, string | null]>(
      'INSERT INTO attempts (camera_number, at, reason, detail) VALUES (?, ?, ?, ?)',
    );
    this.#ranSince = db
      .prepare<[number, number], number>(
        'SELECT 1 FROM runs WHERE camera_number = ? AND started_at >= ? LIMIT 1',
      )
      .pluck();
    this.#between = db.prepare<[number, number, number], AttemptRow>(
      'SELECT * FROM attempts WHERE camera_number = ? AND at >= ? AND at < ? ORDER BY at, id',
    );
    this.#lastBefore = db.prepare<[number, number], AttemptRow>(
      'SELECT * FROM attempts WHERE camera_number = ? AND at < ? ORDER BY at DESC, id DESC LIMIT 1',
    );
  }

  /**
   * Notes an attempt. The same reason again, with no run in between, changes no gap and is not stored: a camera that is
   * off for a month writes one row. What the operator did is always stored: its meaning depends on the moment.
   */
  record(attempt: Attempt): void {
    // One of the same millisecond counts: a stop right behind a failure is two reasons.
    const last = this.lastBefore(attempt.cameraNumber, attempt.at + 1);
    const isSame = last?.reason === attempt.reason && attempt.reason !== 'paused-by-operator';
    if (isSame && this.#ranSince.get(attempt.cameraNumber, last.at) === undefined) return;
    this.#insert.run(attempt.cameraNumber, attempt.at, attempt.reason, attempt.detail ?? null);
  }

  /** Attempts of [from, to), oldest first. */
  between(cameraNumber: number, from: number, to: number): Attempt[] {
    return this.#between.all(cameraNumber, from, to).map(toAttempt);
  }

  /** The newest attempt before `at`: the reason that holds at the start of a range. */
  lastBefore(cameraNumber: number, at: number): Attempt | undefined {
    const row = this.#lastBefore.get(cameraNumber, at);
    return row && toAttempt(row);
  }
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    cameraNumber: row.camera_number,
    at: row.at,
    reason: row.reason as EndReason,
    ...(row.detail !== null && { detail: row.detail }),
  };
}
