import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DELETION_BATCH } from '../../../shared/model/limits.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { realFootageFiles } from '../../../src-main/retention/footage-files.ts';
import type { FootageFiles } from '../../../src-main/retention/footage-files.ts';
import { SegmentRemover } from '../../../src-main/retention/segment-remover.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SIZE = 100;

/** A camera with `count` segments on disk, a manifest, an unlisted file and one in quarantine. */
function footage(count: number, catalogue: Catalogue, slug = 'front-door') {
  const camera = addCamera(catalogue, { slug });
  const runId = beginRun(catalogue, camera.number);
  const ids = Array.from({ length: count }, (_, n) => {
    const startAt = HOUR_START + n * 10_000;
    const segment = segmentOf({ cameraNumber: camera.number, runId }, { startAt, sizeBytes: SIZE });
    const stored = catalogue.segments.insert(segment, NO_INDEX).segment;
    const file = catalogue.pathOf(stored) ?? '';
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'x'.repeat(SIZE));
    return stored.id;
  });
  catalogue.runs.end(runId, { endedAt: HOUR_START + count * 10_000, reason: 'app-stopped' });
  catalogue.runs.settle(runId);
  return { camera, runId, ids, folder: path.join(catalogue.volumes.default().path ?? '', slug) };
}

function remover(catalogue: Catalogue, files: FootageFiles = realFootageFiles) {
  return new SegmentRemover({
    catalogue,
    clock: systemClock,
    logger: silentLogger,
    files,
  });
}

/** The real file operations, of which the n-th (from 0) fails, and after a crash all the following. */
function failing(n: number, mode: 'once' | 'from-then-on') {
  let calls = 0;
  const guard = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => {
      const call = calls++;
      const fails = mode === 'once' ? call === n : call >= n;
      return fails ? Promise.reject(new Error('planted')) : work(...args);
    };
  };
  const files: FootageFiles = {
    unlink: guard(realFootageFiles.unlink),
    list: guard(realFootageFiles.list),
    syncFolder: guard(realFootageFiles.syncFolder),
    removeEmptyFolder: guard(realFootageFiles.removeEmptyFolder),
  };
  return { files, failed: () => calls > n };
}

describe('removing segments', () => {
  it('RET-4 takes file and row together, and keeps the range as what it was', async () => {
    const recordingsFolder = tempFolder();
    const catalogue = openTestCatalogue(':memory:', recordingsFolder);
    const { ids, camera, runId } = footage(5, catalogue);
    const report = await remover(catalogue).removeSegments(ids.slice(0, 3), 'deleted-by-retention');
    expect(report).toEqual({ removed: 3, failed: 0 });
    expect(catalogue.segments.page(camera.number, { limit: 9 }).map((segment) => segment.id)).toEqual(
      ids.slice(3),
    );
    expect(catalogue.segments.bytesOf(camera.number)).toBe(2 * SIZE);
    expect(catalogue.deletions.removedBetween(camera.number, 0, 2 ** 42)).toEqual([
      { from: HOUR_START, to: HOUR_START + 30_000, reason: 'deleted-by-retention' },
    ]);
    const runFolder = path.join(recordingsFolder, `front-door/${catalogue.runs.byId(runId)?.folder ?? ''}`);
    expect(readdirSync(runFolder)).toHaveLength(2);
    expect(await brokenInvariants({ catalogue, afterStop: true })).toEqual([]);
  });

  it('RET-4 a file that is gone already takes its row along', async () => {
    const recordingsFolder = tempFolder();
    const catalogue = openTestCatalogue(':memory:', recordingsFolder);
    const { ids, folder } = footage(3, catalogue);
    rmSync(folder, { recursive: true });
    expect(await remover(catalogue).removeSegments(ids, 'deleted-by-operator')).toEqual({
      removed: 3,
      failed: 0,
    });
  });

  it('RET-4 works in batches and lets everything else run in between', async () => {
    const recordingsFolder = tempFolder();
    const catalogue = openTestCatalogue(':memory:', recordingsFolder);
    const { ids } = footage(DELETION_BATCH * 2 + 1, catalogue);
    let pauses = 0;
    const clock = { ...systemClock, sleep: (ms: number) => ((pauses += 1), systemClock.sleep(ms)) };
    const largest: number[] = [];
    const files = {
      ...realFootageFiles,
      syncFolder: (folder: string) => {
        largest.push(catalogue.deletions.pendingCount());
        return realFootageFiles.syncFolder(folder);
      },
    };
    const deps = { catalogue, clock, logger: silentLogger, files };
    await new SegmentRemover(deps).removeSegments(ids, 'deleted-by-retention');
    expect(pauses).toBe(3);
    expect(Math.max(...largest)).toBe(DELETION_BATCH);
  }, 30_000);

  it('STO-5 a row whose checksum does not fit is neither deleted nor used to name a file', async () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    const catalogue = openTestCatalogue(file, tempFolder());
    const { ids } = footage(2, catalogue);
    const other = new Sqlite(file);
    // The first row now points to the second one's file, as a flipped bit could make it.
    other.exec('UPDATE segments SET name_stamp_s = name_stamp_s + 4096 WHERE key = ' + ids[0]);
    other.close();
    const report = await remover(catalogue).removeSegments(ids, 'deleted-by-retention');
    expect(report.removed).toBe(1);
    expect(catalogue.segments.byId(ids[0] ?? 0)?.state).toBe('ready');
    expect(await brokenInvariants({ catalogue })).toContain(
      `I1: row ${ids[0]} is damaged (its checksum does not fit)`,
    );
  });

  it.each(['once', 'from-then-on'] as const)(
    'RET-4 I7 whichever file operation fails (%s), the next start finishes the deletion',
    async (mode) => {
      let survived = 0;
      for (let n = 0; ; n++) {
        const recordingsFolder = tempFolder();
        const catalogue = openTestCatalogue(':memory:', recordingsFolder);
        const { ids, camera } = footage(4, catalogue);
        const broken = failing(n, mode);
        await remover(catalogue, broken.files).removeSegments(ids.slice(1), 'deleted-by-retention');
        await remover(catalogue).finishPendingDeletions();
        expect(await brokenInvariants({ catalogue, afterStop: true })).toEqual([]);
        expect(catalogue.segments.page(camera.number, { limit: 9 }).map((segment) => segment.id)).toEqual([
          ids[0],
        ]);
        if (!broken.failed()) break;
        survived += 1;
      }
      expect(survived).toBe(4);
    },
  );
});

describe('removing a camera with its footage', () => {
  function remains(catalogue: Catalogue) {
    const recordingsFolder = catalogue.volumes.default().path ?? '';
    const one = footage(5, catalogue, 'going');
    const other = footage(2, catalogue, 'staying');
    const runFolder = path.join(one.folder, catalogue.runs.byId(one.runId)?.folder ?? '');
    writeFileSync(path.join(runFolder, 'segments.csv'), 'x,0,1\n');
    writeFileSync(path.join(runFolder, 'going_2026-11-23_23-00-00Z.mp4'), 'unlisted');
    mkdirSync(path.join(recordingsFolder, '.quarantine'));
    writeFileSync(path.join(recordingsFolder, '.quarantine', 'bad.mp4'), 'bad');
    writeFileSync(path.join(recordingsFolder, '.quarantine', 'bad.mp4.json'), '{}');
    catalogue.quarantine.add({
      cameraNumber: one.camera.number,
      volumeNumber: 1,
      file: 'bad.mp4',
      original: 'going/x/bad.mp4',
      reason: 'truncated',
      sizeBytes: 3,
      at: 1,
    });
    catalogue.cameras.remove(one.camera.id, { at: HOUR_START, footage: 'delete' });
    return { one, other };
  }

  it('CAM-5 leaves nothing of it on disk or in the catalogue, and the other camera whole', async () => {
    const recordingsFolder = tempFolder();
    const catalogue = openTestCatalogue(':memory:', recordingsFolder);
    const { one, other } = remains(catalogue);
    const report = await remover(catalogue).removeCameraFootage(one.camera.number);
    expect(report).toEqual({ removed: 5, failed: 0 });
    expect(existsSync(one.folder)).toBe(false);
    expect(readdirSync(path.join(recordingsFolder, '.quarantine'))).toEqual([]);
    expect(catalogue.cameras.removed()).toEqual([]);
    expect(catalogue.runs.lastOf(one.camera.number, 9)).toEqual([]);
    expect(catalogue.segments.page(other.camera.number, { limit: 9 })).toHaveLength(2);
    expect(await brokenInvariants({ catalogue, afterStop: true })).toEqual([]);
  });

  it('CAM-5 never touches a file that Watchpost could not have written', async () => {
    const recordingsFolder = tempFolder();
    const catalogue = openTestCatalogue(':memory:', recordingsFolder);
    const { one } = remains(catalogue);
    const runFolder = path.join(one.folder, catalogue.runs.byId(one.runId)?.folder ?? '');
    writeFileSync(path.join(runFolder, 'notes for the police.docx'), 'mine');
    await remover(catalogue).removeCameraFootage(one.camera.number);
    expect(readdirSync(runFolder)).toEqual(['notes for the police.docx']);
  });

  it.each(['once', 'from-then-on'] as const)(
    'RET-4 I7 whichever file operation fails (%s), the next start finishes it',
    async (mode) => {
      let survived = 0;
      for (let n = 0; ; n++) {
        const recordingsFolder = tempFolder();
        const catalogue = openTestCatalogue(':memory:', recordingsFolder);
        const { one } = remains(catalogue);
        const broken = failing(n, mode);
        await remover(catalogue, broken.files).removeCameraFootage(one.camera.number);
        await remover(catalogue).finishPendingDeletions();
        expect(existsSync(one.folder)).toBe(false);
        expect(catalogue.cameras.removed()).toEqual([]);
        expect(await brokenInvariants({ catalogue, afterStop: true })).toEqual([]);
        if (!broken.failed()) break;
        survived += 1;
      }
      expect(survived).toBeGreaterThan(8);
    },
  );
});
