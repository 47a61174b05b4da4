/**
 * Row 9: the catalogue's part of deleting 100 000 segments, both phases, in the batches that retention uses. The floor is a
 * bare DELETE of as many rows in one synced transaction per batch: rows must be marked for good before their files go. Ingest
 * is timed alone and between the batches. Files are not part of it.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { DELETION_BATCH } from '../../shared/model/limits.ts';
import { segmentKey } from '../../shared/model/segment.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { percentile, printRow, timed } from './harness.ts';
import { makeManySegments } from './many-segments.ts';

const CAMERAS = 16;
const PER_CAMERA = 62_500;
const DELETED_PER_CAMERA = 6_250;
const DELETED = CAMERAS * DELETED_PER_CAMERA;
const FROM = Date.UTC(2026, 8, 1);
const TO = FROM + PER_CAMERA * 10_000;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-retention-'));
try {
  const file = path.join(folder, 'catalogue.db');
  makeManySegments(file, { cameras: CAMERAS, perCamera: PER_CAMERA, from: FROM });
  const copy = path.join(folder, 'floor.db');
  fs.copyFileSync(file, copy);
  bench(file, await floorOf(copy));
} finally {
  fs.rmSync(folder, { recursive: true });
}

async function floorOf(file: string): Promise<number> {
  const db = new Sqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = OFF');
  const remove = db.prepare('DELETE FROM segments WHERE key >= ? AND key < ?');
  const took = await timed(() => {
    for (let camera = 1; camera <= CAMERAS; camera++) {
      for (let done = 0; done < DELETED_PER_CAMERA; done += DELETION_BATCH) {
        const until = Math.min(done + DELETION_BATCH, DELETED_PER_CAMERA);
        remove.run(segmentKey(camera, 0), segmentKey(camera, FROM + until * 10_000));
      }
    }
  });
  db.close();
  return took;
}

function bench(file: string, floor: number): void {
  const catalogue = Catalogue.open(file, { logger: silentLogger });
  try {
    const alone = Array.from({ length: 500 }, (_, n) => insert(catalogue, n));
    const between: number[] = [];
    let [total, longest] = [0, 0];
    const timedCall = (work: () => void) => {
      const startedAt = performance.now();
      work();
      const took = performance.now() - startedAt;
      total += took;
      longest = Math.max(longest, took);
    };
    for (let camera = 1; camera <= CAMERAS; camera++) {
      for (let done = 0; done < DELETED_PER_CAMERA;) {
        const limit = Math.min(DELETION_BATCH, DELETED_PER_CAMERA - done);
        const batch = catalogue.segments.page(camera, { limit });
        const ids = batch.map((segment) => segment.id);
        timedCall(() => catalogue.deletions.mark(ids, { reason: 'deleted-by-retention', at: TO }));
        timedCall(() =>
          catalogue.deletions.finish(
            batch.map((segment) => ({ segment, reason: 'deleted-by-retention' as const })),
          ),
        );
        done += batch.length;
        between.push(insert(catalogue, 500 + between.length));
      }
    }
    const left = catalogue.segments.summary(1, FROM, TO).segments;
    if (left !== PER_CAMERA - DELETED_PER_CAMERA) throw new Error(`camera 1 has ${left} segments left`);
    print(`both phases of ${DELETED} rows, catalogue only`, floor, total, 150);
    print('longest write lock', 0, longest, 20);
    const [before, during] = [percentile(alone, 95), percentile(between, 95)];
    printRow({
      row: 9,
      figure: 'insert of a segment between two batches, p95',
      floor: before,
      value: during,
      unit: 'ms',
      goal: '<= 1.25x',
      met: during <= before * 1.25,
    });
  } finally {
    catalogue.close();
  }
}

/** A new segment of the last camera, ms. */
function insert(catalogue: Catalogue, n: number): number {
  const startAt = TO + n * 10_000;
  const runId = catalogue.runs.lastOf(CAMERAS, 1)[0]?.id ?? 0;
  const startedAt = performance.now();
  catalogue.segments.insert(
    {
      cameraNumber: CAMERAS,
      runId,
      startAt,
      durationMs: 10_000,
      mediaDurationMs: 10_000,
      sizeBytes: 5_000_000,
      nameStampS: startAt / 1_000,
      videoCodec: 'H264',
      hasAudio: true,
      state: 'ready',
    },
    new Uint8Array(80),
  );
  return performance.now() - startedAt;
}

function print(figure: string, floor: number, value: number, goalMs: number): void {
  printRow({ row: 9, figure, floor, value, unit: 'ms', goal: `<= ${goalMs} ms`, met: value <= goalMs });
}
