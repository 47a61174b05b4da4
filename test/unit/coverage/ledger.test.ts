import { describe, expect, it } from 'vitest';
import { gapReasonOf } from '../../../src-main/cameras/end-reasons.ts';
import { CoverageLedger } from '../../../src-main/coverage/ledger.ts';
import type { OpenFootage } from '../../../src-main/coverage/ledger.ts';
import { encodeFragmentIndex } from '../../../src-main/media-file/fragment-index.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A camera that is enabled since a round hour; `now` is four hours later. */
function room() {
  const catalogue = openTestCatalogue();
  const { number: cameraNumber, id: cameraId } = addCamera(catalogue);
  catalogue.enablement.record(cameraNumber, HOUR_START, 'enabled');
  const runId = beginRun(catalogue, cameraNumber);
  const open: OpenFootage[] = [];
  const ledger = new CoverageLedger({
    catalogue,
    clock: new FakeClock(HOUR_START + 4 * HOUR),
    gapReasonOf,
    openFootage: () => open,
  });
  const add = (fromMs: number, durationMs: number, index = NO_INDEX, some = {}) =>
    catalogue.segments.insert(
      segmentOf(
        { cameraNumber, runId },
        { startAt: HOUR_START + fromMs, durationMs, mediaDurationMs: durationMs, ...some },
      ),
      index,
    );
  const whole = { cameraNumber, from: HOUR_START, to: HOUR_START + 4 * HOUR };
  return { catalogue, cameraNumber, cameraId, runId, open, ledger, add, whole };
}

describe('the coverage ledger', () => {
  it('COV-1 recorded and gaps are the enabled time, with the reason of the run’s end', async () => {
    const { add, catalogue, runId, ledger, cameraId, whole } = room();
    add(0, HOUR);
    add(HOUR, HOUR);
    catalogue.runs.end(runId, { endedAt: HOUR_START + 2 * HOUR + 15_000, reason: 'stalled' });
    const { from, to } = whole;
    expect(await ledger.figures({ cameraId, from, to })).toEqual({
      recordedMs: 2 * HOUR,
      enabledMs: 4 * HOUR,
      percent: 50,
      gaps: [{ from: HOUR_START + 2 * HOUR, to: HOUR_START + 4 * HOUR, reason: 'stalled' }],
    });
  });

  it('COV-1 REC-10 what the schedule leaves out is a gap with its reason and no loss in percent', async () => {
    const { add, catalogue, cameraNumber, runId, ledger, cameraId, whole } = room();
    add(0, HOUR + 500);
    catalogue.runs.end(runId, { endedAt: HOUR_START + HOUR + 700, reason: 'schedule-off' });
    catalogue.enablement.record(cameraNumber, HOUR_START + HOUR, 'schedule-off');
    catalogue.enablement.record(cameraNumber, HOUR_START + 3 * HOUR, 'enabled');
    const second = beginRun(catalogue, cameraNumber, HOUR_START + 3 * HOUR);
    const startAt = HOUR_START + 3 * HOUR + 36_000;
    const durationMs = HOUR_START + 4 * HOUR - startAt;
    catalogue.segments.insert(
      segmentOf({ cameraNumber, runId: second }, { startAt, durationMs, mediaDurationMs: durationMs }),
      NO_INDEX,
    );
    const { from, to } = whole;
    const figures = await ledger.figures({ cameraId, from, to });
    expect(figures).toMatchObject({
      recordedMs: 2 * HOUR + 500 - 36_000,
      enabledMs: 4 * HOUR,
      gaps: [
        { from: HOUR_START + HOUR + 500, to: HOUR_START + 3 * HOUR, reason: 'schedule-off' },
        { from: HOUR_START + 3 * HOUR, to: startAt, reason: 'restarting' },
      ],
    });
    expect(figures.percent).toBeCloseTo(99.5, 1);
    const missing = figures.gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
    expect(figures.recordedMs + missing).toBe(figures.enabledMs);
  });

  it('COV-1 a day on which the schedule never records is complete', async () => {
    const { catalogue, cameraNumber, ledger, cameraId, whole } = room();
    catalogue.enablement.record(cameraNumber, HOUR_START, 'schedule-off');
    const { from, to } = whole;
    expect(await ledger.figures({ cameraId, from, to })).toMatchObject({ recordedMs: 0, percent: 100 });
  });

  it('COV-2 right after a rotation nothing is missing: the next file has not had time to show anything', () => {
    const { add, ledger, whole, catalogue, runId } = room();
    const now = 4 * HOUR;
    add(0, now - 900);
    expect(ledger.drawn(whole).gaps).toEqual([]);
    // Once the run has ended, it is a gap.
    catalogue.runs.end(runId, { endedAt: HOUR_START + now - 100, reason: 'camera-lost' });
    expect(ledger.drawn(whole).gaps).toMatchObject([{ reason: 'camera-offline' }]);
  });

  it('COV-1 the reason of a run that ended long before the range still holds', async () => {
    const { add, catalogue, runId, ledger, cameraNumber } = room();
    add(0, MINUTE);
    catalogue.runs.end(runId, { endedAt: HOUR_START + MINUTE, reason: 'wrong-password' });
    const range = { cameraNumber, from: HOUR_START + 2 * HOUR, to: HOUR_START + 3 * HOUR };
    expect(ledger.drawn(range).gaps).toEqual([{ from: range.from, to: range.to, reason: 'wrong-password' }]);
  });

  it('COV-2 a hole inside a file is found in its fragment index', async () => {
    const { add, ledger, whole } = room();
    const fragment = { offset: 100, sizeBytes: 10, startMs: 0, key: true, hasAudio: false };
    const hole = { startMs: 20_000, durationMs: 7_000 };
    add(0, MINUTE, encodeFragmentIndex([{ ...fragment, durationMs: MINUTE, hole }]));
    const { gaps } = await ledger.exact({ ...whole, to: HOUR_START + MINUTE });
    expect(gaps).toEqual([{ from: HOUR_START + 20_000, to: HOUR_START + 27_000, reason: 'stalled' }]);
  });

  it('COV-2 between two files of one run less than a GOP is no gap, as long as that camera’s GOP is', async () => {
    const { add, ledger, cameraNumber } = room();
    const key = { sizeBytes: 10, key: true, hasAudio: false, durationMs: 4_000 };
    const keys = [0, 4_000, 8_000].map((startMs, i) => ({ ...key, offset: i * 10, startMs }));
    add(0, 12_000, encodeFragmentIndex(keys));
    add(15_000, 12_000, encodeFragmentIndex(keys));
    add(31_500, 12_000, encodeFragmentIndex(keys));
    const { gaps } = await ledger.exact({ cameraNumber, from: HOUR_START, to: HOUR_START + 43_500 });
    expect(gaps).toEqual([{ from: HOUR_START + 27_000, to: HOUR_START + 31_500, reason: 'stalled' }]);
  });

  it('COV-2 where no GOP is known, a second is the limit', async () => {
    const { add, ledger, cameraNumber } = room();
    add(0, 10_000);
    add(11_000, 10_000);
    add(22_001, 10_000);
    const { gaps } = await ledger.exact({ cameraNumber, from: HOUR_START, to: HOUR_START + 32_001 });
    expect(gaps).toEqual([{ from: HOUR_START + 21_000, to: HOUR_START + 22_001, reason: 'stalled' }]);
  });

  it('COV-1 months that are drawn from the roll-up keep the reasons between two runs, and what is unreadable', () => {
    const { catalogue, add, ledger, cameraNumber, runId } = room();
    add(0, 10 * MINUTE);
    add(10 * MINUTE, 10 * MINUTE, NO_INDEX, { state: 'failed' });
    catalogue.runs.end(runId, { endedAt: HOUR_START + 20 * MINUTE, reason: 'wrong-password' });
    const next = beginRun(catalogue, cameraNumber, HOUR_START + 40 * MINUTE);
    add(40 * MINUTE, 10 * MINUTE, NO_INDEX, { runId: next });
    catalogue.runs.end(next, { endedAt: HOUR_START + 50 * MINUTE, reason: 'camera-lost' });
    const month = { cameraNumber, from: HOUR_START, to: HOUR_START + HOUR, resolutionMs: 60_000 };
    const summary = catalogue.segments.summary.bind(catalogue.segments);
    catalogue.segments.summary = (...range) => ({ ...summary(...range), segments: 1_000_000 });
    expect(ledger.drawn(month).gaps.map(({ reason }) => reason)).toEqual([
      'unreadable',
      'wrong-password',
      'camera-offline',
    ]);
  });

  it('what is still in the camera’s pipe is neither recorded nor missing', () => {
    const { add, open, ledger, runId, whole } = room();
    add(0, 4 * HOUR - MINUTE);
    open.push({ runId, from: HOUR_START + 4 * HOUR - MINUTE, to: HOUR_START + 4 * HOUR - 2_000, holes: [] });
    const live = ledger.drawn(whole);
    expect(live.gaps).toEqual([]);
    expect(live.enabledMs).toBe(4 * HOUR - 2_000);
  });

  it('COV-1 deferred and failed files are gaps that say unreadable', () => {
    const { add, ledger, whole } = room();
    add(0, HOUR);
    add(HOUR, HOUR, NO_INDEX, { state: 'deferred' });
    add(2 * HOUR, HOUR, NO_INDEX, { state: 'failed' });
    add(3 * HOUR, HOUR, NO_INDEX, { state: 'suspect' });
    expect(ledger.drawn(whole).gaps).toEqual([
      { from: HOUR_START + HOUR, to: HOUR_START + 3 * HOUR, reason: 'unreadable' },
    ]);
  });

  it('PLY-1 months are drawn from the roll-up as they are drawn from the rows', () => {
    const { catalogue, add, ledger, cameraNumber, runId } = room();
    // Ten-second files for three hours, with one of the hours holed.
    catalogue.transaction(() => {
      for (let n = 0; n < 3 * 360; n += 1) if (n < 400 || n >= 520) add(n * 10_000, 10_000);
    });
    catalogue.runs.end(runId, { endedAt: HOUR_START + 3 * HOUR, reason: 'camera-lost' });
    const month = { cameraNumber, from: HOUR_START, to: HOUR_START + 4 * HOUR, resolutionMs: 60_000 };
    const exact = ledger.drawn({ ...month });
    // As if there were too many rows to read.
    const summary = catalogue.segments.summary.bind(catalogue.segments);
    catalogue.segments.summary = (...range) => ({ ...summary(...range), segments: 1_000_000 });
    expect(ledger.drawn(month).spans).toEqual(exact.spans);
    expect(exact.spans).toEqual([
      { from: HOUR_START, to: HOUR_START + 4_000_000 },
      { from: HOUR_START + 5_200_000, to: HOUR_START + 3 * HOUR },
    ]);
  });

  it('COV-1 refuses a range that is none', async () => {
    const { ledger, cameraId } = room();
    await expect(ledger.figures({ cameraId, from: 5, to: 5 })).rejects.toThrow(/at most a year/);
    await expect(ledger.figures({ cameraId: 'other', from: 0, to: 5 })).rejects.toThrow();
  });
});
