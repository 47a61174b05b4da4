/**
 * Follows one run from its start to its settlement: its manifest's rows, one after the other, then the files that no
 * row named (REC-9). One at a time per run; runs never wait for each other. Decides nothing about a file itself.
 */
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../base/logger.ts';
import { SingleFlight } from '../base/single-flight.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CounterBook } from './ingest-counters.ts';
import type { ManifestFault, ManifestLine, ManifestRow } from './manifest-parser.ts';
import { ManifestTailer } from './manifest-tailer.ts';
import { isAtRest, sortFolder } from './orphan-policy.ts';
import type { RunToIngest } from './ports.ts';
import type { SegmentProcessor, Taken } from './segment-processor.ts';

/** As cameras/run-folder.ts tells FFmpeg. */
export const MANIFEST_FILE = 'segments.csv';

export interface FollowerDeps {
  readonly catalogue: Catalogue;
  readonly processor: SegmentProcessor;
  readonly counters: CounterBook;
  readonly logger: Logger;
}

export type Tally = Record<Taken, number>;

export class RunFollower {
  readonly run: RunToIngest;
  readonly #deps: FollowerDeps;
  readonly #manifest: string;
  readonly #tailer: ManifestTailer;
  readonly #flight = new SingleFlight(() => this.#drain());
  #faultLogged = false;

  constructor(run: RunToIngest, deps: FollowerDeps) {
    this.run = run;
    this.#deps = deps;
    this.#manifest = path.join(run.folder, MANIFEST_FILE);
    this.#tailer = new ManifestTailer(this.#manifest, run.slug, deps.catalogue.manifests.offset(run.runId));
  }

  /** Reads and takes what the manifest has got since; resolves when that is in the catalogue. */
  drain(): Promise<void> {
    return this.#flight.trigger();
  }

  /** True when the manifest's size is not what was read: the safety net under missed wake-ups. */
  async hasNews(): Promise<boolean> {
    const facts = await stat(this.#manifest).catch(() => undefined);
    return facts !== undefined && facts.size !== this.#tailer.offset;
  }

  /**
   * Takes finished files of a live run that its manifest does not name, if they have been at rest for long (ING-5): a line
   * was damaged, or the list was lost. The newest file is still being written.
   */
  async searchOrphans(now: number): Promise<void> {
    await this.drain();
    const { catalogue, processor } = this.#deps;
    const { run } = this;
    const isKnown = (nameStampS: number) => catalogue.segments.has(run.runId, nameStampS);
    const names = (await namesIn(run.folder)) ?? [];
    for (const name of sortFolder({ slug: run.slug, names, isKnown, isLive: true }).orphans) {
      const facts = await lstat(path.join(run.folder, name));
      if (isAtRest(facts.mtimeMs, now)) await processor.take({ by: 'folder', run, name });
    }
  }

  /** Takes the media files of the folder that are no rows yet (runs whose writer is gone); undefined when it is away. */
  async adoptFiles(): Promise<Tally | undefined> {
    const tally: Tally = { stored: 0, duplicate: 0, deferred: 0, missing: 0, 'dead-start': 0 };
    const names = await namesIn(this.run.folder);
    if (!names) return undefined;
    const isKnown = (nameStampS: number) => this.#deps.catalogue.segments.has(this.run.runId, nameStampS);
    for (const name of sortFolder({ slug: this.run.slug, names, isKnown, isLive: false }).orphans) {
      tally[await this.#deps.processor.take({ by: 'orphan', run: this.run, name })] += 1;
    }
    return tally;
  }

  async #drain(): Promise<void> {
    for await (const lines of this.#tailer.read()) await this.#takeLines(lines);
  }

  async #takeLines(lines: readonly ManifestLine[]): Promise<void> {
    const { catalogue } = this.#deps;
    let pending: number | undefined;
    for (const line of lines) {
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
    this.#deps.counters.count(this.run.cameraNumber, 'manifestParseErrors');
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
