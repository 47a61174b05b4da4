import { describe, expect, it, vi } from 'vitest';
import { gapReasonOf } from '../../../src-main/cameras/end-reasons.ts';
import { CoverageDays } from '../../../src-main/coverage/coverage-days.ts';
import { CoverageLedger } from '../../../src-main/coverage/ledger.ts';
import { encodeFragmentIndex } from '../../../src-main/media-file/fragment-index.ts';
import {
  addCamera,
  beginRun,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 10, 23);

/** A camera since Monday 0:00 UTC in files of ten minutes; now is Thursday noon. */
function room() {
  const catalogue = openTestCatalogue();
  const camera = addCamera(catalogue);
  const cameraNumber = camera.number;
  catalogue.enablement.record(cameraNumber, MONDAY, 'enabled');
  const clock = new FakeClock(MONDAY + 3 * DAY + 12 * HOUR);
  const ledger = new CoverageLedger({ catalogue, clock, gapReasonOf, openFootage: () => [] });
  const exact = vi.spyOn(ledger, 'exact');
  const days = new CoverageDays({ catalogue, clock, ledger });
  const runId = beginRun(catalogue, cameraNumber, MONDAY);
  const record = (from: number, to: number, id = runId) =>
    catalogue.transaction(() => {
      for (let at = from; at < to; at += 10 * MINUTE) {
        const durationMs = Math.min(10 * MINUTE, to - at);
        catalogue.segments.insert(
          segmentOf({ cameraNumber, runId: id }, { startAt: at, durationMs, mediaDurationMs: durationMs }),
          NO_INDEX,
        );
      }
    });
  const week = { cameraIds: [camera.id], from: MONDAY, to: MONDAY + 7 * DAY, timeZone: 'UTC' };
  return { catalogue, cameraNumber, camera, clock, exact, days, runId, record, week };
}

describe('the strip of days', () => {
  it('COV-3 tells of every day up to now how much was recorded, and the worst reason in words', async () => {
    const { catalogue, runId, record, days, week, cameraNumber } = room();
    record(MONDAY, MONDAY + DAY + 6 * HOUR);
    catalogue.runs.end(runId, { endedAt: MONDAY + DAY + 6 * HOUR, reason: 'wrong-password' });
    const next = beginRun(catalogue, cameraNumber, MONDAY + DAY + 18 * HOUR);
    record(MONDAY + DAY + 18 * HOUR, MONDAY + 3 * DAY + 12 * HOUR, next);
    const [line] = await days.get(week);
    expect(line!.days.map(({ date, percent }) => [date, percent])).toEqual([
      ['2026-11-23', 100],
      ['2026-11-24', 50],
      ['2026-11-25', 100],
      ['2026-11-26', 100],
    ]);
    const [, tuesday, , today] = line!.days;
    expect(tuesday).toMatchObject({
      worst: { reason: 'wrong-password', durationMs: 12 * HOUR },
      onPurposeMs: 0,
    });
    expect(tuesday!.parts.map(({ what }) => what)).toEqual(['recorded', 'wrong-password', 'recorded']);
    expect(tuesday!.parts[1]).toMatchObject({ from: MONDAY + DAY + 6 * HOUR, to: MONDAY + DAY + 18 * HOUR });
    // Today is told up to now; what is to come is neither recorded nor missing.
    expect(today).toMatchObject({ enabledMs: 12 * HOUR, to: MONDAY + 4 * DAY });
    expect(today!.parts).toEqual([
      { from: MONDAY + 3 * DAY, to: MONDAY + 3 * DAY + 12 * HOUR, what: 'recorded' },
    ]);
  });

  it('COV-3 what was off on purpose is no fault, and a gap of a second is to be seen', async () => {
    const { catalogue, record, days, week, cameraNumber, runId } = room();
    record(MONDAY, MONDAY + 10 * HOUR);
    record(MONDAY + 10 * HOUR + 2_000, MONDAY + 20 * HOUR);
    catalogue.enablement.record(cameraNumber, MONDAY + 20 * HOUR, 'schedule-off');
    catalogue.runs.end(runId, { endedAt: MONDAY + 20 * HOUR, reason: 'schedule-off' });
    const [line] = await days.get({ ...week, to: MONDAY + DAY });
    expect(line!.days[0]).toMatchObject({
      worst: { reason: 'stalled', durationMs: 2_000 },
      onPurposeMs: 4 * HOUR,
    });
    expect(line!.days[0]!.parts.map(({ what }) => what)).toEqual([
      'recorded',
      'stalled',
      'recorded',
      'schedule-off',
    ]);
  });

  it('COV-3 PLY-7 a day with a change of the clock has all its hours', async () => {
    const { catalogue, days, camera, cameraNumber, clock } = room();
    clock.stepWallClock(200 * DAY);
    const change = Date.UTC(2027, 2, 27, 23);
    const runId = beginRun(catalogue, cameraNumber, change);
    catalogue.segments.insert(
      segmentOf(
        { cameraNumber, runId },
        { startAt: change, durationMs: 23 * HOUR, mediaDurationMs: 23 * HOUR },
      ),
      NO_INDEX,
    );
    const range = { cameraIds: [camera.id], from: change, to: change + HOUR, timeZone: 'Europe/Berlin' };
    const [line] = await days.get(range);
    expect(line!.days).toMatchObject([
      { date: '2027-03-28', recordedMs: 23 * HOUR, enabledMs: 23 * HOUR, percent: 100 },
    ]);
  });

  it('COV-3 remembers days that are over until footage of them changes', async () => {
    const { catalogue, record, days, week, exact, cameraNumber } = room();
    record(MONDAY, MONDAY + 3 * DAY + 12 * HOUR);
    const first = await days.get(week);
    expect(exact).toHaveBeenCalledTimes(4);
    expect(await days.get(week)).toEqual(first);
    // Only today anew.
    expect(exact).toHaveBeenCalledTimes(5);
    const [gone] = catalogue.segments.inRange(cameraNumber, MONDAY + DAY, MONDAY + DAY + 1);
    catalogue.deletions.mark([gone!.id], { reason: 'deleted-by-retention', at: 0 });
    const [line] = await days.get(week);
    expect(exact).toHaveBeenCalledTimes(7);
    expect(line!.days[1]!.worst).toEqual({ reason: 'deleted-by-retention', durationMs: 10 * MINUTE });
    catalogue.deletions.finish(catalogue.deletions.pending({ limit: 1 }));
    expect((await days.get(week))[0]!.days[1]!.worst?.reason).toBe('deleted-by-retention');
  });

  it('COV-2 counts the holes inside files', async () => {
    const { catalogue, days, week, cameraNumber, runId } = room();
    const hole = { startMs: HOUR, durationMs: 10_000 };
    const fragment = {
      offset: 0,
      sizeBytes: 1,
      startMs: 0,
      durationMs: DAY,
      key: true,
      hasAudio: false,
      hole,
    };
    catalogue.segments.insert(
      segmentOf({ cameraNumber, runId }, { startAt: MONDAY, durationMs: DAY, mediaDurationMs: DAY }),
      encodeFragmentIndex([fragment]),
    );
    const [line] = await days.get({ ...week, to: MONDAY + DAY });
    expect(line!.days[0]!.recordedMs).toBe(DAY - 10_000);
  });

  it('API-2 refuses a range that is none, and cameras that are not there', async () => {
    const { days, week } = room();
    await expect(days.get({ ...week, to: week.from })).rejects.toThrow(/three months/);
    await expect(days.get({ ...week, cameraIds: ['other'] })).rejects.toThrow();
  });
});
