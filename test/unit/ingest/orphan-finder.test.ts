import {
  appendFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORPHAN_SEARCH_MS } from '../../../shared/model/limits.ts';
import { segmentFileName } from '../../../shared/model/segment-name.ts';
import { HOUR_START } from '../../support/catalogue-fixture.ts';
import { trials } from '../../support/trials.ts';
import { until } from '../../support/until.ts';
import { ingestRoom, notFinalized } from './ingest-room.ts';

type Room = ReturnType<typeof ingestRoom>;
type TestRun = ReturnType<Room['begin']>;

const DAY_MS = 86_400_000;
const RECOVERED = '20261123T120000Z-zzzzzz';

/** A run whose recording is over: `n` files with their rows, in the catalogue. */
async function settledRun(room: Room, n: number): Promise<TestRun> {
  const run = room.begin();
  for (let i = 0; i < n; i += 1) room.row(run, i);
  room.ingest.watchRun(run);
  room.catalogue.runs.end(run.runId, { endedAt: HOUR_START + n * 10_000, reason: 'camera-lost' });
  await room.ingest.finishRun(run.runId);
  return run;
}

/** The search yields to other work between folders: time has to go on for it to end. */
async function search(room: Room): Promise<void> {
  const state = { isOver: false };
  const over = room.ingest.findOrphans().finally(() => (state.isOver = true));
  while (!state.isOver) await room.clock.advance(1);
  await over;
}

const starts = (room: Room, run: TestRun) =>
  room.segments(run).map(({ startAt, durationMs }) => [(startAt - HOUR_START) / 1000, durationMs / 1000]);

describe('the search for orphans', () => {
  it('ING-5 takes in a finished file that no row knows, and leaves what is known alone', async () => {
    const room = ingestRoom();
    const run = await settledRun(room, 2);
    const name = room.file(run, 2);
    room.clock.stepWallClock(DAY_MS);
    await search(room);
    expect(room.added.map((added) => added.name)).toHaveLength(3);
    expect(room.added.at(-1)).toEqual({ name, state: 'ready' });
    expect(starts(room, run)).toEqual([
      [0, 10],
      [10, 10],
      [20, 10],
    ]);
    await search(room);
    expect(room.probes).toHaveLength(3);
  });

  it('ING-5 searches by itself every five minutes', async () => {
    const room = ingestRoom();
    const run = await settledRun(room, 1);
    room.file(run, 1);
    await room.clock.advance(ORPHAN_SEARCH_MS);
    await until(() => room.added.length === 2);
  });

  it('ING-5 a file that may still be written waits for the next search', async () => {
    const room = ingestRoom();
    const run = await settledRun(room, 1);
    room.file(run, 1);
    await room.clock.advance(20_000);
    await search(room);
    expect(room.added).toHaveLength(1);
    await room.clock.advance(60_000);
    await search(room);
    expect(room.added).toHaveLength(2);
  });

  it('ING-5 of a live run it takes the files that a damaged list does not name, never the open one', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    const lost = room.file(run, 1);
    appendFileSync(run.manifest, 'garbage\n');
    room.row(run, 2);
    const open = room.file(run, 3);
    room.clock.stepWallClock(DAY_MS);
    await search(room);
    const names = room.added.map(({ name }) => name);
    expect(names).toContain(lost);
    expect(names).not.toContain(open);
    // The row that came first knew nothing of the file before it, and yet does not claim its time.
    expect(starts(room, run)).toEqual([
      [0, 10],
      [10, 10],
      [20, 10],
    ]);
    expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(false);
  });

  it('ING-5 a run that the catalogue does not know comes back with its files, at their own times', async () => {
    const room = ingestRoom();
    const known = await settledRun(room, 1);
    const folder = path.join(room.recordingsFolder, known.slug, RECOVERED);
    mkdirSync(folder);
    // Copied back: all were written now, the second one is not among them.
    const copied = [0, 2, 3].map((n) => segmentFileName(known.slug, HOUR_START / 1000 + 3600 + n * 10));
    room.clock.stepWallClock(3 * DAY_MS);
    for (const name of copied) {
      writeFileSync(path.join(folder, name), 'media');
      const nowS = room.clock.now() / 1000;
      utimesSync(path.join(folder, name), nowS, nowS);
    }
    writeFileSync(path.join(folder, 'segments.csv'), `${copied[0]},0.0,10.0\nnever-copied.mp4,10.0,20.0\n`);
    await room.clock.advance(60_000);
    await search(room);
    const run = room.catalogue.runs.byFolder(known.cameraNumber, RECOVERED);
    expect(run).toMatchObject({ settled: true, startedAt: HOUR_START });
    const back = room.segments(known).filter(({ runId }) => runId === run?.id);
    expect(back.map(({ startAt, durationMs, state }) => [startAt - HOUR_START, durationMs, state])).toEqual([
      [3_600_000, 10_000, 'ready'],
      [3_620_000, 10_000, 'ready'],
      [3_630_000, 10_000, 'ready'],
    ]);
    expect(run?.endedAt).toBe(HOUR_START + 3_640_000);
    await search(room);
    expect(room.segments(known)).toHaveLength(4);
  });

  it('ING-5 tells files with other names as unlisted, and touches none of them', async () => {
    const room = ingestRoom();
    const run = await settledRun(room, 1);
    const camera = path.join(room.recordingsFolder, run.slug);
    mkdirSync(path.join(camera, 'my films'));
    const strangers = [
      path.join(camera, 'holiday.mp4'),
      path.join(camera, 'my films', 'birthday.mp4'),
      path.join(run.folder, 'copy of something.mp4'),
    ];
    for (const file of strangers) writeFileSync(file, 'not ours');
    mkdirSync(path.join(room.recordingsFolder, 'no-camera'));
    writeFileSync(path.join(room.recordingsFolder, 'no-camera', 'x.mp4'), 'not ours');
    room.clock.stepWallClock(DAY_MS);
    for (const _search of [1, 2]) {
      await search(room);
      const files = room.ingest.unlistedFiles().map(({ file }) => file);
      expect(files.toSorted()).toEqual(
        strangers
          .map((file) => path.relative(room.recordingsFolder, file).split(path.sep).join('/'))
          .toSorted(),
      );
    }
    for (const file of strangers) expect(existsSync(file)).toBe(true);
    expect(room.probes).toHaveLength(1);
  });

  it('ING-5 leaves links, running deletions and quarantine alone', async () => {
    const room = ingestRoom();
    const run = await settledRun(room, 2);
    const [marked] = room.segments(run);
    room.catalogue.deletions.mark([marked!.id], { reason: 'deleted-by-operator', at: HOUR_START });
    symlinkSync('/etc/hostname', path.join(run.folder, segmentFileName(run.slug, HOUR_START / 1000 + 500)));
    mkdirSync(path.join(room.recordingsFolder, '.quarantine'));
    writeFileSync(path.join(room.recordingsFolder, '.quarantine', segmentFileName(run.slug, 1)), 'x');
    const other = room.begin('other');
    room.file(other, 0);
    room.catalogue.cameras.remove('other', { at: HOUR_START, footage: 'delete' });
    room.clock.stepWallClock(DAY_MS);
    await search(room);
    expect(room.probes).toHaveLength(2);
    expect(room.segments(other)).toEqual([]);
  });

  it('PRB-3 an orphan that cannot be read goes the same way as any other file', async () => {
    const room = ingestRoom();
    const run = await settledRun(room, 1);
    room.file(run, 1);
    room.result = () => notFinalized;
    room.clock.stepWallClock(DAY_MS);
    await search(room);
    expect(room.segments(run).map(({ state }) => state)).toEqual(['ready', 'deferred']);
    await room.clock.advance(601_000);
    await until(() => room.segments(run)[1]?.state === 'failed');
    expect(room.ingest.counters(run.cameraNumber).probeFinalFailCount).toBe(1);
  });

  it('RET-8 settles a run whose disk was away when it ended, once the disk is back', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    const camera = path.join(room.recordingsFolder, run.slug);
    renameSync(camera, `${camera}-away`);
    room.catalogue.runs.end(run.runId, { endedAt: HOUR_START + 10_000, reason: 'volume-missing' });
    await room.ingest.finishRun(run.runId);
    await search(room);
    expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(false);
    renameSync(`${camera}-away`, camera);
    await search(room);
    expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(true);
    expect(room.segments(run)).toHaveLength(1);
  });

  it('ING-5 never mistakes a run that is only just beginning for one that was left', async () => {
    const room = ingestRoom();
    await room.ingest.adoptCrashedRuns();
    const run = room.begin();
    room.file(run, 0);
    room.clock.stepWallClock(DAY_MS);
    await search(room);
    expect(room.added).toEqual([]);
    expect(room.catalogue.runs.byId(run.runId)?.endedAt).toBeUndefined();
  });

  it('ING-3 ING-5 I5 whichever rows are lost, every file is one segment and none claims another’s time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), async (hasRow) => {
        const room = ingestRoom();
        const run = room.begin();
        room.ingest.watchRun(run);
        for (const [n, has] of hasRow.entries()) {
          if (has) room.row(run, n);
          else room.file(run, n);
        }
        room.file(run, hasRow.length);
        room.clock.stepWallClock(DAY_MS);
        await search(room);
        await search(room);
        expect(starts(room, run)).toEqual(hasRow.map((_has, n) => [n * 10, 10]));
        await room.ingest.dispose();
      }),
      { numRuns: trials(15, 200) },
    );
  });
});
