/**
 * Files that wait: segments whose probe is deferred, and unreadable files that were moved to quarantine with a reason
 * (PRB-3, PRB-4). Knows names and times only; moving and probing is ingest's.
 */
import type { IngestSource } from '../../shared/model/camera.ts';
import type { Database } from '../database/open-database.ts';

export interface DeferredProbe {
  readonly segmentId: number;
  /** Failure class of PRB-2. */
  readonly failure: string;
  readonly tries: number;
  readonly retryAt: number;
  /** By which way the file came. */
  readonly source: IngestSource;
}

export interface QuarantinedFile {
  readonly id: number;
  readonly cameraNumber?: number;
  readonly segmentId?: number;
  /** In whose quarantine folder it lies. */
  readonly volumeNumber: number;
  /** Name inside the quarantine folder. */
  readonly file: string;
  /** Where it lay, below the recordings folder. */
  readonly original: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly at: number;
}

interface QuarantineRow {
  id: number;
  camera_number: number | null;
  segment_key: number | null;
  volume_number: number;
  file: string;
  original: string;
  reason: string;
  size_bytes: number;
  at: number;
}

export class QuarantineTable {
  readonly #defer;
  readonly #due;
  readonly #deferred;
  readonly #undefer;
  readonly #insert;
  readonly #list;
  readonly #ofCamera;
  readonly #byId;
  readonly #remove;
  readonly #bytes;

  constructor(db: Database) {
    const columns = 'segment_key AS segmentId, failure, tries, retry_at AS retryAt, source';
    this.#defer = db.prepare<[number, string, number, number, string]>(
      'INSERT OR REPLACE INTO deferred_probes (segment_key, failure, tries, retry_at, source) VALUES (?, ?, ?, ?, ?)',
    );
    this.#due = db.prepare<[number], DeferredProbe>(
      `SELECT ${columns} FROM deferred_probes WHERE retry_at <= ? ORDER BY retry_at, segment_key`,
    );
    this.#deferred = db.prepare<[], DeferredProbe>(
      `SELECT ${columns} FROM deferred_probes ORDER BY segment_key`,
    );
    this.#undefer = db.prepare<[number]>('DELETE FROM deferred_probes WHERE segment_key = ?');
    this.#insert = db.prepare<[number | null, number | null, number, string, string, string, number, number]>(
      `INSERT INTO quarantine (camera_number, segment_key, volume_number, file, original, reason, size_bytes, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#list = db.prepare<[], QuarantineRow>('SELECT * FROM quarantine ORDER BY at DESC, id DESC');
    this.#ofCamera = db.prepare<[number], QuarantineRow>(
      'SELECT * FROM quarantine WHERE camera_number = ? ORDER BY id',
    );
    this.#byId = db.prepare<[number], QuarantineRow>('SELECT * FROM quarantine WHERE id = ?');
    this.#remove = db.prepare<[number]>('DELETE FROM quarantine WHERE id = ?');
    this.#bytes = db
      .prepare<[number], number>(
        'SELECT coalesce(sum(size_bytes), 0) FROM quarantine WHERE volume_number = ?',
      )
      .pluck();
  }

  /** Puts a stored segment (state `deferred`) off until `retryAt`; again replaces. */
  defer(probe: DeferredProbe): void {
    const { segmentId, failure, tries, retryAt, source } = probe;
    this.#defer.run(segmentId, failure, tries, retryAt, source);
  }

  /** Deferred probes whose time has come, oldest first. */
  due(now: number): DeferredProbe[] {
    return this.#due.all(now);
  }

  deferred(): DeferredProbe[] {
    return this.#deferred.all();
  }

  /** The deferred probe is decided, either way. */
  undefer(segmentId: number): void {
    this.#undefer.run(segmentId);
  }

  /** Notes a file that lies in quarantine and returns its id. */
  add(file: Omit<QuarantinedFile, 'id'>): number {
    const { lastInsertRowid } = this.#insert.run(
      file.cameraNumber ?? null,
      file.segmentId ?? null,
      file.volumeNumber,
      file.file,
      file.original,
      file.reason,
      file.sizeBytes,
      file.at,
    );
    return Number(lastInsertRowid);
  }

  /** Newest first. */
  list(): QuarantinedFile[] {
    return this.#list.all().map(toFile);
  }

  byId(id: number): QuarantinedFile | undefined {
    const row = this.#byId.get(id);
    return row && toFile(row);
  }

  ofCamera(cameraNumber: number): QuarantinedFile[] {
    return this.#ofCamera.all(cameraNumber).map(toFile);
  }

  /** What lies in one volume's quarantine. */
  bytesOn(volumeNumber: number): number {
    return this.#bytes.get(volumeNumber) ?? 0;
  }

  remove(id: number): void {
    this.#remove.run(id);
  }
}

function toFile(row: QuarantineRow): QuarantinedFile {
  return {
    id: row.id,
    volumeNumber: row.volume_number,
    file: row.file,
    original: row.original,
    reason: row.reason,
    sizeBytes: row.size_bytes,
    at: row.at,
    ...(row.camera_number !== null && { cameraNumber: row.camera_number }),
    ...(row.segment_key !== null && { segmentId: row.segment_key }),
  };
}
