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
