/**
 * One pass of retention: every camera by its own rules, then every disk that is above its block level, in small batches
 * through the remover. Stops on a disk as soon as something there is not as it should be. Decides nothing itself.
 */
import type { Camera } from '../../shared/model/camera.ts';
import { DELETION_BATCH, LOST_FILES_MIN } from '../../shared/model/limits.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { looksLikeAnotherDisk } from '../storage/lost-files-policy.ts';
import { bytesToFree, needOf, planEmergency } from './emergency-policy.ts';
import type { EmergencyCamera } from './emergency-policy.ts';
import { FootageReader } from './footage-reader.ts';
import { countLost, withoutFile } from './lost-files.ts';
import type { RetentionPorts, RetentionVolume } from './ports.ts';
import { isPromised, planByRules } from './retention-policy.ts';
import type { Deletion } from './retention-policy.ts';
import type { SegmentRemover } from './segment-remover.ts';

export interface PassDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ports: RetentionPorts;
  readonly remover: Pick<SegmentRemover, 'removeSegments' | 'finishMarked'>;
}

/** Why a pass left a volume alone. */
export type Trouble =
  /** More than half of its rows have no file: another disk, or somebody emptied it. */
  | { readonly kind: 'files-lost'; readonly rows: number; readonly missing: number }
  /** Files cannot be deleted, or the disk cannot be read. */
  | { readonly kind: 'cannot-delete' };

export interface PassReport {
  readonly files: number;
  readonly bytes: number;
  readonly troubles: ReadonlyMap<number, Trouble>;
  /** Cameras that lost footage they were asked to keep, and the end of the youngest of it (UTC ms). */
  readonly brokenPromises: ReadonlyMap<number, number>;
}

export class RetentionPass {
  readonly #deps: PassDeps;
  readonly #reader: FootageReader;
  readonly #signal: AbortSignal;
  readonly #now: number;
  readonly #volumes = new Map<number, RetentionVolume>();
  readonly #troubles = new Map<number, Trouble>();
  readonly #brokenPromises = new Map<number, number>();
  /** Rows whose file is gone, until it is clear that they may be forgotten. */
  readonly #lost = new Map<number, number[]>();
  readonly #freed = new Map<number, number>();
  #files = 0;
  #bytes = 0;

  constructor(deps: PassDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#reader = new FootageReader(deps.catalogue, deps.ports);
    this.#signal = signal;
    this.#now = deps.clock.now();
  }

  /** Leaves out the volumes of `avoid`. Rejects only when the catalogue fails. */
  async run(avoid: ReadonlySet<number>): Promise<PassReport> {
    const { catalogue, ports, remover } = this.#deps;
    for (const volume of await ports.volumes()) {
      if (!avoid.has(volume.number)) this.#volumes.set(volume.number, volume);
    }
    catalogue.holds.removeExpired(this.#now);
    const unfinished = await remover.finishMarked();
    if (unfinished.failed > 0) {
      // Marking more would only hide footage that is still there.
      for (const number of this.#volumes.keys()) this.#giveUp(number, { kind: 'cannot-delete' });
    }
    for (const camera of this.#reader.cameras()) await this.#applyRules(camera);
    for (const volume of this.#volumes.values()) await this.#drain(volume);
    for (const number of this.#lost.keys()) await this.#judgeLost(number);
    return {
      files: this.#files,
      bytes: this.#bytes,
      troubles: this.#troubles,
      brokenPromises: this.#brokenPromises,
    };
  }

  async #applyRules(camera: Camera): Promise<void> {
    const rules = this.#reader.rulesOf(camera);
    const protection = this.#reader.protectionOf(camera.number, this.#now);
    const newestId = this.#reader.extent(camera.number)?.newestId;
    let freeBytes = this.#reader.freeBytes(camera.number, this.#present(), protection);
    for (let after: number | undefined; !this.#signal.aborted && this.#volumes.size > 0;) {
      const page = this.#reader.page(camera.number, this.#present(), after);
      const plan = planByRules({
        rules,
        now: this.#now,
        protection,
        oldest: page.files,
        freeBytes,
        newestId,
      });
      await this.#delete(plan.deletions, page.files);
      if (plan.next.kind === 'done' || page.after === undefined) return;
      freeBytes = plan.next.freeBytes;
      after = page.after;
      await this.#deps.clock.sleep(0);
    }
  }

  /** Frees room on a disk above its block level. */
  async #drain(volume: RetentionVolume): Promise<void> {
    const wanted = bytesToFree(volume, this.#deps.ports.rules().blockPercent);
    let left = wanted - (this.#freed.get(volume.number) ?? 0);
    if (left <= 0) return;
    const contenders = this.#contenders(volume.number);
    while (left > 0 && !this.#signal.aborted && this.#volumes.has(volume.number)) {
      const plan = planEmergency(left, contenders);
      const seen = contenders.flatMap((contender) => contender.oldest);
      this.#notePromises(plan.deletions);
      await this.#delete(plan.deletions, seen);
      for (const deletion of plan.deletions) left -= deletion.sizeBytes;
      for (const contender of contenders) contender.goOn(plan.deletions);
      if (plan.lookOn === undefined) return;
      contenders.find((each) => each.cameraNumber === plan.lookOn)?.lookOn();
      await this.#deps.clock.sleep(0);
    }
  }

  #contenders(volumeNumber: number): Contender[] {
    const volumes = new Set([volumeNumber]);
    return this.#reader.cameras().flatMap((camera) => {
      const extent = this.#reader.extent(camera.number);
      if (!extent) return [];
      const protection = this.#reader.protectionOf(camera.number, this.#now);
      const bytes = this.#reader.freeBytes(camera.number, volumes, protection);
      const needBytes = needOf({ bytes, ...extent, rules: this.#reader.rulesOf(camera) });
      const start = { cameraNumber: camera.number, needBytes, protection, newestId: extent.newestId };
      const read = (after?: number) => this.#reader.page(camera.number, volumes, after);
      return [new Contender({ ...start, freeBytes: bytes }, read)];
    });
  }

  /** Deletes what was decided, as far as the disk is as it should be. `files` holds the rows of all of them. */
  async #delete(deletions: readonly Deletion[], files: readonly Segment[]): Promise<void> {
    const rows = new Map(files.map((file) => [file.id, file]));
    for (let from = 0; from < deletions.length && !this.#signal.aborted; from += DELETION_BATCH) {
      const batch = deletions.slice(from, from + DELETION_BATCH);
      const segments = batch.flatMap(({ segmentId }) => rows.get(segmentId) ?? []);
      const byVolume = Map.groupBy(segments, (segment) => this.#deps.catalogue.usage.volumeOf(segment.runId));
      for (const [number, ofVolume] of byVolume) await this.#deleteOn(number, ofVolume);
    }
  }

  async #deleteOn(volumeNumber: number, segments: readonly Segment[]): Promise<void> {
    const { catalogue, ports, logger, remover } = this.#deps;
    if (!this.#volumes.has(volumeNumber)) return;
    if (!(await ports.isPresent(volumeNumber))) {
      this.#volumes.delete(volumeNumber);
      return;
    }
    const lost = await withoutFile(segments, catalogue).catch((error: unknown) => {
      logger.warn('Old footage cannot be looked at', { volumeNumber, error: String(error) });
      return undefined;
    });
    if (!lost) return this.#giveUp(volumeNumber, { kind: 'cannot-delete' });
    await this.#putAside(volumeNumber, lost);
    if (!this.#volumes.has(volumeNumber)) return;
    const there = segments.filter((segment) => !lost.has(segment.id));
    const { removed, failed } = await remover.removeSegments(
      there.map((segment) => segment.id),
      'deleted-by-retention',
    );
    const bytes = there.reduce((sum, segment) => sum + segment.sizeBytes, 0);
    this.#files += removed;
    this.#bytes += bytes;
    this.#freed.set(volumeNumber, (this.#freed.get(volumeNumber) ?? 0) + bytes);
    // Marking more rows would only hide footage that is still there.
    if (failed > 0) this.#giveUp(volumeNumber, { kind: 'cannot-delete' });
  }

  async #putAside(volumeNumber: number, lost: ReadonlySet<number>): Promise<void> {
    if (lost.size === 0) return;
    const all = [...(this.#lost.get(volumeNumber) ?? []), ...lost];
    this.#lost.set(volumeNumber, all);
    if (all.length > LOST_FILES_MIN) await this.#judgeLost(volumeNumber);
  }

  /** Forgets the rows that were put aside, unless too much of the volume is gone at once (RET-8). */
  async #judgeLost(volumeNumber: number): Promise<void> {
    const { remover, logger } = this.#deps;
    const ids = this.#lost.get(volumeNumber) ?? [];
    this.#lost.delete(volumeNumber);
    if (!this.#volumes.has(volumeNumber) || ids.length === 0) return;
    if (ids.length > LOST_FILES_MIN) {
      const lost = await countLost(volumeNumber, { ...this.#deps, cameras: this.#reader.cameras() });
      if (looksLikeAnotherDisk(lost)) {
        logger.error('More than half of the files of a disk are gone; nothing is forgotten', {
          volumeNumber,
          ...lost,
        });
        return this.#giveUp(volumeNumber, { kind: 'files-lost', ...lost });
      }
    }
    logger.warn('Rows are forgotten whose files were gone', { volumeNumber, rows: ids.length });
    const { removed } = await remover.removeSegments(ids, 'deleted-by-retention');
    this.#files += removed;
  }

  #notePromises(deletions: readonly Deletion[]): void {
    const rules = new Map(
      this.#reader.cameras().map((camera) => [camera.number, this.#reader.rulesOf(camera)]),
    );
    for (const deletion of deletions) {
      const ofCamera = rules.get(deletion.cameraNumber);
      if (!ofCamera || !isPromised(deletion, ofCamera, this.#now)) continue;
      const before = this.#brokenPromises.get(deletion.cameraNumber) ?? 0;
      this.#brokenPromises.set(deletion.cameraNumber, Math.max(before, deletion.endAt));
    }
  }

  #giveUp(volumeNumber: number, trouble: Trouble): void {
    this.#volumes.delete(volumeNumber);
    this.#troubles.set(volumeNumber, trouble);
  }

  #present(): ReadonlySet<number> {
    return new Set(this.#volumes.keys());
  }
}

/** A camera's place in the emergency: how far its files were read, and what is left of it. */
class Contender implements EmergencyCamera {
  readonly cameraNumber: number;
  readonly needBytes: number;
  readonly protection: EmergencyCamera['protection'];
  readonly newestId: number | undefined;
  freeBytes: number;
  oldest: readonly Segment[] = [];
  isAll = false;
  readonly #read: (after?: number) => { files: readonly Segment[]; after: number | undefined };
  #after: number | undefined;

  constructor(
    start: Omit<EmergencyCamera, 'oldest' | 'isAll'>,
    read: (after?: number) => { files: readonly Segment[]; after: number | undefined },
  ) {
    this.cameraNumber = start.cameraNumber;
    this.needBytes = start.needBytes;
    this.protection = start.protection;
    this.newestId = start.newestId;
    this.freeBytes = start.freeBytes;
    this.#read = read;
  }

  /** Takes off what went, and everything older that had to stay. */
  goOn(deletions: readonly Deletion[]): void {
    const own = deletions.filter((deletion) => deletion.cameraNumber === this.cameraNumber);
    const last = own.at(-1)?.segmentId;
    if (last === undefined) return;
    for (const deletion of own) this.freeBytes -= deletion.sizeBytes;
    this.oldest = this.oldest.filter((file) => file.id > last);
  }

  lookOn(): void {
    const page = this.#read(this.#after);
    this.oldest = page.files;
    this.#after = page.after;
    this.isAll = page.after === undefined;
  }
}
