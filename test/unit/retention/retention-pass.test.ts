import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DELETION_BATCH } from '../../../shared/model/limits.ts';
import { realFootageFiles } from '../../../src-main/retention/footage-files.ts';
import { SegmentRemover } from '../../../src-main/retention/segment-remover.ts';
import { brokenInvariants } from '../../support/invariants.ts';
import { DAY_MS, RetentionRoom, SIZE } from '../../support/retention-room.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const everything = { from: 0, to: 2 ** 42 };

/** Starts of so many files in a row, two months ago. */
const many = (room: RetentionRoom, count: number) =>
  Array.from({ length: count }, (_, n) => room.now - 60 * DAY_MS + n * 600_000);

describe('a pass by the rules', () => {
  it('RET-1 deletes what is too old of every camera, files and rows together, and says why the rest is empty', async () => {
    const room = new RetentionRoom();
    const till = room.footage({ slug: 'till', starts: room.daysAgo(40, 35, 29, 1) });
    const door = room.footage({ slug: 'door', starts: room.daysAgo(9, 8, 6, 1), retention: { keepDays: 7 } });
    const report = await room.pass();
    expect(report).toMatchObject({ files: 4, bytes: 4 * SIZE });
    expect(report.troubles.size + report.brokenPromises.size).toBe(0);
    expect(room.daysLeft(till.camera)).toEqual([29, 1]);
    expect(room.daysLeft(door.camera)).toEqual([6, 1]);
    expect([...till.files, ...door.files].map((file) => existsSync(file))).toEqual([
      false,
      false,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
    const removed = room.catalogue.deletions.removedBetween(till.camera.number, 0, 2 ** 42);
    expect(removed.map(({ reason }) => reason)).toEqual(['deleted-by-retention', 'deleted-by-retention']);
    const check = { catalogue: room.catalogue, afterStop: true };
    expect(await brokenInvariants(check)).toEqual([]);
    expect(await room.pass()).toMatchObject({ files: 0 });
  });

  it('RET-1 keeps at most the bytes that a camera may have, over pages of many files', async () => {
    const room = new RetentionRoom();
    const starts = Array.from({ length: 1_050 }, (_, n) => room.now - (1_050 - n) * 600_000);
    const { camera } = room.footage({ slug: 'till', starts });
    room.catalogue.cameras.update(camera.id, {
      retention: { keepDays: null, keepBytes: 1_000_000, maxAgeDays: null },
    });
    room.defaults = { keepDays: 30, keepBytes: 20 * SIZE };
    expect(await room.pass()).toMatchObject({ files: 0 });
    room.catalogue.cameras.update(camera.id, {
      retention: { keepDays: null, keepBytes: null, maxAgeDays: null },
    });
    expect(await room.pass()).toMatchObject({ files: 1_030 });
    expect(room.catalogue.segments.oldest(camera.number)?.startAt).toBe(starts[1_030]);
  });

  it('RET-1 goes on with the footage of a removed camera by the rules it had', async () => {
    const room = new RetentionRoom();
    const { camera } = room.footage({ slug: 'till', starts: room.daysAgo(40, 1) });
    room.catalogue.cameras.remove(camera.id, { at: room.now, footage: 'keep' });
    expect(await room.pass()).toMatchObject({ files: 1 });
    expect(room.daysLeft(camera)).toEqual([1]);
  });

  it('RET-3 RET-7 deletes nothing that is held, however old, and deletes it when the hold has expired', async () => {
    const room = new RetentionRoom();
    const { camera, segments } = room.footage({ slug: 'till', starts: room.daysAgo(50, 40, 35, 1) });
    room.defaults = { keepDays: 30, maxAgeDays: 30 };
    const hold = { id: 'h', cameraNumbers: [camera.number], reason: 'theft', createdAt: room.now };
    const at = segments[1]!.startAt;
    room.catalogue.holds.add({ ...hold, from: at, to: at + 1_000, expiresAt: room.now + 1 });
    expect(await room.pass()).toMatchObject({ files: 2 });
    expect(room.daysLeft(camera)).toEqual([40, 1]);
    room.catalogue.holds.remove('h');
    room.catalogue.holds.add({ ...hold, from: at, to: at + 1_000, expiresAt: room.now });
    expect(await room.pass()).toMatchObject({ files: 1 });
    expect(room.catalogue.holds.list()).toEqual([]);
  });

  it('RET-3 leaves bookmarked footage to its own rules', async () => {
    const room = new RetentionRoom();
    const { camera } = room.footage({ slug: 'till', starts: room.daysAgo(40, 35) });
    room.marked = () => [everything];
    expect(await room.pass()).toMatchObject({ files: 0 });
    room.defaults = { keepDays: 30, maxAgeDays: 36 };
    expect(await room.pass()).toMatchObject({ files: 1 });
    expect(room.daysLeft(camera)).toEqual([35]);
  });

  it('RET-4 leaves a file that is being played, and takes it when nobody plays it any more', async () => {
    const room = new RetentionRoom();
    const { camera, segments } = room.footage({ slug: 'till', starts: room.daysAgo(40, 35, 1) });
    room.inUse.add(segments[0]!.id);
    await room.pass();
    expect(room.daysLeft(camera)).toEqual([40, 1]);
    room.inUse.clear();
    await room.pass();
    expect(room.daysLeft(camera)).toEqual([1]);
  });

  it('RET-4 I7 finishes what a crash left marked before it goes on', async () => {
    const room = new RetentionRoom();
    const { camera, segments } = room.footage({ slug: 'till', starts: room.daysAgo(5, 4, 3) });
    room.catalogue.deletions.mark([segments[0]!.id], { reason: 'deleted-by-retention', at: room.now });
    await room.pass();
    expect(room.daysLeft(camera)).toEqual([4, 3]);
    expect(await brokenInvariants({ catalogue: room.catalogue, afterStop: true })).toEqual([]);
  });

  it('STO-5 stops at the first batch on a disk on which nothing can be deleted, and hides no more footage', async () => {
    const room = new RetentionRoom();
    const starts = many(room, 2 * DELETION_BATCH + 50);
    const { camera } = room.footage({ slug: 'till', starts });
    const remover = new SegmentRemover({
      ...room.deps,
      files: { ...realFootageFiles, unlink: () => Promise.reject(new Error('EROFS')) },
    });
    const broken = Object.assign(room, { deps: { ...room.deps, remover } });
    const report = await broken.pass();
    expect([...report.troubles]).toEqual([[1, { kind: 'cannot-delete' }]]);
    expect(room.catalogue.deletions.pendingCount()).toBe(DELETION_BATCH);
    await broken.pass();
    expect(room.catalogue.deletions.pendingCount()).toBe(DELETION_BATCH);
    const healed = Object.assign(room, { deps: { ...room.deps, remover: room.remover } });
    expect((await healed.pass()).troubles.size).toBe(0);
    expect(room.daysLeft(camera)).toEqual([]);
  });
});

describe('a pass over a disk that is above its block level', () => {
  it('RET-2 frees room down to five points below, from the camera with most above its share', async () => {
    const room = new RetentionRoom();
    const starts = (count: number) =>
      Array.from({ length: count }, (_, n) => room.now - (count - n) * 3_600_000);
    const large = room.footage({ slug: 'large', starts: starts(300) });
    const small = room.footage({ slug: 'small', starts: starts(100) });
    room.room = { totalBytes: 100_000, availableBytes: 9_000 };
    const report = await room.pass();
    expect(report).toMatchObject({ files: 60, bytes: 6_000 });
    expect(room.catalogue.segments.countOfRun(large.segments[0]!.runId)).toBe(240);
    expect(room.catalogue.segments.countOfRun(small.segments[0]!.runId)).toBe(100);
    expect([...report.brokenPromises]).toEqual([
      [large.camera.number, large.segments[59]!.startAt + 600_000],
    ]);
    expect(await brokenInvariants({ catalogue: room.catalogue, afterStop: true })).toEqual([]);
  });

  it('RET-2 reads on when one page of a camera is not enough, past what is held', async () => {
    const room = new RetentionRoom();
    const starts = Array.from({ length: 900 }, (_, n) => room.now - (900 - n) * 600_000);
    const { camera, segments } = room.footage({ slug: 'till', starts });
    const held = { from: segments[0]!.startAt, to: segments[250]!.startAt };
    room.catalogue.holds.add({ id: 'h', cameraNumbers: [camera.number], reason: 'x', createdAt: 0, ...held });
    room.room = { totalBytes: 1_000_000, availableBytes: 100_000 };
    expect(await room.pass()).toMatchObject({ files: 500 });
    const left = room.catalogue.segments.page(camera.number, { limit: 1_000 });
    expect(left.map(({ id }) => id)).toEqual([
      ...segments.slice(0, 250).map(({ id }) => id),
      ...segments.slice(750).map(({ id }) => id),
    ]);
  });

  it('RET-2 counts what the rules freed before', async () => {
    const room = new RetentionRoom();
    const { camera } = room.footage({ slug: 'till', starts: room.daysAgo(60, 50, 40, 5, 4) });
    room.room = { totalBytes: 2_000, availableBytes: 100 };
    expect((await room.pass()).brokenPromises.size).toBe(0);
    expect(room.daysLeft(camera)).toEqual([5, 4]);
  });

  it('RET-6 tells no loss when nothing went that was asked for', async () => {
    const room = new RetentionRoom();
    room.footage({ slug: 'till', starts: room.daysAgo(5, 4), retention: { keepDays: 3 } });
    room.room = { totalBytes: 1_000, availableBytes: 0 };
    expect((await room.pass()).brokenPromises.size).toBe(0);
  });
});

describe('a disk that is not itself', () => {
  it('RET-8 forgets no row while the volume is away, and goes on when it is back', async () => {
    const room = new RetentionRoom();
    const { camera, files } = room.footage({ slug: 'till', starts: many(room, 150) });
    room.away.add(1);
    expect(await room.pass()).toMatchObject({ files: 0 });
    await room.remover.finishPendingDeletions();
    expect(files.every((file) => existsSync(file))).toBe(true);
    room.away.clear();
    expect(await room.pass()).toMatchObject({ files: 150 });
    expect(room.daysLeft(camera)).toEqual([]);
  });

  it('RET-8 finishes no deletion on a volume that is away', async () => {
    const room = new RetentionRoom();
    const { segments, files } = room.footage({ slug: 'till', starts: room.daysAgo(5, 4) });
    room.catalogue.deletions.mark([segments[0]!.id], { reason: 'deleted-by-retention', at: room.now });
    room.away.add(1);
    expect(await room.remover.finishPendingDeletions()).toEqual({ removed: 0, failed: 1 });
    expect(room.catalogue.deletions.pendingCount()).toBe(1);
    expect(existsSync(files[0]!)).toBe(true);
  });

  it('RET-8 stops in the middle of a pass when the volume goes away', async () => {
    const room = new RetentionRoom();
    const { camera } = room.footage({ slug: 'till', starts: many(room, DELETION_BATCH + 250) });
    let looks = 0;
    const ports = { ...room.deps.ports, isPresent: () => Promise.resolve((looks += 1) <= 1) };
    await Object.assign(room, { deps: { ...room.deps, ports } }).pass();
    expect(room.daysLeft(camera)).toHaveLength(250);
  });

  it('RET-8 forgets nothing when more than half of its files are gone at once, tells it, and heals', async () => {
    const room = new RetentionRoom();
    const { camera, files } = room.footage({ slug: 'till', starts: many(room, 190) });
    const young = room.footage({ slug: 'door', starts: room.daysAgo(3, 2, 1) });
    const aside = tempFolder();
    const folder = path.dirname(files[0]!);
    renameSync(folder, path.join(aside, 'run'));
    mkdirSync(folder);
    const report = await room.pass();
    expect(report.files).toBe(0);
    expect([...report.troubles]).toEqual([[1, { kind: 'files-lost', rows: 193, missing: 190 }]]);
    expect(room.daysLeft(camera)).toHaveLength(190);
    expect(room.daysLeft(young.camera)).toHaveLength(3);
    rmSync(folder, { recursive: true });
    renameSync(path.join(aside, 'run'), folder);
    expect(await room.pass()).toMatchObject({ files: 190 });
  });

  it.each([
    { lost: 100, of: 110, why: 'no more than a hundred' },
    { lost: 150, of: 310, why: 'less than half of all' },
  ])('RET-8 forgets rows whose files somebody deleted: $why', async ({ lost, of }) => {
    const room = new RetentionRoom();
    const { camera, files } = room.footage({ slug: 'till', starts: many(room, of) });
    for (const file of files.slice(0, lost)) rmSync(file);
    const report = await room.pass();
    expect(report.troubles.size).toBe(0);
    expect(room.daysLeft(camera)).toEqual([]);
    expect(await brokenInvariants({ catalogue: room.catalogue, afterStop: true })).toEqual([]);
  });
});
