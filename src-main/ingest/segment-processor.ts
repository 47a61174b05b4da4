/**
 * Takes one file of a run into the catalogue: probe → sync the file → sync its folder → one transaction with the row, its
 * fragment index and the manifest's offset (REC-16, I3). The same file by two paths is one segment (ING-3).
 * Never deletes and never gives a file up: what cannot be read is deferred, and decided by deferred-probes.ts.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { nameStampOf } from '../../shared/model/segment-name.ts';
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
import { adoptedTimes, finishedTimes } from './segment-times.ts';

/** `missing`: there is no such file (or it is none); `dead-start`: it never held a picture. */
export type Taken = 'stored' | 'duplicate' | 'deferred' | 'missing' | 'dead-start';

export interface FileToTake {
  readonly run: RunToIngest;
  readonly name: string;
  /** Duration its manifest row states; absent for a file that no row named. */
  readonly rowDurationMs?: number;
  /** To be committed with the row. */
  readonly manifestOffset?: number;
}

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
  readonly #finishedAt = new Map<number, number>();

  constructor(deps: ProcessorDeps) {
    this.#deps = deps;
  }

  /** Brings one file into the catalogue, or says what became of it. Throws the disk's errors: the caller tries again. */
  async take(wanted: FileToTake): Promise<Taken> {
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
    if (isOrphan(wanted) && isDeadStart(facts.size, result)) {
      await ports.removeDeadStart(file);
      return 'dead-start';
    }
    const found = result.ok ? result.report : result.playable;
    const { mtimeMs, size } = await lstat(file);
    await syncFileAsync(file);
    await syncFolderAsync(run.folder);

    const times = this.#times(wanted, mtimeMs, found);
    const state = stateOf(verdict, times.doubt);
    const stored = catalogue.transaction(() => {
      const inserted = catalogue.segments.insert(
        {
          cameraNumber: run.cameraNumber,
          runId: run.runId,
          startAt: times.startAt,
          durationMs: times.durationMs,
          mediaDurationMs: Math.round(found?.durationMs ?? wanted.rowDurationMs ?? 0),
          sizeBytes: size,
          nameStampS,
          videoCodec: found?.video?.codec ?? 'H264',
          hasAudio: found?.audio !== undefined,
          state,
        },
        encodeFragmentIndex(found?.fragments ?? []),
        wanted.manifestOffset === undefined ? {} : { manifestOffset: wanted.manifestOffset },
      );
      if (inserted.kind === 'inserted' && verdict === 'defer') {
        catalogue.quarantine.defer({
          segmentId: inserted.segment.id,
          failure: result.ok ? 'unreadable' : result.failure,
          tries: ports.probeLimits().tries,
          retryAt: this.#deps.clock.now() + ports.probeLimits().coolDownMs,
        });
      }
      return inserted;
    });
    if (stored.kind === 'duplicate') return 'duplicate';
    this.#finishedAt.set(run.runId, Math.max(Math.round(mtimeMs), times.startAt + times.durationMs));
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
    wanted: FileToTake,
  ): Promise<{ result: ProbeResult; verdict: 'ready' | 'salvage' | 'defer' }> {
    const { ports, clock, signal, counters } = this.#deps;
    for (let tries = 1; ; tries += 1) {
      const result = await ports.probe(file);
      const decision = decideProbe({ result, tries, deferredBefore: false, limits: ports.probeLimits() });
      if (decision.kind === 'ready' || decision.kind === 'salvage') return { result, verdict: decision.kind };
      // An orphan's writer is dead: only a disk that recovers can make a difference soon.
      const isWorthAnotherTry = !isOrphan(wanted) || (!result.ok && result.failure === 'io');
      if (decision.kind !== 'retry' || !isWorthAnotherTry) return { result, verdict: 'defer' };
      counters.count(wanted.run.cameraNumber, 'probeRetryCount');
      await clock.sleep(decision.afterMs, signal);
      if (signal.aborted) return { result, verdict: 'defer' };
    }
  }

  #times(wanted: FileToTake, modifiedAt: number, found: Mp4Report | undefined) {
    const { run, rowDurationMs } = wanted;
    const previous = this.#deps.catalogue.segments.lastOfRun(run.runId);
    const silentSince = run.silentSince?.();
    const facts = {
      modifiedAt,
      mediaDurationMs: found?.durationMs ?? rowDurationMs ?? 0,
      runStartedAt: run.startedAt,
      ...(previous && {
        previousEndAt: this.#finishedAt.get(run.runId) ?? previous.startAt + previous.durationMs,
      }),
      ...(silentSince === undefined ? {} : { silentSince }),
    };
    return rowDurationMs === undefined ? adoptedTimes(facts) : finishedTimes({ ...facts, rowDurationMs });
  }

  #announce(wanted: FileToTake, segment: Segment, file: string, doubt: string | undefined): void {
    const { counters, logger, ports } = this.#deps;
    const { cameraNumber } = wanted.run;
    if (wanted.manifestOffset !== undefined) counters.count(cameraNumber, 'manifestIngestCount');
    if (segment.state === 'deferred') counters.count(cameraNumber, 'probeDeferredCount');
    if (segment.state !== 'ready') {
      logger.warn('A segment is not beyond doubt', { file: wanted.name, state: segment.state, doubt });
    }
    ports.onSegment({ segment, file });
  }

  /** Nothing is stored, but the manifest's row is dealt with. */
  #skip(wanted: FileToTake, taken: Taken): Taken {
    if (wanted.manifestOffset !== undefined) {
      this.#deps.catalogue.manifests.advance(wanted.run.runId, wanted.manifestOffset);
    }
    return taken;
  }
}

function isOrphan(wanted: FileToTake): boolean {
  return wanted.rowDurationMs === undefined;
}

function stateOf(verdict: 'ready' | 'salvage' | 'defer', doubt: string | undefined): SegmentState {
  if (verdict === 'defer') return 'deferred';
  return verdict === 'ready' && doubt === undefined ? 'ready' : 'suspect';
}

/** FFmpeg opened the file and ended before the first fragment: nothing, or only the initialization section. */
function isDeadStart(sizeBytes: number, result: ProbeResult): boolean {
  return sizeBytes === 0 || (!result.ok && result.failure === 'empty');
}
