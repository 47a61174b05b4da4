/**
 * Segments, keyed by camera and start: insertion (with fragment index, roll-up and manifest offset in one transaction),
 * change of state, removal, and the queries of playback and the timeline. Never touches a file.
 */
import type { Span } from '../../shared/model/coverage.ts';
import type { Segment, SegmentState } from '../../shared/model/segment.ts';
import { SEGMENT_KEY_FACTOR, segmentKey } from '../../shared/model/segment.ts';
import type { Database } from '../database/open-database.ts';
import type { CameraHour, CameraHoursTable, FootageSum } from './camera-hours-table.ts';
import type { ManifestsTable } from './manifests-table.ts';
import type { SegmentRow } from './segment-row.ts';
import type { VolumeUsageTable } from './volume-usage-table.ts';
import {
  fragmentChecksum,
  isIntact,
  SEGMENT_COLUMNS,
  startOf,
  stateNumber,
  toRow,
  toSegment,
} from './segment-row.ts';

export type NewSegment = Omit<Segment, 'id'>;

/** `duplicate`: this run already has a segment of that name stamp; the manifest offset has moved all the same. */
export type InsertResult =
  | { readonly kind: 'inserted'; readonly segment: Segment }
  | { readonly kind: 'duplicate'; readonly segment: Segment };

/** A row whose checksum does not fit must not be believed: neither played nor deleted by. */
export type VerifiedSegment =
  | { readonly kind: 'intact'; readonly segment: Segment }
  | { readonly kind: 'damaged'; readonly id: number }
  | { readonly kind: 'missing' };

/** What a probe can find out anew about a stored segment. */
export type ProbedFields = Pick<
  Segment,
  'durationMs' | 'mediaDurationMs' | 'sizeBytes' | 'videoCodec' | 'hasAudio' | 'state'
>;

export interface PageOptions {
  /** Id of the last segment of the page before. */
  readonly after?: number;
  readonly limit: number;
}

/** Overlaps are at most one GOP, so the segment that covers an instant is among the last few that begin before it. */
const LOOK_BACK_ROWS = 4;
/** Two segments of a camera with one start: the later moves by 1 ms; more than a few mean a broken clock. */
const MAX_SAME_START = 1_000;

export class SegmentsTable {
  readonly #db;
  readonly #hours;
  readonly #usage;
  readonly #manifests;
  readonly #insert;
  readonly #insertIndex;
  readonly #byKey;
  readonly #byKeys;
  readonly #byName;
  readonly #countOfRun;
  readonly #lastOfRun;
  readonly #lastBefore;
  readonly #starting;
  readonly #before;
  readonly #page;
  readonly #index;
  readonly #setState;
  readonly #update;
  readonly #remove;
  readonly #spans;
  #onDamaged: (id: number) => void = () => {};

  constructor(
    db: Database,
    sums: { readonly hours: CameraHoursTable; readonly usage: VolumeUsageTable },
    manifests: ManifestsTable,
  ) {
    this.#db = db;
    this.#hours = sums.hours;
    this.#usage = sums.usage;
    this.#manifests = manifests;
    const select = `SELECT ${SEGMENT_COLUMNS} FROM segments`;
    this.#insert = db.prepare<SegmentRow>('INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#insertIndex = db.prepare<[number, Uint8Array, number]>(
      'INSERT OR REPLACE INTO fragment_indexes (segment_key, fragments, crc) VALUES (?, ?, ?)',
    );
    // One statement for a batch: calling one per row costs more than what it does.
    const those = 'FROM segments WHERE key IN (SELECT value FROM json_each(?))';
    this.#byKeys = db.prepare<[string]>(`SELECT ${SEGMENT_COLUMNS} ${those} ORDER BY key`).raw();
    this.#byKey = db.prepare<[number]>(`${select} WHERE key = ?`).raw();
    this.#byName = db.prepare<[number, number]>(`${select} WHERE run_id = ? AND name_stamp_s = ?`).raw();
    this.#countOfRun = db.prepare<[number], number>('SELECT count(*) FROM segments WHERE run_id = ?').pluck();
    this.#lastOfRun = db
      .prepare<[number]>(`${select} WHERE run_id = ? ORDER BY name_stamp_s DESC LIMIT 1`)
      .raw();
    this.#lastBefore = db
      .prepare<[number, number]>(
        `${select} WHERE run_id = ? AND name_stamp_s < ? ORDER BY name_stamp_s DESC LIMIT 1`,
      )
      .raw();
    this.#starting = db.prepare<[number, number]>(`${select} WHERE key >= ? AND key < ? ORDER BY key`).raw();
    this.#before = db
      .prepare<[number, number]>(
        `${select} WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ${LOOK_BACK_ROWS}`,
      )
      .raw();
    this.#page = db
      .prepare<[number, number, number]>(`${select} WHERE key > ? AND key < ? ORDER BY key LIMIT ?`)
      .raw();
    this.#index = db
      .prepare<[number]>('SELECT fragments, crc FROM fragment_indexes WHERE segment_key = ?')
      .raw();
    this.#setState = db.prepare<[number, number, number]>(
      'UPDATE segments SET state = ?, crc = ? WHERE key = ?',
    );
    this.#update = db.prepare<[...number[]]>(
      `UPDATE segments SET run_id = ?, duration_ms = ?, media_duration_ms = ?, size_bytes = ?, name_stamp_s = ?,
              flags = ?, state = ?, crc = ? WHERE key = ?`,
    );
    this.#remove = db.prepare<[string], number>(`DELETE ${those} RETURNING key`).pluck();
    this.#spans = db
      .prepare<[number, number]>(
        'SELECT key, duration_ms FROM segments WHERE key >= ? AND key < ? AND state <= 1 ORDER BY key',
      )
      .raw();
  }

  /**
   * Stores a segment with its fragment index and, when given, moves its run's manifest offset: all or nothing (I3).
   * A start that the camera already has moves by 1 ms; a name that the run already has changes nothing (ING-3).
   */
  insert(
    segment: NewSegment,
    fragmentIndex: Uint8Array,
    options: { readonly manifestOffset?: number } = {},
  ): InsertResult {
    return this.#db.transaction(() => {
      if (options.manifestOffset !== undefined)
        this.#manifests.advance(segment.runId, options.manifestOffset);
      const known = this.byName(segment.runId, segment.nameStampS);
      if (known) return { kind: 'duplicate' as const, segment: known };
      const stored = this.#withFreeKey(segment);
      this.#insert.run(...toRow(stored));
      this.setFragmentIndex(stored.id, fragmentIndex);
      this.#count(stored);
      return { kind: 'inserted' as const, segment: stored };
    })();
  }

  has(runId: number, nameStampS: number): boolean {
    return this.#byName.get(runId, nameStampS) !== undefined;
  }

  byName(runId: number, nameStampS: number): Segment | undefined {
    const row = this.#byName.get(runId, nameStampS) as SegmentRow | undefined;
    return row && toSegment(row);
  }

  byId(id: number): Segment | undefined {
    const row = this.#byKey.get(id) as SegmentRow | undefined;
    return row && toSegment(row);
  }

  /** The row with its checksum compared: for playback, deletion and the consistency check. */
  verified(id: number): VerifiedSegment {
    const row = this.#byKey.get(id) as SegmentRow | undefined;
    if (!row) return { kind: 'missing' };
    if (isIntact(row)) return { kind: 'intact', segment: toSegment(row) };
    this.#onDamaged(id);
    return { kind: 'damaged', id };
  }

  /** Segments of any state that overlap [from, to), by start. */
  inRange(cameraNumber: number, from: number, to: number): Segment[] {
    const base = segmentKey(cameraNumber, 0);
    const begin = keyAt(cameraNumber, from);
    const earlier = (this.#before.all(base, begin) as SegmentRow[])
      .filter((row) => startOf(row[0]) + row[2] > from)
      .reverse();
    const inside = this.#starting.all(begin, keyAt(cameraNumber, to)) as SegmentRow[];
    return [...earlier, ...inside].map(toSegment);
  }

  /**
   * Playable footage of [from, to) as an interval union, clipped to it; stretches closer than `joinMs` become one.
   * For drawing: reads two columns and checks no checksum.
   */
  spans(cameraNumber: number, from: number, to: number, options: { readonly joinMs: number }): Span[] {
    const joined: { from: number; to: number }[] = [];
    let last: { from: number; to: number } | undefined;
    const add = (start: number, end: number) => {
      if (last && start - last.to <= options.joinMs) {
        if (end > last.to) last.to = end;
      } else {
        last = { from: start, to: end };
        joined.push(last);
      }
    };
    for (const segment of this.#startedBefore(cameraNumber, from)) {
      if (segment.state === 'ready' || segment.state === 'suspect') {
        add(from, Math.min(to, segment.startAt + segment.durationMs));
      }
    }
    const base = segmentKey(cameraNumber, 0);
    const rows = this.#spans.all(keyAt(cameraNumber, from), keyAt(cameraNumber, to));
    for (const [key, durationMs] of rows as [number, number][]) {
      add(key - base, Math.min(to, key - base + durationMs));
    }
    return joined;
  }

  /**
   * The encoded fragment index of a segment (media-file/fragment-index.ts reads it); none when its checksum does not fit.
   * An index of before there were checksums is believed.
   */
  fragmentIndex(id: number): Uint8Array | undefined {
    const row = this.#index.get(id) as [Uint8Array, number | null] | undefined;
    if (!row) return undefined;
    const [fragments, crc] = row;
    if (crc === null || crc === fragmentChecksum(id, fragments)) return fragments;
    this.#onDamaged(id);
    return undefined;
  }

  setFragmentIndex(id: number, fragmentIndex: Uint8Array): void {
    this.#insertIndex.run(id, fragmentIndex, fragmentChecksum(id, fragmentIndex));
  }

  /** Who is told of a segment whose row or fragment index was found damaged while it was used. */
  whenDamaged(listener: (id: number) => void): void {
    this.#onDamaged = listener;
  }

  /** Hours that touch [from, to); see CameraHour. */
  rollup(cameraNumber: number, from: number, to: number): CameraHour[] {
    return this.#hours.between(cameraNumber, from, to);
  }

  /** Recorded time, bytes and count over the hours that touch [from, to). */
  summary(cameraNumber: number, from: number, to: number): FootageSum {
    return this.#hours.sum(cameraNumber, from, to);
  }

  /** Bytes on disk of one camera, from the roll-up. */
  bytesOf(cameraNumber: number): number {
    return this.#hours.total(cameraNumber).sizeBytes;
  }

  oldest(cameraNumber: number): Segment | undefined {
    return this.page(cameraNumber, { limit: 1 })[0];
  }

  newest(cameraNumber: number): Segment | undefined {
    const base = segmentKey(cameraNumber, 0);
    const row = this.#before.get(base, base + SEGMENT_KEY_FACTOR) as SegmentRow | undefined;
    return row && toSegment(row);
  }

  /** The run's segment before the one of this name: where that one's start is chained to. */
  lastBefore(runId: number, nameStampS: number): Segment | undefined {
    const row = this.#lastBefore.get(runId, nameStampS) as SegmentRow | undefined;
    return row && toSegment(row);
  }

  /** The run's last segment by name stamp. */
  lastOfRun(runId: number): Segment | undefined {
    const row = this.#lastOfRun.get(runId) as SegmentRow | undefined;
    return row && toSegment(row);
  }

  countOfRun(runId: number): number {
    return this.#countOfRun.get(runId) ?? 0;
  }

  /** All segments of a camera in order of start, page by page. */
  page(cameraNumber: number, options: PageOptions): Segment[] {
    return this.#pageRows(cameraNumber, options).map(toSegment);
  }

  /** Like `page`, with the checksum of every row compared. */
  verifiedPage(cameraNumber: number, options: PageOptions): (Segment & { readonly intact: boolean })[] {
    return this.#pageRows(cameraNumber, options).map((row) => ({ ...toSegment(row), intact: isIntact(row) }));
  }

  /** Changes the state and the roll-up with it; false when there is no such segment. */
  setState(id: number, state: SegmentState): boolean {
    return this.setStates([id], state).length === 1;
  }

  /** Changes the state of many, with the roll-up written once per hour; returns those that exist. */
  setStates(ids: readonly number[], state: SegmentState): number[] {
    return this.#db.transaction(() => {
      const found: number[] = [];
      this.#together(() => {
        for (const before of this.#those(ids)) {
          if (before.state !== state) this.#changeState(before, state);
          found.push(before.id);
        }
      });
      return found;
    })();
  }

  /** Replaces what a later, better probe found out about a stored segment (deferred → ready). */
  update(id: number, found: Partial<ProbedFields>): void {
    this.#db.transaction(() => {
      const before = this.byId(id);
      if (!before) return;
      const after: Segment = { ...before, ...found };
      this.#uncount(before);
      this.#update.run(...columnsOf(after), id);
      this.#count(after);
    })();
  }

  /** Removes rows (fragment indexes and deletion marks go with them) and returns those that were there. Files go before (I7). */
  remove(ids: readonly number[]): number[] {
    return this.#db.transaction(() => {
      this.#together(() => {
        for (const segment of this.#those(ids)) this.#uncount(segment);
      });
      return this.#remove.all(JSON.stringify(ids));
    })();
  }

  /** Takes out a row that cannot be believed, and with it what it says of its own size: the sums must be made again. */
  discard(id: number): void {
    this.#remove.all(JSON.stringify([id]));
  }

  #those(ids: readonly number[]): Segment[] {
    return (this.#byKeys.all(JSON.stringify(ids)) as SegmentRow[]).map(toSegment);
  }

  #changeState(before: Segment, state: SegmentState): void {
    const after: Segment = { ...before, state };
    this.#setState.run(stateNumber(state), toRow(after)[8], before.id);
    this.#uncount(before);
    this.#count(after);
  }

  #count(segment: Segment): void {
    this.#hours.add(segment);
    this.#usage.add(segment);
  }

  #uncount(segment: Segment): void {
    this.#hours.subtract(segment);
    this.#usage.subtract(segment);
  }

  /** Writes the sums once for all that `work` changes. */
  #together(work: () => void): void {
    this.#hours.collect(() => this.#usage.collect(work));
  }

  #pageRows(cameraNumber: number, options: PageOptions): SegmentRow[] {
    const base = segmentKey(cameraNumber, 0);
    return this.#page.all(
      options.after ?? base - 1,
      base + SEGMENT_KEY_FACTOR,
      options.limit,
    ) as SegmentRow[];
  }

  #startedBefore(cameraNumber: number, at: number): Segment[] {
    const rows = this.#before.all(segmentKey(cameraNumber, 0), keyAt(cameraNumber, at));
    return (rows as SegmentRow[])
      .map(toSegment)
      .filter((segment) => segment.startAt + segment.durationMs > at);
  }

  #withFreeKey(segment: NewSegment): Segment {
    const { startAt } = segment;
    if (!Number.isSafeInteger(startAt) || startAt < 0 || startAt >= SEGMENT_KEY_FACTOR) {
      throw new RangeError(`A segment cannot start at ${startAt}`);
    }
    for (let shift = 0; shift < MAX_SAME_START; shift++) {
      const id = segmentKey(segment.cameraNumber, startAt + shift);
      if (!this.#byKey.get(id)) return { ...segment, id, startAt: startAt + shift };
    }
    throw new RangeError(
      `Camera ${segment.cameraNumber} has ${MAX_SAME_START} segments that start at ${startAt}`,
    );
  }
}

/** The key of an instant within a camera's own keys: one too far in the future must not reach into the next camera's. */
function keyAt(cameraNumber: number, at: number): number {
  return segmentKey(cameraNumber, Math.min(Math.max(0, at), SEGMENT_KEY_FACTOR));
}

function columnsOf(segment: Segment): number[] {
  return toRow(segment).slice(1);
}
