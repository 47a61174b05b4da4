/**
 * The files in quarantine as an operator meets them (PRB-4): listed with a reason in words, tried again, brought back to
 * the timeline when they, or a part of them, can be read after all, and given up for good when their time is over.
 * One at a time. Never removes footage itself: what has expired goes through the door it is handed.
 */
import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { RetryResult, UnreadableFile } from '../../shared/model/unreadable-file.ts';
import { AppError } from '../../shared/model/errors.ts';
import { QUARANTINE_KEEP_MS } from '../../shared/model/limits.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import { syncFolderAsync } from '../base/durable-file.ts';
import type { Logger } from '../base/logger.ts';
import { Turnstile } from '../base/turnstile.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { QuarantinedFile } from '../catalogue/quarantine-table.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import { failureSentence, readReason } from '../probe/failure-words.ts';
import { forgetNote, QUARANTINE_FOLDER } from '../probe/quarantine.ts';
import { acceptSegment } from './accept-segment.ts';
import type { IngestPorts } from './ports.ts';

export interface UnreadableFilesDeps {
  readonly catalogue: Catalogue;
  readonly ports: IngestPorts;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A file without a row came back to its folder: the search takes it in. */
  readonly onOrphan: () => void;
}

export class UnreadableFiles {
  readonly #deps: UnreadableFilesDeps;
  readonly #turns = new Turnstile(1);

  constructor(deps: UnreadableFilesDeps) {
    this.#deps = deps;
  }

  /** Newest first. */
  list(): UnreadableFile[] {
    return this.#deps.catalogue.quarantine.list().map((kept) => this.#shown(kept));
  }

  /** Where the file lies, absolute. AppError notFound, unavailable. */
  pathOf(id: number): string {
    const kept = this.#get(id);
    return path.join(this.#rootOf(kept), QUARANTINE_FOLDER, kept.file);
  }

  /** Probes the file anew, and has what is left of it rescued. AppError notFound, unavailable. */
  retry(id: number): Promise<RetryResult> {
    return this.#turns.run(() => this.#retry(this.#get(id)));
  }

  /** Brings to an end what was interrupted between two steps of `retry`. Never rejects. */
  async settleInterrupted(): Promise<void> {
    for (const kept of this.#deps.catalogue.quarantine.list()) {
      try {
        const root = this.#rootOf(kept);
        if (await isThere(path.join(root, QUARANTINE_FOLDER, kept.file))) continue;
        if (await isThere(originalOf(kept, root))) await this.#turns.run(() => this.#retry(kept));
      } catch (error) {
        this.#deps.logger.warn('A file in quarantine could not be looked at', { error: String(error) });
      }
    }
  }

  /** Gives up what has been kept long enough and nobody holds; how many they were. */
  async expire(): Promise<number> {
    const { catalogue, clock, ports } = this.#deps;
    let gone = 0;
    for (const kept of catalogue.quarantine.list()) {
      if (kept.at + QUARANTINE_KEEP_MS > clock.now() || this.#isHeld(kept)) continue;
      if (await this.#turns.run(() => ports.removeQuarantined(kept))) gone += 1;
    }
    if (gone > 0) this.#deps.logger.info('Unreadable files were kept long enough', { gone });
    return gone;
  }

  async #retry(kept: QuarantinedFile): Promise<RetryResult> {
    const { catalogue, ports } = this.#deps;
    const root = this.#rootOf(kept);
    const file = await this.#find(kept, root);
    const segment = kept.segmentId === undefined ? undefined : catalogue.segments.byId(kept.segmentId);
    const onTimeline = segment?.state === 'ready' || segment?.state === 'suspect';
    const result = await ports.probe(file);
    const report = result.ok ? result.report : result.playable;
    const isBetter = !onTimeline || (report?.durationMs ?? 0) > segment.mediaDurationMs;
    if (report && isBetter) return this.#bringBack({ kept, root, file, segment, report, whole: result.ok });
    if (onTimeline) {
      return { restored: 'nothing', sentence: 'What could be read of this file is on the timeline already.' };
    }
    const original = originalOf(kept, root);
    await mkdir(path.dirname(original), { recursive: true, mode: 0o700 });
    const rescued = segment && (await ports.salvage?.(file, result, `${original}.salvaged`));
    if (segment && rescued?.kind === 'copied') {
      await rename(rescued.file, original);
      const found = { segment, file: original, report: rescued.report, state: 'suspect' } as const;
      await acceptSegment(this.#deps, { ...found, also: () => undefined });
      return {
        restored: 'part',
        sentence: 'What could be read of this file is on the timeline again. The damaged file stays here.',
      };
    }
    const { failure } = result.ok ? readReason(kept.reason) : result;
    return { restored: 'nothing', sentence: `It still cannot be read. ${failureSentence(failure)}` };
  }

  /** The file goes back to where it was recorded, then its row says so; a crash in between is found at the next start. */
  async #bringBack(found: {
    readonly kept: QuarantinedFile;
    readonly root: string;
    readonly file: string;
    readonly segment: Segment | undefined;
    readonly report: Mp4Report;
    readonly whole: boolean;
  }): Promise<RetryResult> {
    const { catalogue, logger, onOrphan } = this.#deps;
    const { kept, root, file, segment, report, whole } = found;
    const original = originalOf(kept, root);
    if (file !== original) {
      await mkdir(path.dirname(original), { recursive: true, mode: 0o700 });
      await rename(file, original);
      await syncFolderAsync(path.dirname(file));
    }
    const also = () => catalogue.quarantine.remove(kept.id);
    if (segment) {
      const state = whole ? 'ready' : 'suspect';
      await acceptSegment(this.#deps, { segment, file: original, report, state, also });
    } else {
      also();
      onOrphan();
    }
    forgetNote(path.join(root, QUARANTINE_FOLDER, kept.file));
    logger.info('A file came back from quarantine', { file: kept.original, whole });
    return whole
      ? { restored: 'whole', sentence: 'The file can be read and is on the timeline again.' }
      : { restored: 'part', sentence: 'The part that can be played is on the timeline again.' };
  }

  /** In quarantine, or already back where it was when the app ended in between. */
  async #find(kept: QuarantinedFile, root: string): Promise<string> {
    for (const file of [path.join(root, QUARANTINE_FOLDER, kept.file), originalOf(kept, root)]) {
      if (await isThere(file)) return file;
    }
    throw new AppError('unavailable', 'The file is not there any more: somebody has moved or deleted it.');
  }

  #get(id: number): QuarantinedFile {
    const kept = this.#deps.catalogue.quarantine.byId(id);
    if (!kept) throw new AppError('notFound', 'This file is not among the unreadable ones any more.', { id });
    return kept;
  }

  #rootOf(kept: QuarantinedFile): string {
    const root = this.#deps.catalogue.rootOf(kept);
    if (root === undefined) {
      throw new AppError(
        'unavailable',
        'The disk with this file is not connected. Connect it and try again.',
      );
    }
    return root;
  }

  #isHeld({ cameraNumber, segmentId }: QuarantinedFile): boolean {
    const { catalogue, clock } = this.#deps;
    const segment = segmentId === undefined ? undefined : catalogue.segments.byId(segmentId);
    if (!segment || cameraNumber === undefined) return false;
    const endAt = segment.startAt + segment.durationMs;
    const held = catalogue.holds.rangesOf(cameraNumber, clock.now());
    return held.some(({ from, to }) => from < endAt && to > segment.startAt);
  }

  #shown(kept: QuarantinedFile): UnreadableFile {
    const { cameras, segments } = this.#deps.catalogue;
    const camera = kept.cameraNumber === undefined ? undefined : cameras.byNumber(kept.cameraNumber);
    const isSetUp = camera !== undefined && cameras.byId(camera.id) !== undefined;
    const segment = kept.segmentId === undefined ? undefined : segments.byId(kept.segmentId);
    const { failure, detail } = readReason(kept.reason);
    return {
      id: kept.id,
      cameraName: camera?.name ?? '',
      ...(isSetUp && { cameraId: camera.id }),
      file: kept.original,
      ...(segment && { recordedAt: segment.startAt, durationMs: segment.durationMs }),
      failure,
      sentence: failureSentence(failure),
      detail,
      sizeBytes: kept.sizeBytes,
      at: kept.at,
      keptUntil: kept.at + QUARANTINE_KEEP_MS,
    };
  }
}

function originalOf(kept: QuarantinedFile, root: string): string {
  return path.join(root, ...kept.original.split('/'));
}

async function isThere(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined))?.isFile() === true;
}
