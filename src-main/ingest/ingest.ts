/**
 * Primary ingest (ING-1): the rows of FFmpeg's manifests become segments of the catalogue; where the watcher was chosen,
 * finished files do (ING-6). Follows live runs, settles ended ones, and at start adopts what a crash left (REC-9). Every run has its own queue, so that a slow file of one
 * camera never delays another's. Never starts or ends a recording.
 */
import { MANIFEST_POLL_MS, ORPHAN_SEARCH_MS } from '../../shared/model/limits.ts';
import type { IngestSource } from '../../shared/model/camera.ts';
import type { SourceCounters } from '../../shared/model/camera-status.ts';
import type { IngestQueue } from '../../shared/model/health.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Run } from '../catalogue/runs-table.ts';
import { cameraNumberOf } from '../catalogue/segment-row.ts';
import { DeferredProbes } from './deferred-probes.ts';
import { CounterBook } from './ingest-counters.ts';
import { OrphanFinder, type UnlistedFile } from './orphan-finder.ts';
import type { AdoptionReport, IngestCounters, IngestPorts, RunToIngest } from './ports.ts';
import { QuarantineMover } from './quarantine-mover.ts';
import { RunFollower } from './run-follower.ts';
import { SegmentProcessor } from './segment-processor.ts';
import { UnreadableFiles } from './unreadable-files.ts';

export interface IngestOptions extends IngestPorts {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Ingest {
  readonly #options: IngestOptions;
  /** What lies in quarantine, for the operator. */
  readonly unreadable: UnreadableFiles;
  readonly #counters: CounterBook;
  readonly #processor: SegmentProcessor;
  readonly #deferred: DeferredProbes;
  readonly #runs = new Map<number, RunFollower>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #life = new AbortController();
  readonly #polling: Timer;
  readonly #orphans: OrphanFinder;
  readonly #orphanSearch: Timer;
  /** Runs of earlier lives of the app: none of them can be about to be followed. */
  readonly #leftRuns = new Set<number>();

  constructor(options: IngestOptions) {
    const { catalogue, clock, logger } = options;
    this.#options = options;
    this.#counters = new CounterBook(logger);
    const shared = { catalogue, ports: options, clock, logger, counters: this.#counters };
    const quarantine = new QuarantineMover({ catalogue, clock });
    this.#processor = new SegmentProcessor({ ...shared, signal: this.#life.signal });
    this.#deferred = new DeferredProbes({ ...shared, quarantine });
    this.unreadable = new UnreadableFiles({ ...shared, onOrphan: () => void this.findOrphans() });
    this.#polling = clock.every(MANIFEST_POLL_MS, () => void this.#poll());
    this.#orphans = new OrphanFinder({
      catalogue,
      clock,
      logger,
      processor: this.#processor,
      signal: this.#life.signal,
      isLive: (runId) => this.#runs.has(runId),
      searchLiveRun: async (runId) => this.#runs.get(runId)?.searchOrphans(clock.now()),
      settleLeftRuns: async () => void (await this.#settleLeftRuns()),
    });
    this.#orphanSearch = clock.every(ORPHAN_SEARCH_MS, () => void this.findOrphans());
    void this.#checkDeferred();
  }

  /** Begins to follow a run; call it before its FFmpeg can write a row. */
  watchRun(run: RunToIngest): void {
    void this.#follow(run).hasNews();
  }

  /** The manifest may have grown: FFmpeg said that it opened the next file. Unknown runs are ignored. */
  wake(runId: number): void {
    const follower = this.#runs.get(runId);
    // The watcher is a way back for those who mistrust what FFmpeg says: it goes by the folder alone.
    if (follower?.source === 'manifest') void this.#drain(follower);
  }

  /** Takes everything an ended run left, by its manifest and by its folder, and settles the run. Never rejects. */
  async finishRun(runId: number): Promise<void> {
    const follower = this.#runs.get(runId);
    if (!follower) return;
    await this.#settle(follower);
    this.#runs.delete(runId);
    this.#processor.forget(runId);
  }

  /** At start, before any run: brings in what earlier lives of the app left. Folders that are away wait for the next search. */
  async adoptCrashedRuns(): Promise<AdoptionReport> {
    for (const { id } of this.#options.catalogue.runs.unsettled()) this.#leftRuns.add(id);
    return this.#settleLeftRuns();
  }

  /** Searches for finished files that nothing knows (ING-5); also by itself every five minutes. Never rejects. */
  async findOrphans(): Promise<void> {
    if (this.#life.signal.aborted) return;
    await this.#track(this.#orphans.search());
    await this.#track(this.#clearQuarantine());
    await this.#checkDeferred();
  }

  /** The same for a catalogue whose rows are not what they were at the last search: no folder is passed over. */
  async readEverything(): Promise<void> {
    this.#orphans.forget();
    await this.findOrphans();
  }

  /** Files in cameras' folders that are none of ours, as of the last search. */
  unlistedFiles(): readonly UnlistedFile[] {
    return this.#orphans.unlisted;
  }

  /** Since the app started; for the status of the camera and the sum on the Health page (ING-7). */
  counters(cameraNumber: number): IngestCounters {
    return this.#counters.of(cameraNumber);
  }

  countersBySource(cameraNumber: number): Readonly<Record<IngestSource, SourceCounters>> {
    return this.#counters.bySource(cameraNumber);
  }

  /** How a camera's finished files are noticed now (ING-6). */
  sourceOf(cameraNumber: number): IngestSource {
    return this.#options.sourceOf(cameraNumber);
  }

  /** Finished files of a camera that are not on the timeline yet. */
  queueOf(cameraNumber: number): IngestQueue {
    const own = [...this.#runs.values()].filter(({ run }) => run.cameraNumber === cameraNumber);
    const deferred = this.#options.catalogue.quarantine.deferred();
    return {
      waiting: own.reduce((sum, follower) => sum + follower.waiting, 0),
      deferred: deferred.filter(({ segmentId }) => cameraNumberOf(segmentId) === cameraNumber).length,
    };
  }

  /** Runs that are being followed. */
  get followedRuns(): number {
    return this.#runs.size;
  }

  /** Stops following; resolves when nothing is under way. What is unread stays unread and is found at the next start. */
  async dispose(): Promise<void> {
    this.#life.abort();
    this.#polling.cancel();
    this.#orphanSearch.cancel();
    for (const follower of this.#runs.values()) follower.leave();
    this.#runs.clear();
    await this.#deferred.dispose();
    await Promise.allSettled(this.#underWay);
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  #follow(run: RunToIngest): RunFollower {
    const { catalogue, logger, sourceOf } = this.#options;
    const follower: RunFollower = new RunFollower(run, {
      catalogue,
      logger,
      processor: this.#processor,
      counters: this.#counters,
      sourceOf,
      onNewFile: () => void this.#drain(follower),
    });
    this.#runs.set(run.runId, follower);
    return follower;
  }

  /** Runs that ended, or were left by a crash, and could not be settled yet; none that is being followed. */
  async #settleLeftRuns(): Promise<AdoptionReport> {
    const { catalogue, logger } = this.#options;
    const report = { runs: 0, fromManifests: 0, adopted: 0, deferred: 0, deadStarts: 0 };
    for (const run of catalogue.runs.unsettled()) {
      if (this.#runs.has(run.id) || this.#life.signal.aborted) continue;
      if (run.endedAt === undefined && !this.#leftRuns.has(run.id)) continue;
      const known = this.#toIngest(run);
      if (!known) continue;
      const follower = this.#follow(known);
      const { segments } = catalogue;
      const before = segments.countOfRun(run.id);
      await this.#drain(follower);
      const drained = segments.countOfRun(run.id);
      const tally = await this.#settle(follower);
      this.#runs.delete(run.id);
      this.#processor.forget(run.id);
      if (run.endReason === undefined) this.#endCrashed(run);
      report.fromManifests += drained - before;
      if (!tally) continue;
      report.runs += 1;
      report.adopted += tally.stored;
      report.deferred += tally.deferred;
      report.deadStarts += tally['dead-start'];
    }
    if (report.runs > 0) logger.info('Brought in what an earlier run left', { ...report });
    return report;
  }

  /** Undefined while nobody knows where its disk is. */
  #toIngest(run: Run): RunToIngest | undefined {
    const { catalogue } = this.#options;
    const folder = catalogue.folderPathOf(run);
    const [slug = ''] = catalogue.folderOf(run).split('/');
    const { id: runId, cameraNumber, startedAt } = run;
    return folder === undefined ? undefined : { runId, cameraNumber, slug, folder, startedAt };
  }

  async #drain(follower: RunFollower): Promise<void> {
    if (this.#life.signal.aborted) return;
    try {
      await this.#track(follower.drain());
      void this.#checkDeferred();
    } catch (error) {
      // A disk that hiccups: what was not taken is found by the poll or at the next start.
      this.#options.logger.warn('A run could not be followed; it is tried again', {
        runId: follower.run.runId,
        error: String(error),
      });
    }
  }

  async #settle(follower: RunFollower) {
    const { catalogue, logger } = this.#options;
    const { runId } = follower.run;
    try {
      const tally = await this.#track(follower.finish());
      // A folder that is away with its disk is not settled: the next start, or the disk's return, looks again.
      if (this.#life.signal.aborted || !tally || !(await this.#isThere(runId))) return undefined;
      catalogue.runs.settle(runId);
      void this.#checkDeferred();
      return tally;
    } catch (error) {
      logger.warn('A run could not be settled; the next start tries again', { runId, error: String(error) });
      return undefined;
    }
  }

  async #isThere(runId: number): Promise<boolean> {
    const { catalogue, isThere } = this.#options;
    return (await isThere?.(catalogue.usage.volumeOf(runId))) ?? true;
  }

  /** Nobody saw this run's end; its last footage is the best that can be said. No reason is stored (glossary.md). */
  #endCrashed(run: Run): void {
    const { runs, segments } = this.#options.catalogue;
    const last = segments.lastOfRun(run.id);
    const endedAt = last ? last.startAt + last.durationMs : run.startedAt;
    runs.end(run.id, { endedAt });
    // Its disk was away when it was ended: the footage came later.
    runs.extend(run.id, endedAt);
  }

  async #clearQuarantine(): Promise<void> {
    try {
      await this.unreadable.settleInterrupted();
      await this.unreadable.expire();
    } catch (error) {
      this.#options.logger.warn('Quarantine could not be looked through', { error: String(error) });
    }
  }

  async #poll(): Promise<void> {
    // All at once: one after the other would wake this thread once for each.
    await Promise.all(
      [...this.#runs.values()].map(async (follower) => {
        if (await follower.hasNews()) void this.#drain(follower);
      }),
    );
  }

  async #checkDeferred(): Promise<void> {
    try {
      await this.#deferred.check();
    } catch (error) {
      this.#options.logger.warn('Deferred segments could not be looked at', { error: String(error) });
    }
  }
}
