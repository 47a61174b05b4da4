/**
 * Follows one run from its start to its settlement: by its manifest's rows, or, when the watcher is the source (ING-6), by
 * the files in its folder; then whatever is left of both (REC-9). One file at a time per run; runs never wait for each
 * other. Whichever way comes first, a file is one segment. Decides nothing about a file itself.
 */
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { IngestSource } from '../../shared/model/camera.ts';
import type { Logger } from '../base/logger.ts';
import { SingleFlight } from '../base/single-flight.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { watchForNewFiles } from './folder-watch.ts';
import type { CounterBook } from './ingest-counters.ts';
import type { ManifestFault, ManifestLine, ManifestRow } from './manifest-parser.ts';
import { ManifestTailer } from './manifest-tailer.ts';
import { isAtRest, sortFolder } from './orphan-policy.ts';
import type { RunToIngest } from './ports.ts';
import type { FileToTake, SegmentProcessor, Taken } from './segment-processor.ts';

/** As cameras/run-folder.ts tells FFmpeg. */
export const MANIFEST_FILE = 'segments.csv';

export interface FollowerDeps {
  readonly catalogue: Catalogue;
  readonly processor: SegmentProcessor;
  readonly counters: CounterBook;
  readonly logger: Logger;
  readonly sourceOf: (cameraNumber: number) => IngestSource;
  /** A new file appeared in the folder; heard only while the watcher is the source. */
  readonly onNewFile: () => void;
}

export type Tally = Record<Taken, number>;

export class RunFollower {
  readonly run: RunToIngest;
  readonly #deps: FollowerDeps;
  readonly #manifest: string;
  readonly #tailer: ManifestTailer;
  readonly #flight = new SingleFlight(() => this.#follow());
  #endWatch: (() => void) | undefined;
  #faultLogged = false;
  #isOver = false;
  #isAsking = false;
  #waiting = 0;

  constructor(run: RunToIngest, deps: FollowerDeps) {
    this.run = run;
    this.#deps = deps;
    this.#manifest = path.join(run.folder, MANIFEST_FILE);
    this.#tailer = new ManifestTailer(this.#manifest, run.slug, deps.catalogue.manifests.offset(run.runId));
  }

  /** How this run is followed now. */
  get source(): IngestSource {
    return this.#deps.sourceOf(this.run.cameraNumber);
  }

  /** Finished files that were found and are not in the catalogue yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes what was finished since; resolves when that is in the catalogue. */
  drain(): Promise<void> {
    return this.#flight.trigger();
  }

  /** Whether `drain` may find something: the safety net under missed wake-ups. Also takes up a changed source. */
  async hasNews(): Promise<boolean> {
    if (this.#isOver) return false;
    if (this.source === 'watcher') {
      this.#endWatch ??= watchForNewFiles(this.run.folder, this.#deps.onNewFile);
      return true;
    }
    this.leave();
    // A disk that hangs still owes the last answer; asking again would only take another thread.
    if (this.#isAsking) return false;
    this.#isAsking = true;
    const facts = await stat(this.#manifest).catch(() => undefined);
    this.#isAsking = false;
    return facts !== undefined && facts.size !== this.#tailer.offset;
  }

  /**
   * The run's writer is gone: takes everything that is left, by the list and by the folder. The tally counts what no row
   * named; undefined when the folder is away.
   */
  async finish(): Promise<Tally | undefined> {
    this.leave();
    this.#isOver = true;
    await this.drain();
    const tally: Tally = { stored: 0, duplicate: 0, deferred: 0, missing: 0, 'dead-start': 0 };
    const names = await namesIn(this.run.folder);
    if (!names) return undefined;
    for (const name of this.#unknownOf(names, { isLive: false })) {
      tally[await this.#take('last', name)] += 1;
    }
    // Every row is a known file now, and its offset moves on: who goes back to the list finds nothing twice.
    if (this.source === 'watcher') await this.#drainManifest();
    return tally;
  }

  /**
   * Takes finished files of a live run that its manifest does not name, if they have been at rest for long (ING-5): a line
   * was damaged, or the list was lost.
   */
  async searchOrphans(now: number): Promise<void> {
    await this.drain();
    const names = (await namesIn(this.run.folder)) ?? [];
    for (const name of this.#unknownOf(names, { isLive: true })) {
      const facts = await lstat(path.join(this.run.folder, name));
      if (isAtRest(facts.mtimeMs, now)) await this.#take('folder', name);
    }
  }

  /** Stops listening to the folder; nothing is lost by it. */
  leave(): void {
    this.#endWatch?.();
    this.#endWatch = undefined;
  }

  async #follow(): Promise<void> {
    if (this.source === 'manifest') return this.#drainManifest();
    const names = (await namesIn(this.run.folder)) ?? [];
    const found = this.#unknownOf(names, { isLive: true });
    try {
      for (const [index, name] of found.entries()) {
        this.#waiting = found.length - index;
        await this.#take('folder', name);
      }
    } finally {
      this.#waiting = 0;
    }
  }

  async #drainManifest(): Promise<void> {
    for await (const lines of this.#tailer.read()) await this.#takeLines(lines);
  }

  /** Names without a segment, oldest first; of a live run without the newest, which is still being written. */
  #unknownOf(names: readonly string[], { isLive }: { isLive: boolean }): readonly string[] {
    const { runId, slug } = this.run;
    const isKnown = (nameStampS: number) => this.#deps.catalogue.segments.has(runId, nameStampS);
    return sortFolder({ slug, names, isKnown, isLive }).orphans;
  }

  #take(by: FileToTake['by'], name: string): Promise<Taken> {
    return this.#deps.processor.take({ by, run: this.run, name });
  }

  async #takeLines(lines: readonly ManifestLine[]): Promise<void> {
    this.#waiting = lines.length;
    try {
      await this.#takeEach(lines);
    } finally {
      this.#waiting = 0;
    }
  }

  async #takeEach(lines: readonly ManifestLine[]): Promise<void> {
    const { catalogue } = this.#deps;
    let pending: number | undefined;
    for (const [index, line] of lines.entries()) {
      this.#waiting = lines.length - index;
      if (line.kind === 'fault') {
        this.#fault(line.fault);
        pending = line.endOffset;
      } else {
        await this.#takeRow(line.row, line.endOffset);
        pending = undefined;
      }
    }
    // Faults behind the last row have no row's transaction to travel in.
    if (pending !== undefined) catalogue.manifests.advance(this.run.runId, pending);
  }

  async #takeRow(row: ManifestRow, manifestOffset: number): Promise<void> {
    const rowDurationMs = Math.round((row.endS - row.startS) * 1000);
    const taken = await this.#deps.processor.take({
      by: 'row',
      run: this.run,
      name: row.name,
      rowDurationMs,
      manifestOffset,
    });
    if (taken === 'missing') this.#fault('no-file');
  }

  #fault(fault: ManifestFault | 'no-file'): void {
    this.#deps.counters.countParseError(this.run.cameraNumber);
    if (this.#faultLogged) return;
    this.#faultLogged = true;
    const { runId, cameraNumber } = this.run;
    this.#deps.logger.warn('The manifest holds lines that are none; they are skipped', {
      runId,
      cameraNumber,
      fault,
    });
  }
}

/** What is in the run's folder; nothing when only that folder is gone; undefined when the camera's folder is away too. */
async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const isCameraThere = await stat(path.dirname(folder)).catch(() => undefined);
    return isCameraThere ? [] : undefined;
  }
}
