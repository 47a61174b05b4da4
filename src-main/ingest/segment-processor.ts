/**
 * Takes one file of a run into the catalogue: probe → sync the file → sync its folder → one transaction with the row, its
 * fragment index and the manifest's offset (REC-16, I3). The same file by two paths is one segment (ING-3).
 * Never deletes and never gives a file up: what cannot be read is deferred, and decided by deferred-probes.ts.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { HOLE_MS } from '../../shared/model/limits.ts';
import { nameStampOf } from '../../shared/model/segment-name.ts';
import type { IngestSource } from '../../shared/model/camera.ts';
import type { Segment, SegmentState } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import { syncFileAsync, syncFolderAsync } from '../base/durable-file.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { encodeFragmentIndex } from '../media-file/fragment-index.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import { decideProbe } from '../probe/probe-policy.ts';
import type { ProbeResult } from '../probe/probe-result.ts';
import type { CounterBook } from './ingest-counters.ts';
import type { IngestPorts, RunToIngest } from './ports.ts';
import { adoptedTimes, finishedTimes, type SegmentTimes, type TimeFacts } from './segment-times.ts';

/** `missing`: there is no such file (or it is none); `dead-start`: it never held a picture. */
export type Taken = 'stored' | 'duplicate' | 'deferred' | 'missing' | 'dead-start';

export interface RowToTake {
  readonly by: 'row';
  readonly run: RunToIngest;
  readonly name: string;
  /** What the manifest's row states. */
  readonly rowDurationMs: number;
  /** To be committed with the segment. */
  readonly manifestOffset: number;
}

export interface FileToTake {
  /**
   * `folder`: a younger file shows that its writer is done with it. `last`: the run has ended. `orphan`: found long after,
   * so that the time of its last write says little.
   */
  readonly by: 'folder' | 'last' | 'orphan';
  readonly run: RunToIngest;
  readonly name: string;
}

type Wanted = RowToTake | FileToTake;

export interface ProcessorDeps {
  readonly catalogue: Catalogue;
  readonly ports: IngestPorts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: CounterBook;
  /** Aborted when ingest is disposed: retries are then left to the next start. */
  readonly signal: AbortSignal;
}

export class SegmentProcessor {
  readonly #deps: ProcessorDeps;
  /** Of live runs: when the last stored file was finished, which is when the next one began. */
  readonly #finishedAt = new Map<number, { readonly nameStampS: number; readonly at: number }>();

  constructor(deps: ProcessorDeps) {
    this.#deps = deps;
  }

  /** Brings one file into the catalogue, or says what became of it. Throws the disk's errors: the caller tries again. */
  async take(wanted: Wanted): Promise<Taken> {
    const { catalogue, ports } = this.#deps;
    const { run, name } = wanted;
    const nameStampS = nameStampOf(name, run.slug);
    if (nameStampS === undefined) return 'missing';
    if (catalogue.segments.has(run.runId, nameStampS)) return this.#skip(wanted, 'duplicate');
    const file = path.join(run.folder, name);
    const facts = await lstat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!facts?.isFile()) return this.#skip(wanted, 'missing');

    const { result, verdict } = await this.#probe(file, wanted);
    const { mtimeMs, size } = await lstat(file);
    if (wanted.by !== 'row' && isDeadStart(size, result)) {
      await ports.removeDeadStart(file);
      return 'dead-start';
    }
    const found = result.ok ? result.report : result.playable;
    await syncFileAsync(file);
    await syncFolderAsync(run.folder);

    const times = await this.#times(wanted, { nameStampS, modifiedAt: mtimeMs, found });
    const state = stateOf(verdict, times.doubt);
    const stored = catalogue.transaction(() => {
      const inserted = catalogue.segments.insert(
        {
          cameraNumber: run.cameraNumber,
          runId: run.runId,
          startAt: times.startAt,
          durationMs: times.durationMs,
          mediaDurationMs: Math.round(found?.durationMs ?? rowDurationOf(wanted) ?? 0),
          sizeBytes: size,
          nameStampS,
          videoCodec: found?.video?.codec ?? 'H264',
          hasAudio: found?.audio !== undefined,
          state,
        },
        encodeFragmentIndex(found?.fragments ?? []),
        wanted.by === 'row' ? { manifestOffset: wanted.manifestOffset } : {},
      );
      if (inserted.kind === 'inserted' && verdict === 'defer') {
        catalogue.quarantine.defer({
          segmentId: inserted.segment.id,
          failure: result.ok ? 'unreadable' : result.failure,
          tries: ports.probeLimits().tries,
          retryAt: this.#deps.clock.now() + ports.probeLimits().coolDownMs,
          source: sourceOf(wanted),
        });
      }
      return inserted;
    });
    if (stored.kind === 'duplicate') return 'duplicate';
    const finishedAt = Math.max(Math.round(mtimeMs), times.startAt + times.durationMs);
    this.#finishedAt.set(run.runId, { nameStampS, at: finishedAt });
    this.#announce(wanted, stored.segment, file, times.doubt);
    return verdict === 'defer' ? 'deferred' : 'stored';
  }

  /** The run is settled: nothing more will come of it. */
  forget(runId: number): void {
    this.#finishedAt.delete(runId);
  }

  /** Probes until the policy is sure; waits between the tries (PRB-3). */
  async #probe(
    file: string,
    wanted: Wanted,
  ): Promise<{ result: ProbeResult; verdict: 'ready' | 'salvage' | 'defer' }> {
    const { ports, clock, signal, counters } = this.#deps;
    for (let tries = 1; ; tries += 1) {
      const result = await ports.probe(file);
      const decision = decideProbe({ result, tries, deferredBefore: false, limits: ports.probeLimits() });
      if (decision.kind === 'ready' || decision.kind === 'salvage') return { result, verdict: decision.kind };
      // Where the writer is gone only a disk that recovers can make a difference soon.
      const mayBeWritten = wanted.by === 'row' || wanted.by === 'folder';
      const isWorthAnotherTry = mayBeWritten || (!result.ok && result.failure === 'io');
      if (decision.kind !== 'retry' || !isWorthAnotherTry) return { result, verdict: 'defer' };
      counters.count(wanted.run.cameraNumber, sourceOf(wanted), 'probeRetryCount');
      await clock.sleep(decision.afterMs, signal);
      if (signal.aborted) return { result, verdict: 'defer' };
    }
  }

  async #times(
    wanted: Wanted,
    file: { nameStampS: number; modifiedAt: number; found: Mp4Report | undefined },
  ): Promise<SegmentTimes> {
    const { run } = wanted;
    const rowDurationMs = rowDurationOf(wanted);
    const { nameStampS, modifiedAt, found } = file;
    const silentSince = run.silentSince?.();
    const facts: TimeFacts = {
      modifiedAt,
      namedAt: nameStampS * 1000,
      mediaDurationMs: found?.durationMs ?? rowDurationMs ?? 0,
      runStartedAt: run.startedAt,
      ...(silentSince === undefined ? {} : { silentSince }),
      ...(rowDurationMs === undefined ? {} : { rowDurationMs }),
    };
    // What its writer did not live to finish ends with its pictures, not with the time of its last write.
    // Of what cannot be read at all, the time between two files is the best that can be said.
    const isFinished = wanted.by === 'row' || (wanted.by !== 'orphan' && found?.finalized !== false);
    const judge = isFinished ? finishedTimes : adoptedTimes;
    const previous = this.#deps.catalogue.segments.lastBefore(run.runId, nameStampS);
    const chained = previous ? { ...facts, previousEndAt: this.#endOf(run.runId, previous) } : facts;
    const times = judge(chained);
    if (times.durationMs - facts.mediaDurationMs < HOLE_MS) return times;
    // It seems to begin long before its pictures do: perhaps a file before it is no segment yet.
    const previousEndAt = await lastWriteBetween(run, previous?.nameStampS ?? 0, nameStampS);
    return previousEndAt === undefined ? times : judge({ ...facts, previousEndAt });
  }

  /** When a stored file was finished: as remembered, or where its footage ended. */
  #endOf(runId: number, { nameStampS, startAt, durationMs }: Segment): number {
    const finished = this.#finishedAt.get(runId);
    return finished?.nameStampS === nameStampS ? finished.at : startAt + durationMs;
  }

  #announce(wanted: Wanted, segment: Segment, file: string, doubt: string | undefined): void {
    const { counters, logger, ports } = this.#deps;
    const { cameraNumber } = wanted.run;
    counters.count(cameraNumber, sourceOf(wanted), 'ingestCount');
    if (segment.state === 'deferred') counters.count(cameraNumber, sourceOf(wanted), 'probeDeferredCount');
    if (segment.state !== 'ready') {
      logger.warn('A segment is not beyond doubt', { file: wanted.name, state: segment.state, doubt });
    }
    ports.onSegment({ segment, file });
  }

  /** Nothing is stored, but the manifest's row is dealt with. */
  #skip(wanted: Wanted, taken: Taken): Taken {
    if (wanted.by === 'row') {
      this.#deps.catalogue.manifests.advance(wanted.run.runId, wanted.manifestOffset);
    }
    return taken;
  }
}

function sourceOf(wanted: Wanted): IngestSource {
  return wanted.by === 'row' ? 'manifest' : 'watcher';
}

function rowDurationOf(wanted: Wanted): number | undefined {
  return wanted.by === 'row' ? wanted.rowDurationMs : undefined;
}

/** When the newest file between two names of a run was last written to, UTC ms. */
async function lastWriteBetween(
  run: RunToIngest,
  afterS: number,
  beforeS: number,
): Promise<number | undefined> {
  let newest: { readonly name: string; readonly nameStampS: number } | undefined;
  for (const name of await readdir(run.folder)) {
    const nameStampS = nameStampOf(name, run.slug);
    if (nameStampS === undefined || nameStampS <= afterS || nameStampS >= beforeS) continue;
    if (!newest || nameStampS > newest.nameStampS) newest = { name, nameStampS };
  }
  return newest && Math.round((await lstat(path.join(run.folder, newest.name))).mtimeMs);
}

function stateOf(verdict: 'ready' | 'salvage' | 'defer', doubt: string | undefined): SegmentState {
  if (verdict === 'defer') return 'deferred';
  return verdict === 'ready' && doubt === undefined ? 'ready' : 'suspect';
}

/** FFmpeg opened the file and ended before the first fragment: nothing, or only the initialization section. */
function isDeadStart(sizeBytes: number, result: ProbeResult): boolean {
  return sizeBytes === 0 || (!result.ok && result.failure === 'empty');
}
