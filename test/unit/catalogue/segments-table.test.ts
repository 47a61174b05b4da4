import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { contributions, HOUR_MS } from '../../../src-main/catalogue/camera-hours-table.ts';
import { segmentKey } from '../../../shared/model/segment.ts';
import type { Segment } from '../../../shared/model/segment.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { tempFolder } from '../../support/temp-folder.ts';

function prepared(file?: string) {
  const catalogue = openTestCatalogue(file);
  const camera = addCamera(catalogue);
  const runId = beginRun(catalogue, camera.number);
  const run = { cameraNumber: camera.number, runId };
  const insert = (some: Parameters<typeof segmentOf>[1] = {}) =>
    catalogue.segments.insert(segmentOf(run, some), NO_INDEX).segment;
  return { catalogue, camera, run, insert };
}

describe('segments', () => {
  it('are read back as they were stored, with their fragment index and their file name', () => {
    const { catalogue, run } = prepared();
    const index = new Uint8Array([1, 2, 3]);
    const added = segmentOf(run, {
      videoCodec: 'H265',
      hasAudio: false,
      state: 'suspect',
      mediaDurationMs: 9_960,
    });
    const { segment } = catalogue.segments.insert(added, index);
    expect(segment).toEqual({ ...added, id: segmentKey(run.cameraNumber, HOUR_START) });
    expect(catalogue.segments.byId(segment.id)).toEqual(segment);
    expect([...(catalogue.segments.fragmentIndex(segment.id) ?? [])]).toEqual([1, 2, 3]);
    expect(catalogue.fileOf(segment)).toMatch(/^front-door\/[^/]+\/front-door_2026-11-23_12-00-00Z\.mp4$/);
  });

  it('ING-3 the same name of a run is one segment, however often it is inserted', () => {
    const { catalogue, run, insert } = prepared();
    const first = insert();
    const again = catalogue.segments.insert(
      segmentOf(run, { startAt: HOUR_START + 5, nameStampS: first.nameStampS }),
      NO_INDEX,
    );
    expect(again).toEqual({ kind: 'duplicate', segment: first });
    expect(catalogue.segments.countOfRun(run.runId)).toBe(1);
    expect(catalogue.segments.bytesOf(run.cameraNumber)).toBe(first.sizeBytes);
  });

  it('ING-3 not even a second connection can store a name twice', () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    const { insert } = prepared(file);
    const { id } = insert();
    const other = new Sqlite(file);
    try {
      const copy = other.prepare(
        'INSERT INTO segments SELECT key + 1, run_id, 1, 1, 1, name_stamp_s, 0, 0, 0 FROM segments WHERE key = ?',
      );
      expect(() => copy.run(id)).toThrow(/UNIQUE/);
    } finally {
      other.close();
    }
  });

  it('ING-2 the manifest offset moves with the row, also for a duplicate, and with neither when the row fails', () => {
    const { catalogue, run } = prepared();
    const { manifests, segments } = catalogue;
    segments.insert(segmentOf(run), NO_INDEX, { manifestOffset: 60 });
    expect(manifests.offset(run.runId)).toBe(60);
    segments.insert(segmentOf(run), NO_INDEX, { manifestOffset: 120 });
    expect(manifests.offset(run.runId)).toBe(120);
    const impossible = segmentOf(run, { startAt: HOUR_START + 10_000, durationMs: -1 });
    expect(() => segments.insert(impossible, NO_INDEX, { manifestOffset: 180 })).toThrow(/CHECK/);
    expect(manifests.offset(run.runId)).toBe(120);
    expect(segments.countOfRun(run.runId)).toBe(1);
  });

  it('ING-2 everything in a transaction that is thrown out of is undone, nested ones included', () => {
    const { catalogue, run } = prepared();
    expect(() =>
      catalogue.transaction(() => {
        catalogue.segments.insert(segmentOf(run), NO_INDEX, { manifestOffset: 60 });
        throw new Error('planted');
      }),
    ).toThrow('planted');
    expect(catalogue.manifests.offset(run.runId)).toBe(0);
    expect(catalogue.segments.countOfRun(run.runId)).toBe(0);
    expect(catalogue.hours.all()).toEqual([]);
  });

  it('of one camera with one start are kept both: the later moves by a millisecond', () => {
    const { catalogue, insert } = prepared();
    const first = insert();
    const second = insert({ nameStampS: first.nameStampS + 1 });
    expect(second.startAt).toBe(HOUR_START + 1);
    expect(catalogue.segments.byId(first.id)).toEqual(first);
  });

  it('refuse a start that does not fit the key', () => {
    const { insert } = prepared();
    for (const startAt of [-1, 2 ** 42, Number.NaN, 1.5]) {
      expect(() => insert({ startAt, nameStampS: 1 })).toThrow(/cannot start at/);
    }
  });

  it('are never those of the next camera, however far a range reaches into the future', () => {
    const { catalogue, camera, insert } = prepared();
    const own = insert();
    const next = addCamera(catalogue, { slug: 'till' });
    expect(next.number).toBe(camera.number + 1);
    const run = { cameraNumber: next.number, runId: beginRun(catalogue, next.number) };
    catalogue.segments.insert(segmentOf(run), NO_INDEX);
    const { segments } = catalogue;
    const farFuture = 8.64e15;
    expect(segments.inRange(camera.number, 0, farFuture)).toEqual([own]);
    expect(segments.inRange(camera.number, 2 ** 42 + HOUR_START, 2 ** 42 + 2 * HOUR_START)).toEqual([]);
    const spans = segments.spans(camera.number, 0, farFuture, { joinMs: 0 });
    expect(spans).toEqual([{ from: own.startAt, to: own.startAt + own.durationMs }]);
    expect(segments.rollup(camera.number, 0, farFuture)).toHaveLength(1);
    expect(segments.rollup(camera.number, 2 ** 42 + HOUR_START, farFuture)).toEqual([]);
  });

  it('are found by overlap, whatever their length', () => {
    const { catalogue, run, insert } = prepared();
    const long = insert({ durationMs: 2 * HOUR_MS });
    const short = insert({ startAt: HOUR_START + 2 * HOUR_MS - 1_000, durationMs: 2_000 });
    const later = insert({ startAt: HOUR_START + 3 * HOUR_MS });
    const inRange = (from: number, to: number) => catalogue.segments.inRange(run.cameraNumber, from, to);
    expect(inRange(HOUR_START + HOUR_MS, HOUR_START + HOUR_MS + 1)).toEqual([long]);
    expect(inRange(HOUR_START + 2 * HOUR_MS - 500, HOUR_START + 2 * HOUR_MS)).toEqual([long, short]);
    expect(inRange(HOUR_START + 2 * HOUR_MS + 1_000, HOUR_START + 3 * HOUR_MS)).toEqual([]);
    expect(inRange(0, later.startAt + 1)).toEqual([long, short, later]);
    expect(inRange(later.startAt + later.durationMs, 2 ** 42)).toEqual([]);
  });

  it('never leak into the range of the next camera', () => {
    const { catalogue, run, insert } = prepared();
    insert();
    const neighbour = addCamera(catalogue, { slug: 'yard' });
    expect(neighbour.number).toBe(run.cameraNumber + 1);
    expect(catalogue.segments.inRange(neighbour.number, 0, 2 ** 42)).toEqual([]);
    expect(catalogue.segments.newest(neighbour.number)).toBeUndefined();
    expect(catalogue.segments.oldest(neighbour.number)).toBeUndefined();
  });

  it('COV-2 join to spans across small gaps, clipped, without what cannot be played', () => {
    const { catalogue, run, insert } = prepared();
    insert();
    insert({ startAt: HOUR_START + 10_500 });
    insert({ startAt: HOUR_START + 20_500, state: 'failed' });
    insert({ startAt: HOUR_START + 40_000 });
    const spans = (from: number, to: number) =>
      catalogue.segments.spans(run.cameraNumber, from, to, { joinMs: 1_000 });
    expect(spans(HOUR_START, HOUR_START + HOUR_MS)).toEqual([
      { from: HOUR_START, to: HOUR_START + 20_500 },
      { from: HOUR_START + 40_000, to: HOUR_START + 50_000 },
    ]);
    expect(spans(HOUR_START + 4_000, HOUR_START + 45_000)).toEqual([
      { from: HOUR_START + 4_000, to: HOUR_START + 20_500 },
      { from: HOUR_START + 40_000, to: HOUR_START + 45_000 },
    ]);
  });

  it('come page by page, each once', () => {
    const { catalogue, run, insert } = prepared();
    const stored = Array.from({ length: 25 }, (_, n) => insert({ startAt: HOUR_START + n * 10_000 }));
    const read: Segment[] = [];
    for (let after: number | undefined; ;) {
      const page = catalogue.segments.page(run.cameraNumber, {
        limit: 10,
        ...(after !== undefined && { after }),
      });
      if (page.length === 0) break;
      read.push(...page);
      after = page.at(-1)?.id;
    }
    expect(read).toEqual(stored);
    expect(catalogue.segments.oldest(run.cameraNumber)).toEqual(stored[0]);
    expect(catalogue.segments.newest(run.cameraNumber)).toEqual(stored.at(-1));
    expect(catalogue.segments.lastOfRun(run.runId)).toEqual(stored.at(-1));
  });

  it('STO-5 a flipped bit in any column of a row is found by its checksum', () => {
    const file = path.join(tempFolder(), 'catalogue.db');
    const { catalogue, insert } = prepared(file);
    const { id } = insert();
    const other = new Sqlite(file);
    try {
      for (const column of [
        'duration_ms',
        'media_duration_ms',
        'size_bytes',
        'name_stamp_s',
        'flags',
        'state',
      ]) {
        expect(catalogue.segments.verified(id).kind).toBe('intact');
        other.exec(`UPDATE segments SET ${column} = ${column} + 1`);
        expect(catalogue.segments.verified(id)).toEqual({ kind: 'damaged', id });
        other.exec(`UPDATE segments SET ${column} = ${column} - 1`);
      }
    } finally {
      other.close();
    }
    expect(catalogue.segments.verified(id + 1)).toEqual({ kind: 'missing' });
  });

  it('keep a fitting checksum through every change of state', () => {
    const { catalogue, insert } = prepared();
    const { id } = insert({ state: 'deferred' });
    catalogue.segments.update(id, { state: 'ready', sizeBytes: 5, mediaDurationMs: 7 });
    expect(catalogue.segments.verified(id)).toMatchObject({
      kind: 'intact',
      segment: { state: 'ready', sizeBytes: 5, mediaDurationMs: 7 },
    });
    catalogue.segments.setState(id, 'failed');
    expect(catalogue.segments.verified(id)).toMatchObject({ kind: 'intact', segment: { state: 'failed' } });
    expect(catalogue.segments.setState(id + 1, 'failed')).toBe(false);
  });
});

describe('the hourly roll-up', () => {
  it('splits a segment over the hours it lies in, to the byte and to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 * HOUR_MS }),
        fc.nat(30 * HOUR_MS),
        fc.nat(10 ** 11),
        (offset, durationMs, sizeBytes) => {
          const segment: Segment = {
            ...segmentOf(
              { cameraNumber: 3, runId: 1 },
              { startAt: HOUR_START + offset, durationMs, sizeBytes },
            ),
            id: segmentKey(3, HOUR_START + offset),
          };
          const parts = contributions(segment);
          const sum = (pick: (part: (typeof parts)[number]) => number) =>
            parts.reduce((total, part) => total + pick(part), 0);
          expect(sum((part) => part.recordedMs)).toBe(durationMs);
          expect(sum((part) => part.sizeBytes)).toBe(sizeBytes);
          expect(sum((part) => part.segments)).toBe(1);
          for (const part of parts) expect(part.recordedMs).toBeLessThanOrEqual(HOUR_MS);
        },
      ),
    );
  });

  it('agrees with the segments after any history of insertions, changes of state and removals', () => {
    const { catalogue, run, insert } = prepared();
    const states = ['ready', 'suspect', 'deferred', 'failed', 'deleting'] as const;
    const step = fc.record({
      slot: fc.nat(9),
      state: fc.constantFrom(...states),
      remove: fc.boolean(),
      durationMs: fc.nat(3 * HOUR_MS),
      sizeBytes: fc.nat(10 ** 9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        for (const { slot, state, remove, durationMs, sizeBytes } of steps) {
          const startAt = HOUR_START + slot * HOUR_MS;
          const id = segmentKey(run.cameraNumber, startAt);
          if (remove) catalogue.segments.remove([id]);
          else if (!catalogue.segments.setState(id, state)) insert({ startAt, state, durationMs, sizeBytes });
        }
        const expected = { recordedMs: 0, sizeBytes: 0, segments: 0 };
        for (const segment of catalogue.segments.page(run.cameraNumber, { limit: 100 })) {
          for (const part of contributions(segment)) {
            expected.recordedMs += part.recordedMs;
            expected.sizeBytes += part.sizeBytes;
            expected.segments += part.segments;
          }
        }
        expect(catalogue.segments.summary(run.cameraNumber, 0, 2 ** 42)).toEqual(expected);
        expect(catalogue.bytesByCamera().get(run.cameraNumber)).toBe(expected.sizeBytes);
      }),
      { numRuns: 50 },
    );
  });

  it('answers by the hours that a range touches', () => {
    const { catalogue, run, insert } = prepared();
    insert({ startAt: HOUR_START + HOUR_MS - 4_000, sizeBytes: 1_000 });
    expect(catalogue.segments.rollup(run.cameraNumber, HOUR_START, HOUR_START + HOUR_MS)).toEqual([
      { cameraNumber: run.cameraNumber, startAt: HOUR_START, recordedMs: 4_000, sizeBytes: 400, segments: 1 },
    ]);
    expect(
      catalogue.segments.summary(run.cameraNumber, HOUR_START + HOUR_MS, HOUR_START + HOUR_MS + 1),
    ).toEqual({
      recordedMs: 6_000,
      sizeBytes: 600,
      segments: 0,
    });
  });
});
