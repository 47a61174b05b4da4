/**
 * The hourly roll-up: recorded time, bytes and count per camera and hour, kept in the same transaction as the rows it sums.
 * It answers months in a millisecond; it is derived data and can be rebuilt from the segments at any time.
 */
import type { Database } from '../database/open-database.ts';
import type { Segment } from '../../shared/model/segment.ts';

export const HOUR_MS = 3_600_000;
/** Hours since 1970 stay below 2^22 for four hundred years. */
const HOUR_KEY_FACTOR = 2 ** 22;

/** One camera's hour. `startAt` UTC ms; a segment over several hours is split, its count belongs to the first. */
export interface CameraHour {
  readonly cameraNumber: number;
  readonly startAt: number;
  readonly recordedMs: number;
  readonly sizeBytes: number;
  readonly segments: number;
}

export interface FootageSum {
  readonly recordedMs: number;
  readonly sizeBytes: number;
  readonly segments: number;
}

/** What a segment adds to which hour: whole ms, and bytes in proportion with the rest in the last hour. Pure. */
export function contributions(segment: Segment): CameraHour[] {
  if (segment.state === 'deleting') return [];
  const playable = segment.state === 'ready' || segment.state === 'suspect';
  const end = segment.startAt + segment.durationMs;
  const parts: CameraHour[] = [];
  let bytesLeft = segment.sizeBytes;
  let from = segment.startAt;
  do {
    const hour = Math.floor(from / HOUR_MS) * HOUR_MS;
    const to = Math.min(end, hour + HOUR_MS);
    const isLast = to >= end;
    const bytes = isLast ? bytesLeft : Math.floor((segment.sizeBytes * (to - from)) / segment.durationMs);
    bytesLeft -= bytes;
    parts.push({
      cameraNumber: segment.cameraNumber,
      startAt: hour,
      recordedMs: playable ? to - from : 0,
      sizeBytes: bytes,
      segments: from === segment.startAt ? 1 : 0,
    });
    from = to;
  } while (from < end);
  return parts;
}

export class CameraHoursTable {
  readonly #add;
  readonly #between;
  readonly #sum;
  readonly #drop;
  readonly #all;
  readonly #clear;
  readonly #forget;
  #collected: Map<number, number[]> | undefined;

  constructor(db: Database) {
    this.#add = db.prepare<[number, number, number, number]>(
      `INSERT INTO camera_hours VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
         recorded_ms = recorded_ms + excluded.recorded_ms,
         size_bytes = size_bytes + excluded.size_bytes,
         segments = segments + excluded.segments`,
    );
    this.#between = db
      .prepare<[number, number]>(
        'SELECT key, recorded_ms, size_bytes, segments FROM camera_hours WHERE key >= ? AND key < ?',
      )
      .raw();
    this.#sum = db.prepare<[number, number], FootageSum>(
      `SELECT coalesce(sum(recorded_ms), 0) AS recordedMs, coalesce(sum(size_bytes), 0) AS sizeBytes,
              coalesce(sum(segments), 0) AS segments FROM camera_hours WHERE key >= ? AND key < ?`,
    );
    this.#drop = db.prepare<[number]>(
      'DELETE FROM camera_hours WHERE key = ? AND recorded_ms = 0 AND segments = 0 AND size_bytes = 0',
    );
    this.#all = db
      .prepare<[]>('SELECT key, recorded_ms, size_bytes, segments FROM camera_hours ORDER BY key')
      .raw();
    this.#clear = db.prepare('DELETE FROM camera_hours');
    this.#forget = db.prepare<[number]>('DELETE FROM camera_hours WHERE key = ?');
  }

  /** Called inside the transaction that changes the segment. */
  add(segment: Segment): void {
    for (const part of contributions(segment)) this.#change(part, 1);
  }

  subtract(segment: Segment): void {
    for (const part of contributions(segment)) this.#change(part, -1);
  }

  /** Writes the changes that `work` makes hour by hour instead of segment by segment; for batches of deletions. */
  collect(work: () => void): void {
    const collected = new Map<number, number[]>();
    this.#collected = collected;
    try {
      work();
    } finally {
      this.#collected = undefined;
    }
    for (const [key, [recordedMs = 0, sizeBytes = 0, segments = 0]] of collected) {
      this.#write(key, recordedMs, sizeBytes, segments);
    }
  }

  #change(part: CameraHour, sign: 1 | -1): void {
    const key = hourKey(part);
    const change = [sign * part.recordedMs, sign * part.sizeBytes, sign * part.segments] as const;
    if (!this.#collected) return this.#write(key, ...change);
    const sum = this.#collected.get(key) ?? [0, 0, 0];
    this.#collected.set(
      key,
      change.map((value, index) => value + (sum[index] ?? 0)),
    );
  }

  #write(key: number, recordedMs: number, sizeBytes: number, segments: number): void {
    this.#add.run(key, recordedMs, sizeBytes, segments);
    if (sizeBytes <= 0) this.#drop.run(key);
  }

  /** The hours that touch [from, to), oldest first; hours without footage are absent. */
  between(cameraNumber: number, from: number, to: number): CameraHour[] {
    return (this.#between.all(...keyRange(cameraNumber, from, to)) as number[][]).map(toHour);
  }

  /** The sum over the hours that touch [from, to). */
  sum(cameraNumber: number, from: number, to: number): FootageSum {
    return this.#sum.get(...keyRange(cameraNumber, from, to)) ?? { recordedMs: 0, sizeBytes: 0, segments: 0 };
  }

  /** Everything a camera has on disk. */
  total(cameraNumber: number): FootageSum {
    const first = cameraNumber * HOUR_KEY_FACTOR;
    return this.#sum.get(first, first + HOUR_KEY_FACTOR) ?? { recordedMs: 0, sizeBytes: 0, segments: 0 };
  }

  /** Sets one hour to what it should be. */
  replace(hour: CameraHour): void {
    this.#forget.run(hourKey(hour));
    const { recordedMs, sizeBytes, segments } = hour;
    if (recordedMs !== 0 || sizeBytes !== 0 || segments !== 0) {
      this.#add.run(hourKey(hour), recordedMs, sizeBytes, segments);
    }
  }

  all(): CameraHour[] {
    return (this.#all.all() as number[][]).map(toHour);
  }

  clear(): void {
    this.#clear.run();
  }
}

function hourKey(hour: CameraHour): number {
  return hour.cameraNumber * HOUR_KEY_FACTOR + hour.startAt / HOUR_MS;
}

function keyRange(cameraNumber: number, from: number, to: number): [number, number] {
  const base = cameraNumber * HOUR_KEY_FACTOR;
  return [
    base + Math.max(0, Math.floor(from / HOUR_MS)),
    base + Math.min(HOUR_KEY_FACTOR, Math.ceil(to / HOUR_MS)),
  ];
}

function toHour(row: number[]): CameraHour {
  const [key = 0, recordedMs = 0, sizeBytes = 0, segments = 0] = row;
  const cameraNumber = Math.floor(key / HOUR_KEY_FACTOR);
  return { cameraNumber, startAt: (key % HOUR_KEY_FACTOR) * HOUR_MS, recordedMs, sizeBytes, segments };
}
