/** A catalogue with rows in every table, as a shop's would have after some weeks; and all its rows as text, to compare. */
import Sqlite from 'better-sqlite3';
import type { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { encodeFragmentIndex } from '../../../src-main/media-file/fragment-index.ts';
import { addCamera, beginRun, HOUR_START, segmentOf } from '../catalogue-fixture.ts';

const SEGMENT_MS = 10_000;

/** Fills a new catalogue. `perRun` segments in each of four runs of two cameras. */
export function fillCatalogue(catalogue: Catalogue, perRun = 40): void {
  const source = { kind: 'rtsp', url: 'rtsp://192.0.2.7/main', username: 'viewer' } as const;
  const door = addCamera(catalogue, { name: 'Front door', source });
  const till = addCamera(catalogue, { slug: 'till', name: 'Till – nördlich' });
  const gone = addCamera(catalogue, { slug: 'old-yard', name: 'Old yard' });
  catalogue.cameras.remove(gone.id, { at: HOUR_START, footage: 'keep' });
  catalogue.heartbeats.appStarted(HOUR_START - 5_000);
  catalogue.heartbeats.appStopped(HOUR_START + 90_000_000);
  for (const { number } of [door, till]) {
    catalogue.enablement.record(number, HOUR_START - 4_000, 'enabled');
    catalogue.attempts.record({
      cameraNumber: number,
      at: HOUR_START - 3_000,
      reason: 'unreachable',
      detail: 'no route',
    });
    for (const round of [0, 1]) {
      const startedAt = HOUR_START + round * perRun * SEGMENT_MS * 2;
      const runId = beginRun(catalogue, number, startedAt);
      fillRun(catalogue, { number, runId, startedAt, perRun });
      catalogue.runs.end(runId, { endedAt: startedAt + perRun * SEGMENT_MS, reason: 'camera-lost' });
      catalogue.runs.settle(runId);
    }
  }
  const ids = catalogue.segments.page(door.number, { limit: 4 }).map(({ id }) => id);
  catalogue.deletions.mark(ids.slice(0, 2), { reason: 'deleted-by-retention', at: HOUR_START });
  catalogue.deletions.finish(catalogue.deletions.pending({ limit: 1 }));
  const [waiting = 0] = ids.slice(2);
  catalogue.segments.setState(waiting, 'deferred');
  catalogue.quarantine.defer({
    segmentId: waiting,
    failure: 'truncated',
    tries: 5,
    retryAt: HOUR_START + 9_000,
    source: 'manifest',
  });
  catalogue.quarantine.add({
    cameraNumber: till.number,
    volumeNumber: 1,
    file: 'till__20261123T120000Z-000001__till_2026-11-23_12-00-00Z.mp4',
    original: 'till/20261123T120000Z-000001/till_2026-11-23_12-00-00Z.mp4',
    reason: 'unreadable: no pictures',
    sizeBytes: 1_256,
    at: HOUR_START,
  });
}

function fillRun(
  catalogue: Catalogue,
  run: {
    readonly number: number;
    readonly runId: number;
    readonly startedAt: number;
    readonly perRun: number;
  },
): void {
  for (let n = 0; n < run.perRun; n += 1) {
    const startAt = run.startedAt + n * SEGMENT_MS;
    const fragments = Array.from({ length: 10 }, (_, index) => ({
      offset: 1_200 + index * 500_000,
      sizeBytes: 500_000,
      startMs: index * 1_000,
      durationMs: 1_000,
      key: index % 2 === 0,
      hasAudio: true,
    }));
    const segment = segmentOf({ cameraNumber: run.number, runId: run.runId }, { startAt });
    catalogue.segments.insert(segment, encodeFragmentIndex(fragments), { manifestOffset: (n + 1) * 61 });
  }
}

/** Every row of every table of the program's own, table by table; throws when the file cannot be read. */
export function dumpOf(file: string): Record<string, string[]> {
  const db = new Sqlite(file, { readonly: true });
  try {
    const tables = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY name",
      )
      .pluck()
      .all();
    return Object.fromEntries(
      tables.map((table) => [
        table,
        db
          .prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`)
          .raw()
          .all()
          .map((row) => JSON.stringify(row)),
      ]),
    );
  } finally {
    db.close();
  }
}
