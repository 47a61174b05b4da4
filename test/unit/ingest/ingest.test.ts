import { appendFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { ProbeResult } from '../../../src-main/probe/probe-result.ts';
import { HOUR_START } from '../../support/catalogue-fixture.ts';
import { until } from '../../support/until.ts';
import { good, ingestRoom } from './ingest-room.ts';

describe('ingest of a live run', () => {
  it('ING-1 turns each manifest row into a ready segment with chained times', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    room.row(run, 1);
    room.ingest.wake(run.runId);
    await until(() => room.added.length === 2);
    expect(room.segments(run)).toMatchObject([
      { startAt: HOUR_START, durationMs: 10_000, state: 'ready', sizeBytes: 5 },
      { startAt: HOUR_START + 10_000, durationMs: 10_000, state: 'ready' },
    ]);
  });

  it('ING-1 finds a row without a wake-up, by the size of the manifest', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    await room.clock.advance(2_000);
    await until(() => room.added.length === 1);
  });

  it('ING-2 I3 the offset is committed with the row, and a restart reads on behind it', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    room.ingest.wake(run.runId);
    await until(() => room.added.length === 1);
    await room.restart();
    room.ingest.watchRun(run);
    room.row(run, 1);
    room.ingest.wake(run.runId);
    await until(() => room.added.length === 2);
    expect(room.probes).toHaveLength(2);
    expect(room.catalogue.manifests.offset(run.runId)).toBeGreaterThan(0);
  });

  it('ING-3 the same row read twice is one segment', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    const name = room.row(run, 0);
    appendFileSync(run.manifest, `${name},0.0,10.0\n`);
    truncateSync(run.manifest, 0);
    appendFileSync(run.manifest, `${name},0.0,10.0\n${name},0.0,10.0\n`);
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run)).toHaveLength(1);
    expect(room.ingest.counters(run.cameraNumber).manifestIngestCount).toBe(1);
  });

  it('ING-4 garbage between rows is counted, logged once and skipped', async () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
    const room = ingestRoom({ logger });
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    appendFileSync(run.manifest, '../../etc/passwd,0,1\n\0\0\n');
    appendFileSync(run.manifest, `front-door_2026-11-23_20-00-00Z.mp4,0,1\n`);
    room.row(run, 1);
    appendFileSync(run.manifest, 'and a last one\n');
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run)).toHaveLength(2);
    expect(room.ingest.counters(run.cameraNumber)).toMatchObject({
      manifestIngestCount: 2,
      manifestParseErrors: 4,
    });
    expect(warnings).toHaveLength(1);
  });

  it('ING-4 a row whose file is a link or a folder is none', async () => {
    const room = ingestRoom();
    const run = room.begin();
    const outside = path.join(room.recordingsFolder, 'outside.mp4');
    writeFileSync(outside, 'secret');
    const link = 'front-door_2026-11-23_12-00-00Z.mp4';
    const folder = 'front-door_2026-11-23_12-00-10Z.mp4';
    symlinkSync(outside, path.join(run.folder, link));
    mkdirSync(path.join(run.folder, folder));
    appendFileSync(run.manifest, `${link},0.0,10.0\n${folder},10.0,20.0\n`);
    room.ingest.watchRun(run);
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run)).toEqual([]);
    expect(room.probes).toEqual([]);
  });

  it('ING-7 writes one summary line per camera every 20 segments', async () => {
    const lines: unknown[] = [];
    const logger = { ...silentLogger, info: (...line: unknown[]) => void lines.push(line) };
    const room = ingestRoom({ logger });
    const run = room.begin();
    for (let n = 0; n < 45; n += 1) room.row(run, n);
    room.ingest.watchRun(run);
    await room.ingest.finishRun(run.runId);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject(['Segments ingested', { manifestIngestCount: 40, probeRetryCount: 0 }]);
  });

  it('ING-8 a slow file of one camera does not delay another’s', async () => {
    const room = ingestRoom();
    const slow = room.begin('slow');
    const quick = room.begin('quick');
    const held = Promise.withResolvers<ProbeResult>();
    room.result = (name) => (name.startsWith('slow') ? held.promise : good);
    for (const run of [slow, quick]) {
      room.ingest.watchRun(run);
      room.row(run, 0);
      room.ingest.wake(run.runId);
    }
    await until(() => room.added.length === 1);
    expect(room.added[0]?.name).toMatch(/^quick/);
    held.resolve(good);
    await until(() => room.added.length === 2);
  });

  it('a segment whose own clock disagrees with the wall clock is suspect and kept', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    const name = room.file(run, 0);
    appendFileSync(run.manifest, `${name},0.000000,44127.860000\n`);
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run)).toMatchObject([{ state: 'suspect', durationMs: 10_000 }]);
  });
});

describe('adoption', () => {
  it('REC-9 reads unread rows, adopts what no row named, removes dead starts, ends and settles the run', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.row(run, 0);
    room.row(run, 1);
    room.file(run, 2);
    const dead = room.file(run, 3, '');
    const report = await room.ingest.adoptCrashedRuns();
    expect(report).toEqual({ runs: 1, fromManifests: 2, adopted: 1, deferred: 0, deadStarts: 1 });
    expect(room.segments(run)).toHaveLength(3);
    expect(room.removed).toEqual([dead]);
    const settled = room.catalogue.runs.byId(run.runId);
    expect(settled).toMatchObject({ settled: true, endedAt: HOUR_START + 30_000 });
    expect(settled).not.toHaveProperty('endReason');
    expect(await room.ingest.adoptCrashedRuns()).toMatchObject({ runs: 0 });
  });

  it('REC-9 takes a torn file up to its last whole fragment', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.file(run, 0);
    const torn = good.ok ? { ...good.report, complete: false, durationMs: 8_000 } : undefined;
    room.result = () => ({ ok: false, failure: 'truncated', detail: 'torn', playable: torn! });
    await room.ingest.adoptCrashedRuns();
    expect(room.segments(run)).toMatchObject([
      { state: 'suspect', durationMs: 8_000, startAt: HOUR_START + 2_000 },
    ]);
  });

  it('REC-7 a run that was killed is adopted in the same stop', async () => {
    const room = ingestRoom();
    const run = room.begin();
    room.ingest.watchRun(run);
    room.row(run, 0);
    room.file(run, 1);
    room.catalogue.runs.end(run.runId, { endedAt: HOUR_START + 20_000, reason: 'recorder-crashed' });
    await room.ingest.finishRun(run.runId);
    expect(room.segments(run)).toHaveLength(2);
    expect(room.catalogue.runs.byId(run.runId)).toMatchObject({
      settled: true,
      endReason: 'recorder-crashed',
    });
  });

  it('RET-8 a disk that is away settles nothing; what is on it comes in when it is back', async () => {
    const room = ingestRoom();
    const run = room.begin();
    const away = `${room.recordingsFolder}-away`;
    room.row(run, 0);
    const { renameSync } = await import('node:fs');
    renameSync(path.join(room.recordingsFolder, 'front-door'), away);
    await room.ingest.adoptCrashedRuns();
    expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(false);
    renameSync(away, path.join(room.recordingsFolder, 'front-door'));
    expect(await room.ingest.adoptCrashedRuns()).toMatchObject({ fromManifests: 1 });
  });
});
