/**
 * Holds: ranges of some cameras that retention must not delete, with the reason somebody gave, and what they keep on the
 * disk. An expired hold protects nothing. Decides nothing about deletion.
 */
import type { Span } from '../../shared/model/coverage.ts';
import { SEGMENT_KEY_FACTOR, segmentKey } from '../../shared/model/segment.ts';
import type { Database } from '../database/open-database.ts';

export interface StoredHold extends Span {
  readonly id: string;
  readonly cameraNumbers: readonly number[];
  readonly reason: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
}

interface HoldRow {
  id: string;
  from: number;
  to: number;
  reason: string;
  createdAt: number;
  expiresAt: number | null;
}

/** Overlaps are at most one GOP, so what reaches into a range is among the last few files that begin before it. */
const LOOK_BACK_ROWS = 4;

export class HoldsTable {
  readonly #db;
  readonly #insert;
  readonly #insertCamera;
  readonly #list;
  readonly #camerasOf;
  readonly #remove;
  readonly #expired;
  readonly #ranges;
  readonly #reaching;
  readonly #inside;

  constructor(db: Database) {
    this.#db = db;
    this.#insert = db.prepare<[string, number, number, string, number, number | null]>(
      'INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#insertCamera = db.prepare<[number, string]>('INSERT OR IGNORE INTO hold_cameras VALUES (?, ?)');
    this.#list = db.prepare<[], HoldRow>(
      `SELECT id, from_at AS "from", to_at AS "to", reason, created_at AS createdAt, expires_at AS expiresAt
       FROM holds ORDER BY created_at DESC, id`,
    );
    this.#camerasOf = db
      .prepare<[string], number>(
        'SELECT camera_number FROM hold_cameras WHERE hold_id = ? ORDER BY camera_number',
      )
      .pluck();
    this.#remove = db.prepare<[string]>('DELETE FROM holds WHERE id = ?');
    this.#expired = db.prepare<[number]>(
      'DELETE FROM holds WHERE expires_at <= ? OR id NOT IN (SELECT hold_id FROM hold_cameras)',
    );
    this.#ranges = db.prepare<[number, number], Span>(
      `SELECT from_at AS "from", to_at AS "to" FROM holds JOIN hold_cameras ON hold_id = id
       WHERE camera_number = ? AND (expires_at IS NULL OR expires_at > ?) AND to_at > from_at ORDER BY from_at`,
    );
    this.#reaching = db
      .prepare<[number, number], [number, number, number, number]>(
        `SELECT key, duration_ms, size_bytes, state FROM segments
         WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ${LOOK_BACK_ROWS}`,
      )
      .raw();
    this.#inside = db
      .prepare<[number, number], [number, number | null]>(
        'SELECT coalesce(sum(size_bytes), 0), max(key) FROM segments WHERE key >= ? AND key < ? AND state <> 4',
      )
      .raw();
  }

  add(hold: StoredHold): void {
    this.#db.transaction(() => {
      const { id, from, to, reason, createdAt, expiresAt } = hold;
      this.#insert.run(id, from, to, reason, createdAt, expiresAt ?? null);
      for (const cameraNumber of hold.cameraNumbers) this.#insertCamera.run(cameraNumber, id);
    })();
  }

  /** Newest first; expired ones too, until they are cleared away. */
  list(): StoredHold[] {
    return this.#list.all().map(({ expiresAt, ...row }) => ({
      ...row,
      cameraNumbers: this.#camerasOf.all(row.id),
      ...(expiresAt !== null && { expiresAt }),
    }));
  }

  /** False when there was no such hold. */
  remove(id: string): boolean {
    return this.#remove.run(id).changes > 0;
  }

  /** Forgets the holds that have expired by `now` or whose cameras are gone; how many they were. */
  removeExpired(now: number): number {
    return this.#expired.run(now).changes;
  }

  /** What of a camera is held at `now`: disjoint ranges in order. */
  rangesOf(cameraNumber: number, now: number): Span[] {
    const joined: { from: number; to: number }[] = [];
    for (const { from, to } of this.#ranges.all(cameraNumber, now)) {
      const last = joined.at(-1);
      if (last && from <= last.to) last.to = Math.max(last.to, to);
      else joined.push({ from, to });
    }
    return joined;
  }

  /** Bytes of a camera's files that lie in one of the ranges (disjoint, in order), at least in part. */
  bytesWithin(cameraNumber: number, ranges: readonly Span[]): number {
    const base = segmentKey(cameraNumber, 0);
    const keyAt = (at: number) => base + Math.min(Math.max(0, at), SEGMENT_KEY_FACTOR);
    let sum = 0;
    // A file that reaches over the hole between two ranges counts once.
    let counted = -1;
    for (const { from, to } of ranges) {
      for (const [key, durationMs, sizeBytes, state] of this.#reaching.all(base, keyAt(from))) {
        if (key <= counted || state === 4 || key - base + durationMs <= from) continue;
        sum += sizeBytes;
      }
      const [bytes, last] = this.#inside.get(Math.max(keyAt(from), counted + 1), keyAt(to)) ?? [0, null];
      sum += bytes;
      counted = Math.max(counted, last ?? keyAt(from) - 1);
    }
    return sum;
  }

  /** Bytes of a camera that holds keep on the disk at `now`. */
  heldBytes(cameraNumber: number, now: number): number {
    return this.bytesWithin(cameraNumber, this.rangesOf(cameraNumber, now));
  }
}
