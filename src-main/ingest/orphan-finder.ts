/**
 * Looks through the recordings folders for finished media files that nothing knows: no row, no manifest that is still to be
 * read, no live run, no deletion, no quarantine (ING-5). What it finds goes through the same queue as any other file.
 * Bounded: one folder at a time, and a folder that has not changed since the last search is not read again. Names that
 * are none of ours are told and never touched. Removes nothing.
 */
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Camera } from '../../shared/model/camera.ts';
import { UNLISTED_SHOWN } from '../../shared/model/limits.ts';
import { runStartOf } from '../../shared/model/run-folder-name.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SingleFlight } from '../base/single-flight.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Run } from '../catalogue/runs-table.ts';
import { readVolume } from '../storage/volumes.ts';
import { isAtRest, isMedia, sortFolder } from './orphan-policy.ts';
import type { RunToIngest } from './ports.ts';
import type { SegmentProcessor } from './segment-processor.ts';

export interface OrphanFinderDeps {
  readonly catalogue: Catalogue;
  readonly processor: SegmentProcessor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly isLive: (runId: number) => boolean;
  /** Has a live run look for files that its manifest does not name. */
  readonly searchLiveRun: (runId: number) => Promise<void>;
  /** Settles ended runs whose folder was away before. */
  readonly settleLeftRuns: () => Promise<void>;
}

/** A file in a camera's folder that Watchpost did not write. */
export interface UnlistedFile {
  /** Below the recordings folder, with forward slashes. */
  readonly file: string;
  readonly cameraNumber: number;
}

/** A camera's folder on one volume. */
interface Place {
  readonly camera: Camera;
  /** The volume's recordings folder, absolute. */
  readonly root: string;
  readonly volumeNumber: number;
}

interface Look {
  readonly modifiedAt: number;
  readonly unlisted: readonly string[];
}

/** Sessions of runs that came back with their files; no recording of this life was theirs. */
const RECOVERED_SESSION = 'recovered';

export class OrphanFinder {
  readonly #deps: OrphanFinderDeps;
  readonly #flight = new SingleFlight(() => this.#search());
  /** Folders in which nothing was left to take, by path. */
  #looks = new Map<string, Look>();
  #unlisted: readonly UnlistedFile[] = [];

  constructor(deps: OrphanFinderDeps) {
    this.#deps = deps;
  }

  /** One search; calls during a search cause one more. Never rejects. */
  search(): Promise<void> {
    return this.#flight.trigger();
  }

  /** The catalogue has changed under it: the next search reads every folder again. */
  forget(): void {
    this.#looks.clear();
  }

  /** Of the last search, at most UNLISTED_SHOWN. */
  get unlisted(): readonly UnlistedFile[] {
    return this.#unlisted;
  }

  async #search(): Promise<void> {
    const { catalogue, logger, settleLeftRuns } = this.#deps;
    const looks = new Map<string, Look>();
    const unlisted: UnlistedFile[] = [];
    const kept = catalogue.cameras.removed().filter(({ footage }) => footage === 'keep');
    try {
      await settleLeftRuns();
      const cameras = [...catalogue.cameras.list(), ...kept.map((each) => each.camera)];
      for (const volume of await volumesThatAreThere(catalogue)) {
        for (const camera of cameras) await this.#searchCamera({ camera, ...volume }, looks, unlisted);
      }
    } catch (error) {
      // A disk that hiccups: what was not looked at is looked at next time.
      logger.warn('The search for unlisted files was broken off', { error: String(error) });
      return;
    }
    if (this.#deps.signal.aborted) return;
    this.#looks = looks;
    this.#unlisted = unlisted.slice(0, UNLISTED_SHOWN);
  }

  async #searchCamera(place: Place, looks: Map<string, Look>, unlisted: UnlistedFile[]): Promise<void> {
    const { clock, signal } = this.#deps;
    const { root } = place;
    const { slug, number: cameraNumber } = place.camera;
    const tell = (folders: readonly string[], names: readonly string[]) => {
      for (const name of names) unlisted.push({ file: [slug, ...folders, name].join('/'), cameraNumber });
    };
    for (const entry of await entriesOf(path.join(root, slug))) {
      if (signal.aborted) return;
      if (!entry.isDirectory()) {
        if (isMedia(entry.name)) tell([], [entry.name]);
        continue;
      }
      const folder = path.join(root, slug, entry.name);
      const look = await this.#searchFolder(place, entry.name, folder);
      if (look.isDone) looks.set(folder, look);
      tell([entry.name], look.unlisted);
      // Everything else first: years of footage are thousands of folders.
      await clock.sleep(0, signal);
    }
  }

  /** `isDone`: nothing is left in it that a later search could take in while the folder itself stays as it is. */
  async #searchFolder(
    place: Place,
    name: string,
    folder: string,
  ): Promise<Look & { readonly isDone: boolean }> {
    const { catalogue, isLive, searchLiveRun } = this.#deps;
    const modifiedAt = await timeOf(folder);
    const before = this.#looks.get(folder);
    if (before?.modifiedAt === modifiedAt) return { ...before, isDone: true };
    const names = await namesOf(folder);
    const startedAt = runStartOf(name);
    const { slug, number: cameraNumber } = place.camera;
    const run = catalogue.runs.byFolder(cameraNumber, name);
    // The same folder on another disk is a copy; only the one that the run names counts.
    const isCopy = run !== undefined && run.volumeNumber !== place.volumeNumber;
    if (isCopy || (startedAt === undefined && !run)) {
      return { modifiedAt, unlisted: names.filter(isMedia), isDone: true };
    }
    const live = run !== undefined && isLive(run.id);
    if (live) await searchLiveRun(run.id);
    const isKnown = (nameStampS: number) => run !== undefined && catalogue.segments.has(run.id, nameStampS);
    const { orphans, unlisted } = sortFolder({ slug, names, isKnown, isLive: live });
    // A run that could not be settled is tried as a whole, its manifest first.
    if (live || (run && !run.settled)) return { modifiedAt, unlisted, isDone: false };
    const rested = await this.#atRest(folder, orphans);
    const owner = run ?? { startedAt: startedAt ?? 0 };
    if (rested.length > 0) await this.#takeIn({ ...place, name, folder }, owner, rested);
    return { modifiedAt, unlisted, isDone: rested.length === orphans.length };
  }

  async #atRest(folder: string, names: readonly string[]): Promise<string[]> {
    const rested: string[] = [];
    for (const name of names) {
      const facts = await lstat(path.join(folder, name)).catch(() => undefined);
      if (facts && isAtRest(facts.mtimeMs, this.#deps.clock.now())) rested.push(name);
    }
    return rested;
  }

  async #takeIn(
    place: Place & { readonly name: string; readonly folder: string },
    known: Run | { readonly startedAt: number },
    names: readonly string[],
  ): Promise<void> {
    const { catalogue, logger, processor, signal } = this.#deps;
    const { name, folder } = place;
    const { slug, number: cameraNumber } = place.camera;
    const { startedAt } = known;
    const runId = 'id' in known ? known.id : this.#beginRecovered(place, startedAt);
    const run: RunToIngest = { runId, cameraNumber, slug, folder, startedAt };
    let taken = 0;
    for (const file of names) {
      if (signal.aborted) return;
      const result = await processor.take({ by: 'orphan', run, name: file });
      if (result === 'stored' || result === 'deferred') taken += 1;
    }
    processor.forget(runId);
    const last = catalogue.segments.lastOfRun(runId);
    const isRecovered = !('id' in known) || known.sessionId === RECOVERED_SESSION;
    if (last && isRecovered) catalogue.runs.extend(runId, last.startAt + last.durationMs);
    logger.info('Took in files that no row knew', { folder: `${slug}/${name}`, files: names.length, taken });
  }

  /** A run that the catalogue does not know (any more): its files came back, its manifest has nothing to add. */
  #beginRecovered({ camera, volumeNumber, name: folder }: Place & { name: string }, startedAt: number) {
    const { runs } = this.#deps.catalogue;
    return this.#deps.catalogue.transaction(() => {
      const begun = { cameraNumber: camera.number, sessionId: RECOVERED_SESSION, folder, startedAt };
      const runId = runs.begin({ ...begun, volumeNumber });
      runs.end(runId, { endedAt: startedAt });
      runs.settle(runId);
      return runId;
    });
  }
}

/** A stranger's disk in the place of ours may hold a camera of the same name; its footage is not ours. */
async function volumesThatAreThere(catalogue: Catalogue): Promise<{ root: string; volumeNumber: number }[]> {
  const there: { root: string; volumeNumber: number }[] = [];
  for (const { path: root, number: volumeNumber, id } of catalogue.volumes.list()) {
    const found = root === undefined ? undefined : await readVolume(root);
    if (root !== undefined && found && found.id === id) there.push({ root, volumeNumber });
  }
  return there;
}

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(whenGone([]));
}

async function namesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(whenGone([]));
}

async function timeOf(folder: string): Promise<number> {
  const facts = await stat(folder).catch(whenGone(undefined));
  return facts?.mtimeMs ?? 0;
}

function whenGone<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
}
