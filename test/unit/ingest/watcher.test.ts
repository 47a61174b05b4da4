import { appendFileSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IngestSource } from '../../../shared/model/camera.ts';
import { HOUR_START } from '../../support/catalogue-fixture.ts';
import { trials } from '../../support/trials.ts';
import { until } from '../../support/until.ts';
import { good, ingestRoom, notFinalized, report } from './ingest-room.ts';

type Room = ReturnType<typeof ingestRoom>;

function watching(): Room {
  const room = ingestRoom();
  room.source = 'watcher';
  return room;
}

const names = (room: Room) => room.added.map(({ name }) => name);
const starts = (room: Room, run: ReturnType<Room['begin']>) =>
  room.segments(run).map(({ startAt, durationMs }) => [(startAt - HOUR_START) / 1000, durationMs / 1000]);

describe('the watcher as the source', () => {
  it('ING-6 takes a file when a younger one lies beside it, with no row at all', async () => {
    const room = watching();
    const run = room.begin();
    room.ingest.watchRun(run);
    const first = room.file(run, 0);
    await room.clock.advance(2_000);
    expect(room.added).toEqual([]);
    const second = room.file(run, 1);
    room.file(run, 2);
    await room.clock.advance(2_000);
    await until(() => room.added.length === 2);
    expect(names(room)).toEqual([first, second]);
    expect(starts(room, run)).toEqual([
      [0, 10],
      [10, 10],
    ]);
    expect(room.ingest.counters(run.cameraNumber)).toMatchObject({
      manifestIngestCount: 0,
      watcherIngestCount: 2,
    });
  });

  it('ING-6 hears of a new file from the folder itself, without waiting for the poll', async () => {
    const room = watching();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.file(run, 0);
    room.file(run, 1);
    await until(() => room.added.length === 1);
  });

  it('ING-6 the end of the run finishes the last file; the list is only read to move its offset', async () => {
    const room = watching();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    room.row(run, 1);
    room.ingest.wake(run.runId);
    await room.clock.advance(2_000);
    await until(() => room.added.length === 1);
    expect(room.catalogue.manifests.offset(run.runId)).toBe(0);
    room.catalogue.runs.end(run.runId, { endedAt: HOUR_START + 20_000, reason: 'camera-lost' });
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run)).toHaveLength(2);
    expect(room.catalogue.manifests.offset(run.runId)).toBeGreaterThan(0);
    expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(true);
    expect(room.ingest.counters(run.cameraNumber)).toMatchObject({
      manifestIngestCount: 0,
      watcherIngestCount: 2,
      manifestParseErrors: 0,
    });
  });

  it('ING-6 a list full of nonsense costs nothing', async () => {
    const room = watching();
    const run = room.begin();
    room.ingest.watchRun(run);
    const name = room.file(run, 0);
    appendFileSync(run.manifest, `\0\0garbage\n${name},0.0,44127.0\n../../x,0,1\n`);
    room.file(run, 1);
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run).map(({ state }) => state)).toEqual(['ready', 'ready']);
  });

  it('REC-9 of the file that a killed writer left only what can be played counts, and nobody waits for more', async () => {
    const room = watching();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.file(run, 0);
    const open = room.file(run, 1);
    const torn = { ...report, finalized: false, complete: false, durationMs: 8_000 };
    room.result = (name) =>
      name === open ? { ok: false, failure: 'truncated', detail: 'torn', playable: torn } : good;
    await room.ingest.finishRun(run.runId);
    expect(starts(room, run)).toEqual([
      [0, 10],
      [10, 8],
    ]);
    const plain = room.begin();
    room.ingest.watchRun(plain);
    room.file(plain, 0);
    room.result = () => notFinalized;
    await room.ingest.finishRun(plain.runId);
    const left = room.segments(plain).filter(({ runId }) => runId === plain.runId);
    expect(left.map(({ state }) => state)).toEqual(['deferred']);
    expect(room.ingest.counters(plain.cameraNumber).probeRetryCount).toBe(0);
  });

  it('ING-7 counts retries, deferrals and final failures under the way by which a file came', async () => {
    const room = ingestRoom();
    room.result = () => notFinalized;
    const listed = room.begin('listed');
    const watched = room.begin('watched');
    for (const run of [listed, watched]) room.ingest.watchRun(run);
    room.row(listed, 0);
    room.ingest.wake(listed.runId);
    await until(async () => {
      await room.clock.advance(500);
      return room.added.length === 1;
    });
    room.source = 'watcher';
    room.file(watched, 0);
    await room.ingest.finishRun(watched.runId);
    const none = { ingestCount: 0, probeRetryCount: 0, probeDeferredCount: 0, probeFinalFailCount: 0 };
    const bySource = (run: { cameraNumber: number }) => room.ingest.countersBySource(run.cameraNumber);
    expect(bySource(listed)).toEqual({
      manifest: { ...none, ingestCount: 1, probeRetryCount: 4, probeDeferredCount: 1 },
      watcher: none,
    });
    expect(bySource(watched)).toEqual({
      manifest: none,
      watcher: { ...none, ingestCount: 1, probeDeferredCount: 1 },
    });
    // The way is remembered over a restart, and counts are of this life.
    await room.restart();
    await room.clock.advance(615_000);
    await until(() => room.catalogue.quarantine.list().length === 2);
    expect(bySource(listed).manifest).toEqual({ ...none, probeFinalFailCount: 1 });
    expect(bySource(watched).watcher).toEqual({ ...none, probeFinalFailCount: 1 });
  });

  it('ING-3 ING-6 whenever the source changes, and wherever the app is killed, every file is one segment', async () => {
    const step = fc.constantFrom('file', 'manifest', 'watcher', 'crash', 'search');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
        const room = ingestRoom();
        const run = room.begin();
        room.ingest.watchRun(run);
        let files = 0;
        for (const next of steps) {
          if (next === 'file') {
            // FFmpeg writes the row of a file before it opens the next.
            if (files > 0) appendFileSync(run.manifest, rowOf(room, run, files - 1));
            room.file(run, files);
            files += 1;
            room.ingest.wake(run.runId);
          } else if (next === 'crash') {
            await room.restart();
            room.ingest.watchRun(run);
          } else if (next === 'search') {
            await room.clock.advance(2_000);
          } else {
            room.source = next satisfies IngestSource;
          }
        }
        await room.restart();
        await room.ingest.adoptCrashedRuns();
        expect(starts(room, run)).toEqual(Array.from({ length: files }, (_, n) => [n * 10, 10]));
        expect(names(room)).toHaveLength(files);
        expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(true);
        await room.ingest.dispose();
      }),
      { numRuns: trials(25, 500) },
    );
  }, 30_000);

  it('ING-6 leaves no watch and no timer behind', async () => {
    const room = watching();
    const run = room.begin();
    room.ingest.watchRun(run);
    await room.ingest.dispose();
    writeFileSync(`${run.folder}/later.mp4`, 'x');
    await new Promise((resolve) => setImmediate(resolve));
    expect(room.clock.timers).toBe(0);
    expect(room.probes).toEqual([]);
  });
});

function rowOf(room: Room, run: ReturnType<Room['begin']>, n: number): string {
  const name = room.nameOf(run, n);
  return `${name},${n * 10}.000000,${n * 10 + 10}.000000\n`;
}
