import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { good, ingestRoom, notFinalized, report } from './ingest-room.ts';

/** A run whose only file cannot be read, at the point where its probe was put off. */
async function deferred(room: ReturnType<typeof ingestRoom>) {
  room.result = () => notFinalized;
  const run = room.begin();
  room.ingest.watchRun(run);
  const name = room.row(run, 0);
  room.ingest.wake(run.runId);
  await until(async () => {
    await room.clock.advance(500);
    return room.added.length === 1;
  });
  return { run, name };
}

describe('retries of the probe', () => {
  it('PRB-3 an unfinished file is tried five times with growing pauses, then deferred', async () => {
    const room = ingestRoom();
    const { run, name } = await deferred(room);
    expect(room.added).toEqual([{ name, state: 'deferred' }]);
    expect(room.probes).toHaveLength(5);
    expect(room.ingest.counters(run.cameraNumber)).toMatchObject({
      probeRetryCount: 4,
      probeDeferredCount: 1,
      probeFinalFailCount: 0,
    });
    expect(existsSync(path.join(run.folder, name))).toBe(true);
  });

  it('PRB-3 after the cool-down it is probed once more and becomes ready', async () => {
    const room = ingestRoom();
    const { run } = await deferred(room);
    room.result = () => good;
    await room.clock.advance(595_000);
    expect(room.probes).toHaveLength(5);
    await room.clock.advance(6_000);
    await until(() => room.added.length === 2);
    expect(room.segments(run)).toMatchObject([{ state: 'ready', mediaDurationMs: 10_000 }]);
    expect(room.catalogue.segments.summary(run.cameraNumber, 0, Number.MAX_SAFE_INTEGER).recordedMs).toBe(
      10_000,
    );
    expect(room.catalogue.quarantine.deferred()).toEqual([]);
  });

  it('PRB-3 the cool-down survives a restart of the app', async () => {
    const room = ingestRoom();
    const { run } = await deferred(room);
    await room.restart();
    room.result = () => good;
    await room.clock.advance(601_000);
    await until(() => room.segments(run)[0]?.state === 'ready');
  });

  it('PRB-4 only then it fails: a salvage was tried, and the file lies in quarantine with its reason', async () => {
    const salvages: string[] = [];
    const room = ingestRoom({
      ports: {
        salvage: async (file) => {
          salvages.push(path.basename(file));
          return { kind: 'nothing' };
        },
      },
    });
    const { run, name } = await deferred(room);
    await room.clock.advance(601_000);
    await until(() => room.added.length === 2);
    expect(room.added[1]).toEqual({ name, state: 'failed' });
    expect(salvages).toEqual([name]);
    expect(existsSync(path.join(run.folder, name))).toBe(false);
    const [kept] = room.catalogue.quarantine.list();
    expect(kept).toMatchObject({ reason: 'not-finalized: moov atom not found', sizeBytes: 5 });
    expect(readdirSync(path.join(room.recordingsFolder, '.quarantine'))).toContain(kept?.file);
    expect(room.ingest.counters(run.cameraNumber).probeFinalFailCount).toBe(1);
    expect(room.removed).toEqual([]);
  });

  it('PRB-4 what a salvage could save takes the place of the broken file', async () => {
    const room = ingestRoom({
      ports: {
        salvage: async (_file, _result, copyTo) => {
          writeFileSync(copyTo, 'saved');
          return { kind: 'copied', file: copyTo, report: { ...report, durationMs: 6_000 } };
        },
      },
    });
    const { run, name } = await deferred(room);
    await room.clock.advance(601_000);
    await until(() => room.segments(run)[0]?.state === 'suspect');
    expect(room.segments(run)).toMatchObject([{ mediaDurationMs: 6_000, sizeBytes: 5 }]);
    expect(existsSync(path.join(run.folder, name))).toBe(true);
    expect(room.catalogue.quarantine.list()).toHaveLength(1);
  });

  it('PRB-3 a disposed ingest waits for nothing and leaves no timer', async () => {
    const room = ingestRoom();
    room.result = () => notFinalized;
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    room.ingest.wake(run.runId);
    await until(() => room.probes.length === 1 && room.clock.timers > 1);
    await room.ingest.dispose();
    expect(room.clock.timers).toBe(0);
  });
});
