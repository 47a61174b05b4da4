/** Puts a simulated life (fault-history.ts) into a catalogue's real tables, the way the recorder would have written it. */
import type { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { encodeFragmentIndex } from '../../src-main/media-file/fragment-index.ts';
import type { Fragment } from '../../src-main/media-file/mp4-report.ts';
import type { SegmentState } from '../../shared/model/segment.ts';
import type { History, HistoryFile, HistoryRun } from './fault-history.ts';

export function storeHistory(catalogue: Catalogue, cameraNumber: number, history: History): void {
  catalogue.transaction(() => {
    for (const [i, life] of history.lives.entries()) {
      catalogue.heartbeats.appStarted(life.startedAt);
      catalogue.heartbeats.beat(life.lastBeatAt);
      if (life.orderly && i < history.lives.length - 1) catalogue.heartbeats.appStopped(life.lastBeatAt);
    }
    for (const { at, state } of history.enablement) catalogue.enablement.record(cameraNumber, at, state);
    // What an attempt stores depends on the runs before it.
    const attempts = history.attempts.map((attempt) => ({ at: attempt.at, attempt, run: undefined }));
    const runs = history.runs.map((run) => ({ at: run.startedAt, run, attempt: undefined }));
    const stored: Stored[] = [];
    for (const { attempt, run } of [...attempts, ...runs].toSorted((a, b) => a.at - b.at)) {
      if (attempt) catalogue.attempts.record({ cameraNumber, ...attempt });
      if (run) stored.push(...storeRun(catalogue, cameraNumber, run));
    }
    remove(catalogue, stored);
  });
}

interface Stored {
  readonly id: number;
  readonly fate: HistoryFile['fate'];
}

let runs = 0;

function storeRun(catalogue: Catalogue, cameraNumber: number, run: HistoryRun): Stored[] {
  const { startedAt, endedAt, endReason, gopMs, files } = run;
  const sessionId = catalogue.sessions.begin({ cameraNumber, startedAt });
  runs += 1;
  const runId = catalogue.runs.begin({ cameraNumber, sessionId, folder: `run-${runs}`, startedAt });
  const stored = files.map((file, i) => {
    const durationMs = file.to - file.from;
    const { segment } = catalogue.segments.insert(
      {
        cameraNumber,
        runId,
        startAt: file.from,
        durationMs,
        mediaDurationMs: durationMs,
        sizeBytes: durationMs,
        nameStampS: Math.floor(startedAt / 1_000) + i,
        videoCodec: 'H264',
        hasAudio: false,
        state: stateOf(file.fate),
      },
      encodeFragmentIndex(fragmentsOf(file, gopMs)),
    );
    return { id: segment.id, fate: file.fate };
  });
  catalogue.runs.end(runId, { endedAt, ...(endReason && { reason: endReason }) });
  return stored;
}

function stateOf(fate: HistoryFile['fate']): SegmentState {
  return fate === 'suspect' || fate === 'deferred' || fate === 'failed' ? fate : 'ready';
}

function fragmentsOf({ from, to, hole }: HistoryFile, gopMs: number): Fragment[] {
  const fragments: Fragment[] = [];
  for (let startMs = 0; startMs < to - from; startMs += gopMs) {
    const durationMs = Math.min(gopMs, to - from - startMs);
    const holeMs = hole ? hole.from - from - startMs : -1;
    const isHere = hole !== undefined && holeMs >= 0 && holeMs < durationMs;
    fragments.push({
      offset: startMs,
      sizeBytes: durationMs,
      startMs,
      durationMs,
      key: true,
      hasAudio: false,
      ...(isHere && { hole: { startMs: startMs + holeMs, durationMs: hole.to - hole.from } }),
    });
  }
  return fragments;
}

function remove({ deletions }: Catalogue, stored: readonly Stored[]): void {
  const idsOf = (fate: HistoryFile['fate']) =>
    stored.filter((each) => each.fate === fate).map(({ id }) => id);
  for (const reason of ['deleted-by-retention', 'deleted-by-operator'] as const) {
    deletions.mark(idsOf(reason), { reason, at: 0 });
    deletions.finish(deletions.pending({ limit: 10_000 }));
  }
  deletions.mark(idsOf('being-deleted'), { reason: 'deleted-by-retention', at: 0 });
}
