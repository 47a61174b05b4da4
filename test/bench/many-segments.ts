/** Ten million segments in a catalogue within a minute: made by SQL alone, sums per hour included, in the order of the keys. */
import Sqlite from 'better-sqlite3';
import { silentLogger } from '../../src-main/base/logger.ts';
import { HOUR_MS } from '../../src-main/catalogue/camera-hours-table.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { segmentKey } from '../../shared/model/segment.ts';

export interface ManySegments {
  readonly cameras: number;
  readonly perCamera: number;
  /** Start of the first segment, a full hour; one every ten seconds from there on, with a hole after every hundredth. */
  readonly from: number;
}

const SEGMENT_MS = 10_000;
const SIZE_BYTES = 5_000_000;
const PER_RUN = 8_640;
const HOUR_FACTOR = 2 ** 22;

/** Fills a new catalogue file; not synced, since a power cut may have it. */
export function makeManySegments(file: string, many: ManySegments): void {
  const catalogue = Catalogue.open(file, { logger: silentLogger });
  const firstRun = catalogue.transaction(() => addRuns(catalogue, many));
  catalogue.close();
  const db = new Sqlite(file);
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  db.pragma('cache_size = -262144');
  const insert = db.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @count)
     INSERT INTO segments
     SELECT @base + i * ${SEGMENT_MS}, @run + i / ${PER_RUN}, ${SEGMENT_MS} - (i % 100 = 99) * 3000, ${SEGMENT_MS},
            ${SIZE_BYTES}, @stamp + i * ${SEGMENT_MS / 1000}, 2, 0, 0 FROM n`,
  );
  const runsPerCamera = Math.ceil(many.perCamera / PER_RUN);
  for (let camera = 1; camera <= many.cameras; camera++) {
    insert.run({
      count: many.perCamera,
      base: segmentKey(camera, many.from),
      run: firstRun + (camera - 1) * runsPerCamera,
      stamp: many.from / 1000,
    });
  }
  const [key, start] = [2 ** 42, `key % ${2 ** 42}`];
  db.exec(
    `INSERT INTO camera_hours
     SELECT (key / ${key}) * ${HOUR_FACTOR} + (${start}) / ${HOUR_MS}, sum(duration_ms), sum(size_bytes), count(*)
     FROM segments GROUP BY 1`,
  );
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

function addRuns(catalogue: Catalogue, many: ManySegments): number {
  let first = 0;
  for (let number = 1; number <= many.cameras; number++) {
    const camera = catalogue.cameras.add({
      id: `camera-${number}`,
      name: `Camera ${number}`,
      slug: `camera-${number}`,
      source: { kind: 'demo' },
      recordingMode: 'continuous',
      enabled: true,
      pausedByOperator: false,
      recordAudio: true,
      createdAt: many.from,
    });
    const sessionId = catalogue.sessions.begin({ cameraNumber: camera.number, startedAt: many.from });
    for (let from = 0; from < many.perCamera; from += PER_RUN) {
      const startedAt = many.from + from * SEGMENT_MS;
      const folder = `run-${number}-${from}`;
      const run = catalogue.runs.begin({ cameraNumber: camera.number, sessionId, folder, startedAt });
      if (first === 0) first = run;
    }
  }
  return first;
}
