/** How far each run's manifest has been read. An offset moves in the transaction of the rows it accounts for (ING-2, I3). */
import type { Database } from '../database/open-database.ts';

export class ManifestsTable {
  readonly #offset;
  readonly #advance;

  constructor(db: Database) {
    this.#offset = db.prepare<[number], number>('SELECT read_offset FROM manifests WHERE run_id = ?').pluck();
    this.#advance = db.prepare<[number, number]>(
      `INSERT INTO manifests VALUES (?, ?) ON CONFLICT (run_id) DO UPDATE SET read_offset = excluded.read_offset`,
    );
  }

  /** Bytes of the manifest that rows account for; 0 for a run that has none. */
  offset(runId: number): number {
    return this.#offset.get(runId) ?? 0;
  }

  /** Sets the offset; also backwards, when the manifest was truncated or replaced. */
  advance(runId: number, offset: number): void {
    this.#advance.run(runId, offset);
  }
}
