/**
 * Segments as no more than when they were, whose, and whether they play: what the ledger of long ranges reads, many rows
 * at little cost. Reads the table of segments-table.ts; compares no checksum and changes nothing.
 */
import type { Segment } from '../../shared/model/segment.ts';
import { SEGMENT_KEY_FACTOR, segmentKey } from '../../shared/model/segment.ts';
import type { Database } from '../database/open-database.ts';
import { startOf, stateNumber, stateOf } from './segment-row.ts';

export type SegmentFile = Pick<Segment, 'id' | 'startAt' | 'durationMs' | 'runId' | 'state'>;

type FileRow = [key: number, durationMs: number, runId: number, state: number];

/** As in segments-table.ts: what covers an instant is among the last few that begin before it. */
const LOOK_BACK_ROWS = 4;

export class SegmentFilesTable {
  readonly #before;
  readonly #starting;
  readonly #firstOfRun;

  constructor(db: Database) {
    const select = 'SELECT key, duration_ms, run_id, state FROM segments';
    this.#before = db
      .prepare<[number, number]>(
        `${select} WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ${LOOK_BACK_ROWS}`,
      )
      .raw();
    this.#starting = db.prepare<[number, number]>(`${select} WHERE key >= ? AND key < ? ORDER BY key`).raw();
    this.#firstOfRun = db
      .prepare<[number, number]>(`${select} WHERE run_id = ? AND state <= ? ORDER BY name_stamp_s LIMIT 1`)
      .raw();
  }

  /** Files of any state that overlap [from, to), by start. */
  inRange(cameraNumber: number, from: number, to: number): SegmentFile[] {
    const begin = keyAt(cameraNumber, from);
    const earlier = this.#before.all(segmentKey(cameraNumber, 0), begin) as FileRow[];
    const inside = this.#starting.all(begin, keyAt(cameraNumber, to)) as FileRow[];
    const reaching = earlier.filter(([key, durationMs]) => startOf(key) + durationMs > from).reverse();
    return [...reaching, ...inside].map(toFile);
  }

  /** The run's first file by name stamp, or its first that can be played. */
  firstOfRun(runId: number, which: 'any' | 'playable' = 'any'): SegmentFile | undefined {
    const worst = stateNumber(which === 'any' ? 'deleting' : 'suspect');
    const row = this.#firstOfRun.get(runId, worst) as FileRow | undefined;
    return row && toFile(row);
  }
}

function keyAt(cameraNumber: number, at: number): number {
  return segmentKey(cameraNumber, Math.min(Math.max(0, at), SEGMENT_KEY_FACTOR));
}

function toFile([id, durationMs, runId, state]: FileRow): SegmentFile {
  return { id, startAt: startOf(id), durationMs, runId, state: stateOf(state) };
}
