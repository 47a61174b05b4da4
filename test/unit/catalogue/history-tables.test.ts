import { describe, expect, it } from 'vitest';
import {
  addCamera,
  beginRun,
  NO_INDEX,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';

describe('recording sessions and runs', () => {
  it('REC-3 a session lives through runs and ends once', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    const id = catalogue.sessions.begin({ cameraNumber: number, startedAt: 1_000 });
    expect(catalogue.sessions.open()).toEqual([{ id, cameraNumber: number, startedAt: 1_000 }]);
    catalogue.sessions.end(id, { endedAt: 2_000, reason: 'paused-by-operator' });
    catalogue.sessions.end(id, { endedAt: 3_000, reason: 'app-stopped' });
    expect(catalogue.sessions.byId(id)).toMatchObject({ endedAt: 2_000, endReason: 'paused-by-operator' });
  });

  it('REC-3 what a crash left open is ended at start without a reason', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    const id = catalogue.sessions.begin({ cameraNumber: number, startedAt: 1_000 });
    expect(catalogue.sessions.endLeftOpen(9_000)).toBe(1);
    expect(catalogue.sessions.byId(id)).toEqual({
      id,
      cameraNumber: number,
      startedAt: 1_000,
      endedAt: 9_000,
    });
  });

  it('REC-9 a run stays unsettled after its end, until ingest is done with it', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    const runId = beginRun(catalogue, number, 1_000);
    expect(catalogue.runs.openRuns().map((run) => run.id)).toEqual([runId]);
    catalogue.runs.end(runId, { endedAt: 5_000, reason: 'camera-lost' });
    expect(catalogue.runs.openRuns()).toEqual([]);
    expect(catalogue.runs.unsettled().map((run) => run.id)).toEqual([runId]);
    catalogue.runs.settle(runId);
    expect(catalogue.runs.unsettled()).toEqual([]);
    expect(catalogue.runs.byId(runId)).toMatchObject({
      endedAt: 5_000,
      endReason: 'camera-lost',
      settled: true,
    });
  });

  it('are found by the time they lived in, by folder, and newest first', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    const [first = 0, second = 0] = [beginRun(catalogue, number, 1_000), beginRun(catalogue, number, 6_000)];
    catalogue.runs.end(first, { endedAt: 5_000, reason: 'stalled' });
    const between = (from: number, to: number) =>
      catalogue.runs.between(number, from, to).map((run) => run.id);
    expect(between(0, 1_000)).toEqual([]);
    expect(between(4_999, 6_001)).toEqual([first, second]);
    expect(between(5_000, 6_000)).toEqual([]);
    expect(between(7_000, 8_000)).toEqual([second]);
    expect(catalogue.runs.lastOf(number, 1).map((run) => run.id)).toEqual([second]);
    const { folder = '' } = catalogue.runs.byId(first) ?? {};
    expect(catalogue.runs.byFolder(number, folder)?.id).toBe(first);
  });

  it('SEC-1 a folder that is more than a plain name is refused', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    for (const folder of ['../x', '/etc', 'a/b', '', 'a b', 'a\0b', 'C:']) {
      const run = { cameraNumber: number, sessionId: 's', folder, startedAt: 1 };
      expect(() => catalogue.runs.begin(run)).toThrow(/plain name/);
    }
  });
});

describe('reasons', () => {
  it('COV-1 the same reason again, with no run in between, is one row', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    const record = (at: number, reason: 'unreachable' | 'wrong-password') =>
      catalogue.attempts.record({ cameraNumber: number, at, reason });
    record(1_000, 'unreachable');
    record(2_000, 'unreachable');
    record(3_000, 'wrong-password');
    beginRun(catalogue, number, 4_000);
    record(5_000, 'wrong-password');
    expect(catalogue.attempts.between(number, 0, 9_000).map((attempt) => attempt.at)).toEqual([
      1_000, 3_000, 5_000,
    ]);
    expect(catalogue.attempts.lastBefore(number, 3_000)?.at).toBe(1_000);
    expect(catalogue.attempts.lastBefore(number, 1_000)).toBeUndefined();
  });

  it('COV-1 a change of what the operator wants is kept, a repetition is not', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    catalogue.enablement.record(number, 1_000, 'enabled');
    catalogue.enablement.record(number, 2_000, 'enabled');
    catalogue.enablement.record(number, 3_000, 'paused');
    expect(catalogue.enablement.between(number, 0, 9_000)).toEqual([
      { at: 1_000, state: 'enabled' },
      { at: 3_000, state: 'paused' },
    ]);
    expect(catalogue.enablement.lastBefore(number, 3_000)).toEqual({ at: 1_000, state: 'enabled' });
  });
});

describe('heartbeats', () => {
  it('COV-1 the app was away from its orderly stop, or from its last heartbeat, until its next start', () => {
    const { heartbeats } = openTestCatalogue();
    heartbeats.appStarted(1_000);
    heartbeats.beat(11_000);
    heartbeats.appStopped(15_000);
    heartbeats.appStarted(20_000);
    heartbeats.beat(30_000);
    heartbeats.beat(25_000);
    heartbeats.appStarted(50_000);
    expect(heartbeats.absences(0, 60_000)).toEqual([
      { from: 15_000, to: 20_000, orderly: true },
      { from: 30_000, to: 50_000, orderly: false },
    ]);
    expect(heartbeats.absences(16_000, 18_000)).toEqual([{ from: 16_000, to: 18_000, orderly: true }]);
    expect(heartbeats.absences(20_000, 30_000)).toEqual([]);
    expect(heartbeats.list(0, 60_000)).toHaveLength(3);
    expect(heartbeats.last()).toMatchObject({ startedAt: 50_000, lastBeatAt: 50_000 });
  });
});

describe('deferred and quarantined files', () => {
  it('PRB-3 a deferred segment is due when its cool-down is over, and once decided no more', () => {
    const catalogue = openTestCatalogue();
    const { number } = addCamera(catalogue);
    const run = { cameraNumber: number, runId: beginRun(catalogue, number) };
    const { segment } = catalogue.segments.insert(segmentOf(run, { state: 'deferred' }), NO_INDEX);
    catalogue.quarantine.defer({
      segmentId: segment.id,
      failure: 'not-finalized',
      tries: 5,
      retryAt: 10_000,
      source: 'watcher',
    });
    expect(catalogue.quarantine.due(9_999)).toEqual([]);
    expect(catalogue.quarantine.due(10_000)).toMatchObject([
      { segmentId: segment.id, tries: 5, source: 'watcher' },
    ]);
    catalogue.quarantine.undefer(segment.id);
    expect(catalogue.quarantine.deferred()).toEqual([]);
  });

  it('PRB-4 a file in quarantine keeps its reason and where it came from', () => {
    const { quarantine, cameras } = openTestCatalogue();
    expect(cameras.list()).toEqual([]);
    const file = {
      volumeNumber: 1,
      file: 'a.mp4',
      original: 'door/run/a.mp4',
      reason: 'truncated',
      sizeBytes: 7,
      at: 1_000,
    };
    const id = quarantine.add(file);
    expect(quarantine.list()).toEqual([{ ...file, id }]);
    quarantine.remove(id);
    expect(quarantine.list()).toEqual([]);
  });
});
