/**
 * Cameras and what the operator chose for them: the only place of the catalogue that holds an operator's text.
 * Never holds a password. A removed camera keeps its row while footage of it exists, so that the files stay explained.
 */
import { weeklySchedule } from '../../shared/contract/model-schemas.ts';
import type { Camera, CameraSource, IngestSource, RecordingMode } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import { CAMERA_NUMBER_MAX } from '../../shared/model/limits.ts';
import { defaultCameraRetention } from '../../shared/model/retention.ts';
import { alwaysOn, type WeeklySchedule } from '../../shared/model/schedule.ts';
import type { Database } from '../database/open-database.ts';

export type NewCamera = Omit<Camera, 'number' | 'position' | 'retention'> &
  Partial<Pick<Camera, 'retention'>>;
/** What may be absent is taken away by `undefined`: `volume` and `ingestSource` go back to the default, what was done by hand is forgotten. */
type Removable = 'volume' | 'handUntil' | 'ingestSource';
export type CameraChanges = Partial<Omit<Camera, 'id' | 'slug' | 'number' | 'createdAt' | Removable>> & {
  readonly [K in Removable]?: Camera[K] | undefined;
};
export type FootageChoice = 'keep' | 'delete';

/** A camera that was removed and whose footage is still there, or still being deleted. */
export interface RemovedCamera {
  readonly camera: Camera;
  readonly removedAt: number;
  readonly footage: FootageChoice;
}

interface CameraRow {
  number: number;
  id: string;
  name: string;
  slug: string;
  source_kind: string;
  url: string | null;
  sub_url: string | null;
  username: string | null;
  allow_basic: number | null;
  certificate_pin: string | null;
  device: string | null;
  recording_mode: string;
  schedule: string | null;
  hand_until: number | null;
  enabled: number;
  paused_by_operator: number;
  record_audio: number;
  keep_days: number | null;
  keep_bytes: number | null;
  max_age_days: number | null;
  position: number;
  created_at: number;
  volume_number: number | null;
  ingest_source: IngestSource | null;
  removed_at: number | null;
  footage_removal: string | null;
}

type WritableRow = Omit<CameraRow, 'number' | 'removed_at' | 'footage_removal'>;

const WRITABLE = [
  'id',
  'name',
  'slug',
  'source_kind',
  'url',
  'sub_url',
  'username',
  'allow_basic',
  'certificate_pin',
  'device',
  'recording_mode',
  'schedule',
  'hand_until',
  'enabled',
  'paused_by_operator',
  'record_audio',
  'keep_days',
  'keep_bytes',
  'max_age_days',
  'position',
  'created_at',
  'volume_number',
  'ingest_source',
] as const;

export class CamerasTable {
  readonly #db;
  readonly #insert;
  readonly #update;
  readonly #list;
  readonly #removed;
  readonly #byId;
  readonly #byNumber;
  readonly #slugTaken;
  readonly #nextPosition;
  readonly #lastNumber;
  readonly #remove;
  readonly #purge;

  constructor(db: Database) {
    this.#db = db;
    const columns = WRITABLE.join(', ');
    const values = WRITABLE.map((column) => `@${column}`).join(', ');
    const assignments = WRITABLE.filter((column) => column !== 'id').map(
      (column) => `${column} = @${column}`,
    );
    this.#insert = db.prepare<[WritableRow]>(`INSERT INTO cameras (${columns}) VALUES (${values})`);
    this.#update = db.prepare<[WritableRow]>(`UPDATE cameras SET ${assignments.join(', ')} WHERE id = @id`);
    this.#list = db.prepare<[], CameraRow>(
      'SELECT * FROM cameras WHERE removed_at IS NULL ORDER BY position, number',
    );
    this.#removed = db.prepare<[], CameraRow>(
      'SELECT * FROM cameras WHERE removed_at IS NOT NULL ORDER BY number',
    );
    this.#byId = db.prepare<[string], CameraRow>('SELECT * FROM cameras WHERE id = ? AND removed_at IS NULL');
    this.#byNumber = db.prepare<[number], CameraRow>('SELECT * FROM cameras WHERE number = ?');
    this.#slugTaken = db.prepare<[string], number>('SELECT 1 FROM cameras WHERE slug = ?').pluck();
    this.#nextPosition = db
      .prepare<[], number>('SELECT coalesce(max(position), 0) + 1 FROM cameras WHERE removed_at IS NULL')
      .pluck();
    this.#lastNumber = db
      .prepare<[], number>("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'cameras'")
      .pluck();
    this.#remove = db.prepare<[number, string, string]>(
      'UPDATE cameras SET removed_at = ?, footage_removal = ?, volume_number = NULL WHERE id = ? AND removed_at IS NULL',
    );
    this.#purge = db.prepare<[number]>('DELETE FROM cameras WHERE number = ? AND removed_at IS NOT NULL');
  }

  /** Adds a camera behind all others and gives it its number; AppError refused when all 2047 have been given out. */
  add(camera: NewCamera): Camera {
    return this.#db.transaction(() => {
      if ((this.#lastNumber.get() ?? 0) >= CAMERA_NUMBER_MAX) {
        throw new AppError(
          'refused',
          `This catalogue has had ${CAMERA_NUMBER_MAX} cameras and can take no more.`,
        );
      }
      const position = this.#nextPosition.get() ?? 1;
      const stored = { ...camera, position, retention: camera.retention ?? defaultCameraRetention };
      const { lastInsertRowid } = this.#insert.run(toRow(stored));
      return { ...stored, number: Number(lastInsertRowid) };
    })();
  }

  /** The camera after the change; AppError notFound. Id, slug, number and creation never change. */
  update(id: string, changes: CameraChanges): Camera {
    return this.#db.transaction(() => {
      const { volume, handUntil, ingestSource, ...before } = { ...this.get(id), ...changes };
      const changed: Camera = {
        ...before,
        ...(volume !== undefined && { volume }),
        ...(handUntil !== undefined && { handUntil }),
        ...(ingestSource !== undefined && { ingestSource }),
      };
      this.#update.run(toRow(changed));
      return changed;
    })();
  }

  /** Cameras that are set up, in the operator's order. */
  list(): Camera[] {
    return this.#list.all().map(toCamera);
  }

  byId(id: string): Camera | undefined {
    const row = this.#byId.get(id);
    return row && toCamera(row);
  }

  /** The camera, or AppError notFound. */
  get(id: string): Camera {
    const camera = this.byId(id);
    if (!camera) throw new AppError('notFound', 'This camera does not exist any more.', { id });
    return camera;
  }

  /** Also finds removed cameras: their footage is still named after them. */
  byNumber(number: number): Camera | undefined {
    const row = this.#byNumber.get(number);
    return row && toCamera(row);
  }

  /** True for slugs of removed cameras as well: two cameras never share a folder. */
  slugTaken(slug: string): boolean {
    return this.#slugTaken.get(slug) !== undefined;
  }

  /** Takes the camera out of use at `at` and notes what becomes of its footage. */
  remove(id: string, choice: { readonly at: number; readonly footage: FootageChoice }): void {
    this.get(id);
    this.#remove.run(choice.at, choice.footage, id);
  }

  removed(): RemovedCamera[] {
    return this.#removed.all().map((row) => ({
      camera: toCamera(row),
      removedAt: row.removed_at ?? 0,
      footage: row.footage_removal === 'delete' ? 'delete' : 'keep',
    }));
  }

  /** Forgets a removed camera with its sessions, runs and reasons; fails while segments refer to its runs. */
  purge(number: number): void {
    this.#purge.run(number);
  }
}

function toRow(camera: Omit<Camera, 'number'>): WritableRow {
  const { source } = camera;
  const rtsp = source.kind === 'rtsp' ? source : undefined;
  return {
    id: camera.id,
    name: camera.name,
    slug: camera.slug,
    source_kind: source.kind,
    url: rtsp?.url ?? null,
    sub_url: rtsp?.subUrl ?? null,
    username: rtsp?.username ?? null,
    allow_basic: rtsp?.allowBasic === undefined ? null : Number(rtsp.allowBasic),
    certificate_pin: rtsp?.certificatePin ?? null,
    device: source.kind === 'usb' ? source.device : null,
    recording_mode: camera.recordingMode,
    schedule: camera.schedule === undefined ? null : JSON.stringify(camera.schedule),
    hand_until: camera.handUntil ?? null,
    enabled: Number(camera.enabled),
    paused_by_operator: Number(camera.pausedByOperator),
    record_audio: Number(camera.recordAudio),
    keep_days: camera.retention.keepDays,
    keep_bytes: camera.retention.keepBytes,
    max_age_days: camera.retention.maxAgeDays,
    position: camera.position,
    created_at: camera.createdAt,
    volume_number: camera.volume ?? null,
    ingest_source: camera.ingestSource ?? null,
  };
}

function toCamera(row: CameraRow): Camera {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    number: row.number,
    source: toSource(row),
    recordingMode: row.recording_mode as RecordingMode,
    ...(row.schedule !== null && { schedule: toSchedule(row.schedule) }),
    ...(row.hand_until !== null && { handUntil: row.hand_until }),
    enabled: row.enabled === 1,
    pausedByOperator: row.paused_by_operator === 1,
    recordAudio: row.record_audio === 1,
    retention: { keepDays: row.keep_days, keepBytes: row.keep_bytes, maxAgeDays: row.max_age_days },
    position: row.position,
    createdAt: row.created_at,
    ...(row.volume_number !== null && { volume: row.volume_number }),
    ...(row.ingest_source !== null && { ingestSource: row.ingest_source }),
  };
}

/** A schedule that cannot be read must not cost footage: the camera then records always. */
function toSchedule(text: string): WeeklySchedule {
  try {
    return weeklySchedule.parse(JSON.parse(text));
  } catch {
    return alwaysOn;
  }
}

function toSource(row: CameraRow): CameraSource {
  switch (row.source_kind) {
    case 'usb':
      return { kind: 'usb', device: row.device ?? '' };
    case 'demo':
      return { kind: 'demo' };
    default:
      return {
        kind: 'rtsp',
        url: row.url ?? '',
        ...(row.sub_url !== null && { subUrl: row.sub_url }),
        ...(row.username !== null && { username: row.username }),
        ...(row.allow_basic !== null && { allowBasic: row.allow_basic === 1 }),
        ...(row.certificate_pin !== null && { certificatePin: row.certificate_pin }),
      };
  }
}
