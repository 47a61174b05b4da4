import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import { QUARANTINE_KEEP_MS } from '../../../shared/model/limits.ts';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { IngestPorts } from '../../../src-main/ingest/ports.ts';
import type { ProbeResult } from '../../../src-main/probe/probe-result.ts';
import { SegmentRemover } from '../../../src-main/retention/segment-remover.ts';
import { HOUR_START } from '../../support/catalogue-fixture.ts';
import { until } from '../../support/until.ts';
import { good, ingestRoom, notFinalized, report } from './ingest-room.ts';

type Room = ReturnType<typeof ingestRoom>;

/** Part of it can be played. */
const torn: ProbeResult = {
  ok: false,
  failure: 'truncated',
  detail: '7 bytes at the end are torn',
  playable: { ...report, complete: false, durationMs: 6_000 },
};
const damaged: ProbeResult = { ok: false, failure: 'unreadable', detail: 'noise' };

/** A room whose second file was given up and lies in quarantine. */
async function withUnreadable(result: ProbeResult = notFinalized, ports: Partial<IngestPorts> = {}) {
  const room = ingestRoom({ ports: { probeLimits: () => ({ tries: 1, coolDownMs: 0 }), ...ports } });
  const run = room.begin();
  room.ingest.watchRun(run);
  const fine = room.row(run, 0);
  const name = room.row(run, 1);
  room.row(run, 2);
  room.result = (asked) => (asked.endsWith(name) ? result : good);
  room.catalogue.runs.end(run.runId, { endedAt: HOUR_START + 30_000, reason: 'camera-lost' });
  await room.ingest.finishRun(run.runId);
  await until(() => room.catalogue.quarantine.list().length === 1);
  const [kept] = room.ingest.unreadable.list();
  const original = path.join(run.folder, name);
  const inQuarantine = room.ingest.unreadable.pathOf(kept!.id);
  return { room, run, name, fine, kept: kept!, original, inQuarantine };
}

const states = (room: Room, run: ReturnType<Room['begin']>) => room.segments(run).map(({ state }) => state);

/** One search with everything that follows it. */
async function search(room: Room): Promise<void> {
  const state = { isOver: false };
  const over = room.ingest.findOrphans().finally(() => (state.isOver = true));
  while (!state.isOver) await room.clock.advance(1);
  await over;
}

describe('unreadable files', () => {
  it('PRB-4 are listed with camera, time, reason in words, size and until when they are kept', async () => {
    const { room, kept, name } = await withUnreadable();
    const [file] = room.ingest.unreadable.list();
    expect(file).toMatchObject({
      cameraId: 'front-door',
      cameraName: 'Front door',
      recordedAt: HOUR_START + 10_000,
      durationMs: 10_000,
      failure: 'not-finalized',
      sentence: 'The file was never finished: the recording ended in the middle of it.',
      detail: 'moov atom not found',
      sizeBytes: 5,
      keptUntil: kept.at + QUARANTINE_KEEP_MS,
    });
    expect(file!.file).toMatch(new RegExp(`^front-door/.*/${name}$`));
  });

  it('PRB-4 come back to the timeline whole when they can be read after all', async () => {
    const { room, run, kept, original, inQuarantine } = await withUnreadable();
    expect(states(room, run)).toEqual(['ready', 'failed', 'ready']);
    room.result = () => good;
    expect(await room.ingest.unreadable.retry(kept.id)).toMatchObject({ restored: 'whole' });
    expect(states(room, run)).toEqual(['ready', 'ready', 'ready']);
    expect(readFileSync(original, 'utf8')).toBe('media');
    expect(readdirSync(path.dirname(inQuarantine))).toEqual([]);
    expect(room.ingest.unreadable.list()).toEqual([]);
    expect(room.added.at(-1)).toEqual({ name: path.basename(original), state: 'ready' });
    expect(room.catalogue.segments.summary(run.cameraNumber, 0, HOUR_START * 2).recordedMs).toBe(30_000);
  });

  it('PRB-4 come back in part, where they lie or as a copy; the damaged file of a copy stays', async () => {
    const inPlace = await withUnreadable();
    inPlace.room.result = () => torn;
    expect(await inPlace.room.ingest.unreadable.retry(inPlace.kept.id)).toMatchObject({ restored: 'part' });
    expect(inPlace.room.segments(inPlace.run)[1]).toMatchObject({ state: 'suspect', mediaDurationMs: 6_000 });
    expect(inPlace.room.ingest.unreadable.list()).toEqual([]);

    let canSave = false;
    const copied = await withUnreadable(damaged, {
      salvage: async (_file, _result, copyTo) => {
        if (!canSave) return { kind: 'nothing' };
        writeFileSync(copyTo, 'saved');
        return { kind: 'copied', file: copyTo, report: { ...report, durationMs: 4_000 } };
      },
    });
    const { room, run, kept, original, inQuarantine } = copied;
    canSave = true;
    expect(await room.ingest.unreadable.retry(kept.id)).toMatchObject({ restored: 'part' });
    expect(readFileSync(original, 'utf8')).toBe('saved');
    expect(existsSync(inQuarantine)).toBe(true);
    expect(room.segments(run)[1]).toMatchObject({ state: 'suspect', mediaDurationMs: 4_000, sizeBytes: 5 });
    const again = await room.ingest.unreadable.retry(kept.id);
    expect(again).toEqual({
      restored: 'nothing',
      sentence: 'What could be read of this file is on the timeline already.',
    });
    // More of it can be read than was saved before: the file itself takes the copy's place.
    room.result = () => good;
    expect(await room.ingest.unreadable.retry(kept.id)).toMatchObject({ restored: 'whole' });
    expect(readFileSync(original, 'utf8')).toBe('media');
    expect(room.ingest.unreadable.list()).toEqual([]);
  });

  it('PRB-4 say why when nothing has changed, and stay', async () => {
    const { room, run, kept, inQuarantine } = await withUnreadable();
    expect(await room.ingest.unreadable.retry(kept.id)).toEqual({
      restored: 'nothing',
      sentence:
        'It still cannot be read. The file was never finished: the recording ended in the middle of it.',
    });
    expect(existsSync(inQuarantine)).toBe(true);
    expect(states(room, run)[1]).toBe('failed');
  });

  it('PRB-4 two tries at once are one after the other', async () => {
    const { room, kept } = await withUnreadable();
    room.result = () => good;
    const both = await Promise.allSettled([kept.id, kept.id].map((id) => room.ingest.unreadable.retry(id)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(room.added.filter(({ state }) => state === 'ready')).toHaveLength(3);
  });

  it('PRB-4 that are unknown, moved away, or on a disk that is not connected are told apart', async () => {
    const { room, kept, inQuarantine } = await withUnreadable();
    expect(() => room.ingest.unreadable.pathOf(99)).toThrow(/not among the unreadable/);
    await expect(
      room.ingest.unreadable.retry(kept.id).then(() => room.ingest.unreadable.retry(99)),
    ).rejects.toMatchObject({ code: errorCodes.notFound });
    renameSync(inQuarantine, `${inQuarantine}.taken`);
    await expect(room.ingest.unreadable.retry(kept.id)).rejects.toMatchObject({
      code: errorCodes.unavailable,
      message: expect.stringMatching(/not there any more/),
    });
    room.catalogue.volumes.replaceAt({ path: room.recordingsFolder, at: HOUR_START });
    expect(() => room.ingest.unreadable.pathOf(kept.id)).toThrow(/not connected/);
  });

  it('PRB-4 whose row is gone come back through the search for orphans', async () => {
    const { room, run, kept, name } = await withUnreadable();
    room.catalogue.segments.remove([room.segments(run)[1]!.id]);
    room.result = () => good;
    room.clock.stepWallClock(86_400_000);
    expect(await room.ingest.unreadable.retry(kept.id)).toMatchObject({ restored: 'whole' });
    await search(room);
    expect(room.segments(run).map(({ startAt }) => startAt - HOUR_START)).toEqual([0, 10_000, 20_000]);
    expect(room.added.at(-1)).toEqual({ name, state: 'ready' });
  });

  it('PRB-4 whose way back was interrupted are brought home by the next search', async () => {
    const { room, run, original, inQuarantine } = await withUnreadable();
    renameSync(inQuarantine, original);
    await room.restart();
    room.result = () => good;
    await search(room);
    expect(states(room, run)).toEqual(['ready', 'ready', 'ready']);
    expect(room.ingest.unreadable.list()).toEqual([]);
  });

  it('PRB-4 RET-3 go after seven days through the door of retention, unless somebody holds them', async () => {
    let remover: SegmentRemover | undefined;
    const { room, run, inQuarantine } = await withUnreadable(notFinalized, {
      removeQuarantined: (file) => remover!.removeQuarantined(file),
    });
    remover = new SegmentRemover({ catalogue: room.catalogue, clock: systemClock, logger: silentLogger });
    room.clock.stepWallClock(QUARANTINE_KEEP_MS - 60_000);
    await search(room);
    expect(room.ingest.unreadable.list()).toHaveLength(1);
    const { startAt, durationMs } = room.segments(run)[1]!;
    const held = { from: startAt, to: startAt + durationMs, cameraNumbers: [run.cameraNumber] };
    room.catalogue.holds.add({ ...held, id: 'h', reason: 'police', createdAt: HOUR_START });
    room.clock.stepWallClock(120_000);
    await search(room);
    expect(existsSync(inQuarantine)).toBe(true);
    room.catalogue.holds.remove('h');
    await search(room);
    expect(existsSync(inQuarantine)).toBe(false);
    expect(existsSync(`${inQuarantine}.json`)).toBe(false);
    expect(room.ingest.unreadable.list()).toEqual([]);
    // The row stays, so that the gap keeps its name; it weighs nothing any more.
    expect(room.segments(run)[1]).toMatchObject({ state: 'failed', sizeBytes: 0 });
  });

  it('PRB-4 are handed to that door by the search, and kept when it cannot take them', async () => {
    const asked: number[] = [];
    let opens = false;
    const { room, kept } = await withUnreadable(notFinalized, {
      removeQuarantined: async ({ id }) => {
        asked.push(id);
        return opens;
      },
    });
    room.clock.stepWallClock(QUARANTINE_KEEP_MS + 1);
    await search(room);
    opens = true;
    await search(room);
    expect(asked).toEqual([kept.id, kept.id]);
  });
});
