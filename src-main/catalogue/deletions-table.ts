/**
 * The two phases of deletion in rows (I7): marked segments wait here until their file is gone, and what was deleted
 * stays known as a range, so that the timeline can say why it is empty. Unlinks nothing itself.
 */
import type { GapReason } from '../../shared/model/end-reason.ts';
import type { Span } from '../../shared/model/coverage.ts';
import type { Segment } from '../../shared/model/segment.ts';
import { SEGMENT_KEY_FACTOR, segmentKey } from '../../shared/model/segment.ts';
import type { Database } from '../database/open-database.ts';
import type { SegmentsTable } from './segments-table.ts';

/** `unreadable`: the file was gone, and nobody can say why. */
export type RemovalReason = Extract<GapReason, 'deleted-by-retention' | 'deleted-by-operator' | 'unreadable'>;

export interface PendingDeletion {
  readonly segment: Segment;
  readonly reason: RemovalReason;
}

export interface RemovedFootage extends Span {
  readonly reason: RemovalReason;
}

interface CameraRange extends RemovedFootage {
  readonly cameraNumber: number;
}

/** Ranges closer than this become one row: a day of deleted segments is one range, not 8 640. */
const JOIN_MS = 2_000;

export class DeletionsTable {
  readonly #db;
  readonly #segments;
  readonly #mark;
  readonly #pending;
  readonly #reason;
  readonly #count;
  readonly #lastRange;
  readonly #growRange;
  readonly #addRange;
  readonly #ranges;

  constructor(db: Database, segments: SegmentsTable) {
    this.#db = db;
    this.#segments = segments;
    this.#mark = db.prepare<[string, number, string]>(
      'INSERT OR IGNORE INTO pending_deletions SELECT value, ?, ? FROM json_each(?)',
    );
    this.#pending = db
      .prepare<[number, number, number]>(
        'SELECT segment_key, reason FROM pending_deletions WHERE segment_key > ? AND segment_key < ? ORDER BY segment_key LIMIT ?',
      )
      .raw();
    this.#reason = db
      .prepare<[number], RemovalReason>('SELECT reason FROM pending_deletions WHERE segment_key = ?')
      .pluck();
    this.#count = db.prepare<[], number>('SELECT count(*) FROM pending_deletions').pluck();
    this.#lastRange = db.prepare<[number, number], { from: number; to: number; reason: string }>(
      `SELECT from_at AS "from", to_at AS "to", reason FROM removed_footage
       WHERE camera_number = ? AND from_at <= ? ORDER BY from_at DESC LIMIT 1`,
    );
    this.#growRange = db.prepare<[number, number, number]>(
      'UPDATE removed_footage SET to_at = max(to_at, ?) WHERE camera_number = ? AND from_at = ?',
    );
    this.#addRange = db.prepare<[number, number, number, string]>(
      'INSERT OR REPLACE INTO removed_footage VALUES (?, ?, ?, ?)',
    );
    this.#ranges = db.prepare<[number, number, number], RemovedFootage>(
      `SELECT from_at AS "from", to_at AS "to", reason FROM removed_footage
       WHERE camera_number = ? AND from_at < ? AND to_at > ? ORDER BY from_at`,
    );
  }

  /** Phase one, all or nothing: state `deleting`, out of the roll-up, listed here. */
  mark(ids: readonly number[], mark: { readonly reason: RemovalReason; readonly at: number }): void {
    this.#db.transaction(() => {
      const found = this.#segments.setStates(ids, 'deleting');
      this.#mark.run(mark.reason, mark.at, JSON.stringify(found));
    })();
  }

  /** Marked segments in order of key: of one camera, or of all. */
  pending(options: {
    readonly cameraNumber?: number;
    readonly after?: number;
    readonly limit: number;
  }): PendingDeletion[] {
    const from = options.cameraNumber === undefined ? 0 : segmentKey(options.cameraNumber, 0) - 1;
    const to = options.cameraNumber === undefined ? Number.MAX_SAFE_INTEGER : from + 1 + SEGMENT_KEY_FACTOR;
    const rows = this.#pending.all(options.after ?? from, to, options.limit) as [number, RemovalReason][];
    return rows.flatMap(([id, reason]) => {
      const segment = this.#segments.byId(id);
      return segment ? [{ segment, reason }] : [];
    });
  }

  /** Why a marked segment goes; undefined for one that is not marked. */
  reasonOf(segmentId: number): RemovalReason | undefined {
    return this.#reason.get(segmentId);
  }

  pendingCount(): number {
    return this.#count.get() ?? 0;
  }

  /**
   * Phase two, all or nothing: the files are gone (and their folders synced), so the rows go and the range stays. Not synced:
   * a power cut brings back rows that are marked, and the next start finishes them again.
   */
  finish(deletions: readonly PendingDeletion[]): void {
    if (deletions.length === 0) return;
    this.#unsynced(() => {
      // Somebody else may have finished some of them meanwhile, and removed their camera.
      const gone = new Set(this.#segments.remove(deletions.map(({ segment }) => segment.id)));
      for (const range of joined(deletions.filter(({ segment }) => gone.has(segment.id))))
        this.#addRemoved(range);
    });
  }

  /** Keeps the range of footage whose rows are gone already. */
  note(cameraNumber: number, range: RemovedFootage): void {
    this.#db.transaction(() => this.#addRemoved({ cameraNumber, ...range }))();
  }

  /** What was deleted within [from, to), oldest first, unclipped. */
  removedBetween(cameraNumber: number, from: number, to: number): RemovedFootage[] {
    return this.#ranges.all(cameraNumber, to, from);
  }

  #unsynced(work: () => void): void {
    // Inside somebody else's transaction that one decides.
    if (this.#db.inTransaction) return work();
    this.#db.pragma('synchronous = NORMAL');
    try {
      this.#db.transaction(work)();
    } finally {
      this.#db.pragma('synchronous = FULL');
    }
  }

  #addRemoved({ cameraNumber, from, to, reason }: CameraRange): void {
    const last = this.#lastRange.get(cameraNumber, from);
    if (last && last.reason === reason && from - last.to <= JOIN_MS) {
      this.#growRange.run(to, cameraNumber, last.from);
    } else {
      this.#addRange.run(cameraNumber, from, to, reason);
    }
  }
}

/** Neighbours of one camera and reason as one range, so that a batch costs one row. */
function joined(deletions: readonly PendingDeletion[]): CameraRange[] {
  const ranges: CameraRange[] = [];
  for (const { segment, reason } of deletions.toSorted((a, b) => a.segment.id - b.segment.id)) {
    const { cameraNumber, startAt: from } = segment;
    const to = from + segment.durationMs;
    const last = ranges.at(-1);
    if (last?.cameraNumber === cameraNumber && last.reason === reason && from - last.to <= JOIN_MS) {
      ranges[ranges.length - 1] = { ...last, to: Math.max(last.to, to) };
    } else {
      ranges.push({ cameraNumber, from, to, reason });
    }
  }
  return ranges;
}
