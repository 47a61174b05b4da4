/**
 * Gathers from the catalogue what the ledger of one camera and range is computed from. Reads a little beyond the range,
 * and what was before it where that still speaks (the last end, the last state), so that a ledger says the same about an
 * instant however its range is cut. Reads only; decides nothing.
 */
import type { Span } from '../../shared/model/coverage.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RemovalReason, RemovedFootage } from '../catalogue/deletions-table.ts';
import type { Run } from '../catalogue/runs-table.ts';
import type { SegmentFile } from '../catalogue/segment-files-table.ts';
import type { CoverageFacts, Footage, RunFact } from './facts.ts';
import { extentOf, union, within } from './intervals.ts';

/** What lies in files, by rows and by the file that is being written. */
export interface FoundFootage {
  readonly footage: readonly Footage[];
  readonly unreadable: readonly (Span & { readonly runId: number })[];
  readonly deleting: readonly (RemovedFootage & { readonly runId: number })[];
}

export interface FactsWish {
  readonly cameraNumber: number;
  readonly from: number;
  readonly to: number;
  readonly toleranceMs: number;
  readonly gapReasonOf: CoverageFacts['gapReasonOf'];
  /** The distance of a run's key frames; asked only where it decides whether a gap is one. */
  readonly gopMsOf: (runId: number) => number | undefined;
}

/** A longer GOP is refused when the camera is added; nothing further away decides about a gap. */
export const GOP_MAX_MS = 60_000;

export function factsOf(catalogue: Catalogue, wish: FactsWish, found: FoundFootage): CoverageFacts {
  const { cameraNumber, from, to, toleranceMs, gapReasonOf } = wish;
  const runBefore = catalogue.runs.lastEndedBefore(cameraNumber, from);
  const attemptBefore = catalogue.attempts.lastBefore(cameraNumber, from);
  const during = catalogue.runs.between(cameraNumber, from, to);
  const runs = runBefore && during.every(({ id }) => id !== runBefore.id) ? [runBefore, ...during] : during;
  const livedFrom = Math.min(from, runs[0]?.startedAt ?? from);
  const livedTo = runs.reduce((latest, { endedAt = to }) => Math.max(latest, endedAt), to);
  const deleted = catalogue.deletions.removedBetween(cameraNumber, livedFrom, livedTo);
  const removed = [...found.deleting, ...deleted];
  // What an end meant depends on the state then.
  const statesFrom = Math.min(from, runBefore?.endedAt ?? from, attemptBefore?.at ?? from);
  const stateBefore = catalogue.enablement.lastBefore(cameraNumber, statesFrom);
  return {
    from,
    to,
    footage: found.footage,
    unreadable: found.unreadable,
    removed,
    enablement: [
      ...(stateBefore ? [stateBefore] : []),
      ...catalogue.enablement.between(cameraNumber, statesFrom, to),
    ],
    runs: runFacts(catalogue, { ...wish, runs, removed: union(deleted) }, found),
    attempts: [
      ...(attemptBefore ? [attemptBefore] : []),
      ...catalogue.attempts.between(cameraNumber, from, to),
    ],
    absences: catalogue.heartbeats.absences(livedFrom, to),
    toleranceMs,
    gapReasonOf,
  };
}

interface RunsWish extends FactsWish {
  readonly runs: readonly Run[];
  /** A union. */
  readonly removed: readonly Span[];
}

function runFacts(catalogue: Catalogue, wish: RunsWish, found: FoundFootage): RunFact[] {
  const { runs, from, to, removed } = wish;
  const files = Map.groupBy([...found.footage, ...found.unreadable, ...found.deleting], (file) => file.runId);
  return runs.map(({ id, startedAt, endedAt, endReason }) => {
    const own = files.get(id) ?? [];
    const reachesOut = startedAt < from || (endedAt ?? Infinity) > to;
    const outside = reachesOut ? endsOfRun(catalogue, id) : [];
    const gone = within(removed, { from: startedAt, to: endedAt ?? to });
    const extent = extentOf([...own, ...outside, ...gone]);
    const gopMs = areApart([...own, ...gone], wish.toleranceMs) ? wish.gopMsOf(id) : undefined;
    return {
      runId: id,
      startedAt,
      ...(endedAt !== undefined && { endedAt }),
      ...(endReason !== undefined && { endReason }),
      ...(extent && { extent }),
      ...(gopMs !== undefined && { gopMs }),
    };
  });
}

function endsOfRun(catalogue: Catalogue, runId: number): Span[] {
  const { segments, segmentFiles } = catalogue;
  return [segmentFiles.firstOfRun(runId), segments.lastOfRun(runId)].flatMap((segment) =>
    segment ? [spanOf(segment)] : [],
  );
}

/** Whether there is anything between files of a run that only its GOP can tell from a gap. */
function areApart(files: readonly Span[], toleranceMs: number): boolean {
  const sorted = files.toSorted((a, b) => a.from - b.from);
  return sorted.some(({ from }, i) => i > 0 && from - sorted[i - 1]!.to > toleranceMs);
}

function spanOf(segment: SegmentFile): Span {
  return { from: segment.startAt, to: segment.startAt + segment.durationMs };
}

export interface FileReaders<File> {
  readonly holesOf: (file: File) => readonly Span[];
  readonly removalReasonOf: (segmentId: number) => RemovalReason;
}

/** Rows as what they say: footage with its holes, unreadable, or on its way out. */
export function sortFiles<File extends SegmentFile>(
  rows: readonly File[],
  { holesOf, removalReasonOf }: FileReaders<File>,
): FoundFootage {
  const footage: Footage[] = [];
  const unreadable: (Span & { runId: number })[] = [];
  const deleting: (RemovedFootage & { runId: number })[] = [];
  for (const row of rows) {
    const file = { ...spanOf(row), runId: row.runId };
    switch (row.state) {
      case 'ready':
      case 'suspect': {
        const holes = holesOf(row);
        footage.push(holes.length > 0 ? { ...file, holes } : file);
        break;
      }
      case 'deleting':
        deleting.push({ ...file, reason: removalReasonOf(row.id) });
        break;
      case 'deferred':
      case 'failed':
        unreadable.push(file);
    }
  }
  return { footage, unreadable, deleting };
}
