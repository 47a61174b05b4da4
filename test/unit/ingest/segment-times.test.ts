import { describe, expect, it } from 'vitest';
import { adoptedTimes, finishedTimes } from '../../../src-main/ingest/segment-times.ts';

const end = Date.UTC(2026, 10, 23, 12);

describe('when a segment was recorded', () => {
  it('the first of a run begins its own length before its last write', () => {
    const times = finishedTimes({ modifiedAt: end + 0.4, mediaDurationMs: 10_000, rowDurationMs: 10_000 });
    expect(times).toEqual({ startAt: end - 10_000, durationMs: 10_000 });
  });

  it('the next begins where the one before ended, whatever the camera’s clock says', () => {
    const facts = { modifiedAt: end, previousEndAt: end - 10_400, mediaDurationMs: 9_800 };
    expect(finishedTimes({ ...facts, rowDurationMs: 9_800 })).toEqual({
      startAt: end - 10_400,
      durationMs: 10_400,
    });
  });

  it('ING-4 a row that says nonsense makes the segment suspect and keeps the wall time', () => {
    const facts = { modifiedAt: end, previousEndAt: end - 12_000, mediaDurationMs: 12_000 };
    const absurd = finishedTimes({ ...facts, rowDurationMs: 44_127_860 });
    expect(absurd).toMatchObject({ startAt: end - 12_000, durationMs: 12_000 });
    expect(absurd.doubt).toBeDefined();
    expect(finishedTimes({ ...facts, rowDurationMs: -5 }).doubt).toBeDefined();
  });

  it('a last write before the start falls back to the stream’s own length', () => {
    const times = finishedTimes({ modifiedAt: end, previousEndAt: end + 500, mediaDurationMs: 4_000 });
    expect(times).toMatchObject({ startAt: end + 500, durationMs: 4_000 });
    expect(times.doubt).toBeDefined();
  });

  it('REC-9 of a torn file only what can be played is counted', () => {
    const facts = { modifiedAt: end, previousEndAt: end - 8_700, mediaDurationMs: 8_000 };
    expect(adoptedTimes(facts)).toEqual({ startAt: end - 8_700, durationMs: 8_000 });
  });

  it('REC-9 a copied file’s time of last write is not believed', () => {
    const facts = { modifiedAt: end + 86_400_000, previousEndAt: end, mediaDurationMs: 8_000 };
    expect(adoptedTimes(facts)).toEqual({ startAt: end, durationMs: 8_000 });
  });

  it('COV-1 the silence of a stalled camera is not part of it, be it the first of its run or a later one', () => {
    const silent = { silentSince: end - 15_000, mediaDurationMs: 4_000, rowDurationMs: 4_000 };
    expect(finishedTimes({ modifiedAt: end, runStartedAt: end - 19_300, ...silent })).toEqual({
      startAt: end - 19_000,
      durationMs: 4_000,
    });
    const later = { modifiedAt: end, runStartedAt: end - 99_000, previousEndAt: end - 19_200, ...silent };
    expect(finishedTimes(later)).toEqual({ startAt: end - 19_200, durationMs: 4_200 });
  });

  it('COV-1 a pause that ends with the first picture of the next file is not part of it', () => {
    const facts = { modifiedAt: end, previousEndAt: end - 18_000, mediaDurationMs: 10_000 };
    expect(finishedTimes({ ...facts, rowDurationMs: 18_000 })).toEqual({
      startAt: end - 18_000,
      durationMs: 10_000,
    });
  });

  it('a silence that began before the file did is not believed', () => {
    const facts = {
      modifiedAt: end,
      previousEndAt: end - 10_000,
      mediaDurationMs: 10_000,
      rowDurationMs: 10_000,
    };
    expect(finishedTimes({ ...facts, silentSince: end - 11_000 })).toMatchObject({ durationMs: 10_000 });
    expect(finishedTimes({ ...facts, silentSince: end + 1_000 })).toMatchObject({ durationMs: 10_000 });
  });

  it('the first of a run begins with FFmpeg when its own length would have it begin much later or earlier', () => {
    const runStartedAt = end - 600_000;
    // The camera stamps 25 pictures a second and sends 21.
    const slow = finishedTimes({
      modifiedAt: end,
      runStartedAt,
      mediaDurationMs: 504_000,
      rowDurationMs: 504_000,
    });
    expect(slow).toMatchObject({ startAt: runStartedAt, durationMs: 600_000 });
    const fast = { modifiedAt: end, runStartedAt, mediaDurationMs: 3_607_000, rowDurationMs: 3_607_000 };
    expect(finishedTimes(fast)).toMatchObject({ startAt: runStartedAt, durationMs: 600_000 });
    const usual = { modifiedAt: end, runStartedAt, mediaDurationMs: 598_800, rowDurationMs: 598_800 };
    expect(finishedTimes(usual)).toEqual({ startAt: end - 598_800, durationMs: 598_800 });
    // Copied a day later.
    expect(adoptedTimes({ modifiedAt: end + 86_400_000, runStartedAt, mediaDurationMs: 8_000 })).toEqual({
      startAt: runStartedAt,
      durationMs: 8_000,
    });
  });
});
