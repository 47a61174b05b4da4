/**
 * When the app itself was there: one row per life, whose last beat moves every ten seconds. From it a gap knows exactly
 * since when "Watchpost was not running", also after a crash that could write nothing.
 */
import type { Span } from '../../shared/model/coverage.ts';
import type { Database } from '../database/open-database.ts';

export interface AppSession {
  readonly id: number;
  readonly startedAt: number;
  readonly lastBeatAt: number;
  /** Absent while it runs, or when it ended without a word. */
  readonly stoppedAt?: number;
}

/** A time in which the app was away; `orderly` is false when it ended unexpectedly, at the last heartbeat. */
export interface AppAbsence extends Span {
  readonly orderly: boolean;
}

interface AppSessionRow {
  id: number;
  started_at: number;
  last_beat_at: number;
  stopped_at: number | null;
}

export class HeartbeatsTable {
  readonly #insert;
  readonly #beat;
  readonly #stop;
  readonly #last;
  readonly #all;

  constructor(db: Database) {
    this.#insert = db.prepare<[number, number]>(
      'INSERT INTO app_sessions (started_at, last_beat_at) VALUES (?, ?)',
    );
    const newest = 'id = (SELECT max(id) FROM app_sessions)';
    this.#beat = db.prepare<[number]>(
      `UPDATE app_sessions SET last_beat_at = max(last_beat_at, ?) WHERE ${newest}`,
    );
    this.#stop = db.prepare<[number, number]>(
      `UPDATE app_sessions SET last_beat_at = max(last_beat_at, ?), stopped_at = ? WHERE ${newest}`,
    );
    this.#last = db.prepare<[], AppSessionRow>(`SELECT * FROM app_sessions WHERE ${newest}`);
    this.#all = db.prepare<[number], AppSessionRow>(
      'SELECT * FROM app_sessions WHERE started_at < ? ORDER BY id',
    );
  }

  /** Begins the row of this life of the app. */
  appStarted(at: number): void {
    this.#insert.run(at, at);
  }

  /** The app still runs; never moves backwards when the clock does. */
  beat(at: number): void {
    this.#beat.run(at);
  }

  /** The app ends in order. */
  appStopped(at: number): void {
    this.#stop.run(at, at);
  }

  last(): AppSession | undefined {
    const row = this.#last.get();
    return row && toAppSession(row);
  }

  /** Lives that began before `to` and were not over before `from`, oldest first. */
  list(from: number, to: number): AppSession[] {
    return this.#all
      .all(to)
      .map(toAppSession)
      .filter((session) => endOf(session) >= from);
  }

  /** Times in [from, to) between two lives of the app, clipped. The time before the first life is none. */
  absences(from: number, to: number): AppAbsence[] {
    // The life that ends an absence may begin after the range.
    const lives = this.#all.all(Number.MAX_SAFE_INTEGER).map(toAppSession);
    const absences: AppAbsence[] = [];
    for (const [index, life] of lives.entries()) {
      const before = lives[index - 1];
      if (!before) continue;
      const begin = Math.max(from, endOf(before));
      const end = Math.min(to, life.startedAt);
      if (end > begin) absences.push({ from: begin, to: end, orderly: before.stoppedAt !== undefined });
    }
    return absences;
  }
}

function endOf(session: AppSession): number {
  return session.stoppedAt ?? session.lastBeatAt;
}

function toAppSession(row: AppSessionRow): AppSession {
  return {
    id: row.id,
    startedAt: row.started_at,
    lastBeatAt: row.last_beat_at,
    ...(row.stopped_at !== null && { stoppedAt: row.stopped_at }),
  };
}
