import { statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectMp4File } from '../../src-main/media-file/inspect.ts';
import { playbackRoom } from '../support/playback-room.ts';
import { ONE_FILE } from '../support/segment-writer.ts';

describe('ingest of what FFmpeg writes', () => {
  it('ING-1 ING-8 every row becomes a ready segment soon after it was written, with times that fit', async () => {
    const room = await playbackRoom();
    const begunAt = Date.now();
    const run = room.record({ seconds: 11, rotationSeconds: 4, audio: true });
    await run.finished();
    const segments = room.segments();
    expect(segments.length).toBeGreaterThanOrEqual(3);
    expect(segments.map((segment) => segment.state)).toEqual(segments.map(() => 'ready'));
    for (const [i, segment] of segments.entries()) {
      const file = room.catalogue.pathOf(segment) ?? '';
      expect(statSync(file).size).toBe(segment.sizeBytes);
      const before = segments[i - 1];
      if (before) expect(segment.startAt).toBe(before.startAt + before.durationMs);
      expect(Math.abs(segment.mediaDurationMs - segment.durationMs)).toBeLessThan(2_500);
    }
    const [first] = segments;
    expect(first!.startAt).toBeGreaterThan(begunAt - 3_000);
    // A row follows the file's last write at once; three times what ING-8 allows for a median.
    const delays = room.added.map(({ segment, at }) => at - (segment.startAt + segment.durationMs));
    expect(delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThan(3_000);
    expect(room.catalogue.runs.byId(run.runId)?.settled).toBe(true);
  });

  it('REC-9 a run that was killed with the app is adopted at the next start, up to its last whole fragment', async () => {
    const room = await playbackRoom();
    const run = room.record({ seconds: 30, rotationSeconds: ONE_FILE });
    await room.growsTo(4);
    run.writer.kill('SIGKILL');
    await run.writer.exited;
    const file = run.writer.opened[0]!;
    const before = inspectMp4File(file);
    await room.restartIngest();
    const report = await room.ingest.adoptCrashedRuns();
    expect(report).toMatchObject({ runs: 1, adopted: 1 });
    const [segment] = room.segments();
    expect(segment?.mediaDurationMs).toBe(Math.round(before.durationMs));
    expect(room.catalogue.runs.byId(run.runId)).toMatchObject({ settled: true });
    expect(await room.ingest.adoptCrashedRuns()).toMatchObject({ runs: 0 });
  });

  it('STO-5 a file that a full disk tore, with its row, is kept as suspect up to its last whole fragment', async () => {
    const room = await playbackRoom();
    const run = room.record({ seconds: 5, rotationSeconds: ONE_FILE });
    await run.writer.exited;
    const file = run.writer.opened[0]!;
    const whole = inspectMp4File(file);
    const last = whole.fragments.at(-1)!;
    truncateSync(file, last.offset + last.sizeBytes - 7);
    await run.finished();
    const [segment] = room.segments();
    expect(segment).toMatchObject({ state: 'suspect', sizeBytes: statSync(file).size });
    expect(segment!.mediaDurationMs).toBe(Math.round(last.startMs));
    expect(room.added).toHaveLength(1);
  });

  it('REC-9 a dead start is removed, other files are not', async () => {
    const room = await playbackRoom();
    const run = room.record({ seconds: 3, rotationSeconds: ONE_FILE });
    await run.writer.exited;
    const file = run.writer.opened[0]!;
    const { initBytes } = inspectMp4File(file);
    // As FFmpeg leaves a start whose camera never sent a fragment: the initialization section and nothing else.
    truncateSync(file, initBytes);
    truncateSync(path.join(run.folder, 'segments.csv'), 0);
    await run.finished();
    expect(() => statSync(file)).toThrow();
    expect(room.segments()).toEqual([]);
  });
});
