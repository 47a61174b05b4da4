import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { invariants } from '../../../src-main/consistency/invariant.ts';
import { segmentFileName } from '../../../shared/model/file-names.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { brokenInvariants, checkInvariants } from '../../support/invariants.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const SIZE = 100;

/** A settled run of five segments whose manifest has been read to its end. */
function healthy() {
  const recordingsFolder = tempFolder();
  const database = path.join(tempFolder(), 'catalogue.db');
  const catalogue = openTestCatalogue(database, recordingsFolder);
  const camera = addCamera(catalogue);
  const runId = beginRun(catalogue, camera.number);
  const folder = path.join(recordingsFolder, camera.slug, catalogue.runs.byId(runId)?.folder ?? '');
  mkdirSync(folder, { recursive: true });
  let manifest = '';
  const segments = Array.from({ length: 5 }, (_, n) => {
    const startAt = HOUR_START + n * 10_000;
    const segment = segmentOf({ cameraNumber: camera.number, runId }, { startAt, sizeBytes: SIZE });
    const name = segmentFileName(camera.slug, segment.nameStampS);
    writeFileSync(path.join(folder, name), 'x'.repeat(SIZE));
    manifest += `${name},${n * 10}.000000,${n * 10 + 10}.000000\n`;
    return catalogue.segments.insert(segment, NO_INDEX, { manifestOffset: manifest.length }).segment;
  });
  writeFileSync(path.join(folder, 'segments.csv'), manifest);
  catalogue.runs.end(runId, { endedAt: HOUR_START + 50_000, reason: 'app-stopped' });
  catalogue.runs.settle(runId);
  const fileOf = (n: number) => catalogue.pathOf(segments[n] as (typeof segments)[number]) ?? '';
  const broken = (liveRuns: number[] = []) =>
    brokenInvariants({ catalogue, liveRuns, afterStop: liveRuns.length === 0 });
  return { catalogue, camera, database, recordingsFolder, runId, folder, segments, fileOf, broken, manifest };
}

describe('the consistency check', () => {
  it('finds nothing wrong with a healthy archive, and says every invariant in words', async () => {
    const { catalogue } = healthy();
    const results = await checkInvariants({ catalogue, afterStop: true });
    expect(results.map((result) => result.id).toSorted()).toEqual(Object.keys(invariants).toSorted());
    for (const result of results) {
      expect(result).toMatchObject({ holds: true, offenders: [] });
      expect(result.sentence).toMatch(/\.$/);
    }
  });

  it('I1 finds a file that is missing, and one of another size', async () => {
    const { broken, fileOf } = healthy();
    rmSync(fileOf(1));
    truncateSync(fileOf(2), 7);
    expect(await broken()).toEqual([
      expect.stringMatching(/^I1: front-door.*12-00-10Z\.mp4 is missing$/),
      expect.stringMatching(/^I1: front-door.*12-00-20Z\.mp4 has 7 bytes, not 100$/),
    ]);
  });

  it('I2 finds a file that nobody knows, in a run, beside the runs, and in quarantine', async () => {
    const { broken, folder, recordingsFolder } = healthy();
    writeFileSync(path.join(folder, 'front-door_2026-11-23_13-00-00Z.mp4'), 'x');
    mkdirSync(path.join(recordingsFolder, 'stranger', 'folder'), { recursive: true });
    writeFileSync(path.join(recordingsFolder, 'stranger', 'folder', 'x.mp4'), 'x');
    mkdirSync(path.join(recordingsFolder, '.quarantine'));
    writeFileSync(path.join(recordingsFolder, '.quarantine', 'y.mp4'), 'x');
    const found = await broken();
    expect(found).toHaveLength(3);
    expect(found.every((line) => line.startsWith('I2: '))).toBe(true);
  });

  it('I2 I4 accepts a file without a row in a live run, and after a stop names it as waiting', async () => {
    const { broken, catalogue, camera, recordingsFolder } = healthy();
    const live = beginRun(catalogue, camera.number, HOUR_START + 60_000);
    const folder = path.join(recordingsFolder, camera.slug, catalogue.runs.byId(live)?.folder ?? '');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'front-door_2026-11-23_12-01-00Z.mp4'), 'x');
    expect(await broken([live])).toEqual([]);
    expect(await broken()).toEqual([
      expect.stringMatching(/^I4: .*12-01-00Z\.mp4 waits for ingest$/),
      expect.stringMatching(/^I4: run .* is not settled$/),
    ]);
  });

  it('I3 finds a line that was read and left no row, an offset inside a line, and one behind the end', async () => {
    const { broken, catalogue, runId, folder, manifest } = healthy();
    const line = 'front-door_2026-11-23_12-00-50Z.mp4,50.0,60.0\n';
    writeFileSync(path.join(folder, 'segments.csv'), manifest + line);
    expect(await broken()).toEqual([]);
    catalogue.manifests.advance(runId, manifest.length + line.length);
    expect(await broken()).toEqual([
      expect.stringMatching(/^I3: .*12-00-50Z\.mp4 was read from the manifest/),
    ]);
    catalogue.manifests.advance(runId, manifest.length - 1);
    expect(await broken()).toEqual([expect.stringMatching(/^I3: .*stands inside a line$/)]);
    catalogue.manifests.advance(runId, manifest.length + 1_000);
    expect(await broken()).toEqual([expect.stringMatching(/^I3: .*is shorter/)]);
  });

  it('I5 finds segments that overlap by more than a group of pictures', async () => {
    const { broken, catalogue, segments } = healthy();
    catalogue.segments.update(segments[0]?.id ?? 0, { durationMs: 13_000 });
    expect(await broken()).toEqual([]);
    catalogue.segments.update(segments[0]?.id ?? 0, { durationMs: 15_000 });
    expect(await broken()).toEqual([expect.stringMatching(/^I5: .* overlap by 5000 ms$/)]);
  });

  it('I7 finds a deletion that nobody finished', async () => {
    const { broken, catalogue, camera, segments } = healthy();
    const mark = { reason: 'deleted-by-retention', at: HOUR_START } as const;
    catalogue.deletions.mark([segments[0]?.id ?? 0], mark);
    catalogue.segments.setState(segments[1]?.id ?? 0, 'deleting');
    catalogue.cameras.remove(camera.id, { at: HOUR_START, footage: 'delete' });
    expect((await broken()).map((line) => line.slice(0, 3))).toEqual(['I7:', 'I7:', 'I7:']);
  });

  it('finds sums that differ from their segments', async () => {
    const { broken, database } = healthy();
    const other = new Sqlite(database);
    other.exec('UPDATE camera_hours SET size_bytes = size_bytes + 1');
    other.close();
    expect(await broken()).toEqual([expect.stringMatching(/^rollup: hour 1@2026-11-23T12:00/)]);
  });

  it('keeps its list short when everything is wrong', async () => {
    const { catalogue, camera, runId } = healthy();
    for (let n = 0; n < 200; n++) {
      const startAt = HOUR_START + 100_000 + n * 10_000;
      catalogue.segments.insert(segmentOf({ cameraNumber: camera.number, runId }, { startAt }), NO_INDEX);
    }
    const [missing] = await checkInvariants({ catalogue });
    expect(missing?.offenders).toHaveLength(101);
    expect(missing?.offenders.at(-1)).toBe('and 100 more');
  });
});
