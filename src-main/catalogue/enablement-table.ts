/** When a camera was meant to record: changes of the desired state, each valid until the next. Coverage counts enabled time by it. */
import type { Database } from '../database/open-database.ts';

export type EnablementState = 'enabled' | 'disabled' | 'paused' | 'schedule-off';

export interface EnablementChange {
  readonly at: number;
  readonly state: EnablementState;
}

export class EnablementTable {
  readonly #insert;
  readonly #between;
  readonly #lastBefore;

  constructor(db: Database) {
    this.#insert = db.prepare<[number, number, string]>(
      `INSERT INTO enablement VALUES (?, ?, ?) ON CONFLICT (camera_number, at) DO UPDATE SET state = excluded.state`,
    );
    this.#between = db.prepare<[number, number, number], EnablementChange>(
      'SELECT at, state FROM enablement WHERE camera_number = ? AND at >= ? AND at < ? ORDER BY at',
    );
    this.#lastBefore = db.prepare<[number, number], EnablementChange>(
      'SELECT at, state FROM enablement WHERE camera_number = ? AND at < ? ORDER BY at DESC LIMIT 1',
    );
  }

  /** Notes a change of the desired state; the same state again stores nothing. */
  record(cameraNumber: number, at: number, state: EnablementState): void {
    if (this.lastBefore(cameraNumber, at)?.state === state) return;
    this.#insert.run(cameraNumber, at, state);
  }

  /** Changes of [from, to), oldest first. */
  between(cameraNumber: number, from: number, to: number): EnablementChange[] {
    return this.#between.all(cameraNumber, from, to);
  }

  /** The state that holds just before `at`; undefined before the camera existed. */
  lastBefore(cameraNumber: number, at: number): EnablementChange | undefined {
    return this.#lastBefore.get(cameraNumber, at);
  }
}
