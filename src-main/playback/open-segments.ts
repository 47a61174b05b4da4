/**
 * The files that are being written now, as far as they can be played (PLY-3): every whole fragment, up to the last.
 * A file stays here until the catalogue has its row, so that nothing is missing during a rotation.
 * Reads only; about once a second it tells whoever listens how far each camera's footage reaches.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { VideoCodec } from '../../shared/model/camera.ts';
import { HOLE_MS } from '../../shared/model/limits.ts';
import { nameStampOf } from '../../shared/model/segment-name.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { GrowingIndex } from '../media-file/growing-index.ts';
import type { Fragment } from '../media-file/mp4-report.ts';

export interface OpenedFile {
  readonly runId: number;
  readonly cameraId: string;
  readonly cameraNumber: number;
  readonly slug: string;
  /** Absolute. */
  readonly file: string;
}

/** What is playable of a file that grows. Times on the wall clock, UTC ms. */
export interface OpenSegment extends OpenedFile {
  readonly nameStampS: number;
  readonly startAt: number;
  readonly durationMs: number;
  readonly mediaDurationMs: number;
  readonly initBytes: number;
  readonly hasAudio: boolean;
  readonly videoCodec: VideoCodec;
  readonly fragments: readonly Fragment[];
}

export interface OpenSegmentsDeps {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onGrown: (event: { cameraId: string; startAt: number; playableUntil: number }) => void;
  /** Whether anybody would hear `onGrown`; while nobody would, files are looked at in turn and on demand. Default: always. */
  readonly wanted?: () => boolean;
}

const REFRESH_MS = 1_000;

interface Tracked extends OpenedFile {
  readonly nameStampS: number;
  index?: GrowingIndex;
  segment?: OpenSegment;
  /** When the file before was finished: from its last write, or once the catalogue has said so for good. */
  followsAt?: number;
  /** The length that was last told. */
  toldMs?: number;
  /** Earliest start the growing file spoke for; only for the first file of a run. */
  startAt?: number;
}

export class OpenSegments {
  readonly #deps: OpenSegmentsDeps;
  readonly #files: Tracked[] = [];
  /** The newest file of each live run. */
  readonly #newest = new Map<number, string>();
  readonly #timer: Timer;
  #turn = 0;

  constructor(deps: OpenSegmentsDeps) {
    this.#deps = deps;
    this.#timer = deps.clock.every(REFRESH_MS, () => this.#tick());
  }

  /** FFmpeg opened a file. */
  opened(file: OpenedFile): void {
    const nameStampS = nameStampOf(path.basename(file.file), file.slug);
    if (nameStampS === undefined) return;
    if (this.#files.some((known) => known.runId === file.runId && known.nameStampS === nameStampS)) return;
    // FFmpeg finishes a file before it opens the next one, and that begins with the picture that came then.
    const before = this.#newest.get(file.runId);
    const finishedAt = before === undefined ? undefined : lastWriteOf(before);
    this.#newest.set(file.runId, file.file);
    this.#files.push({ ...file, nameStampS, ...(finishedAt === undefined ? {} : { followsAt: finishedAt }) });
  }

  /** The run is settled: whatever it left is in the catalogue, or nowhere. */
  closed(runId: number): void {
    for (const file of this.#files.filter((known) => known.runId === runId)) this.#drop(file);
    this.#newest.delete(runId);
  }

  /** The camera's files without a row, oldest first, looked at anew. Files without a whole fragment are left out. */
  of(cameraNumber: number): OpenSegment[] {
    this.#refresh(cameraNumber);
    return this.#files.flatMap((file) =>
      file.cameraNumber === cameraNumber && file.segment ? [file.segment] : [],
    );
  }

  /** One file by its name, however far it is. */
  find(runId: number, nameStampS: number): OpenSegment | undefined {
    const known = this.#files.find((file) => file.runId === runId && file.nameStampS === nameStampS);
    if (known && !known.segment) this.#refresh(known.cameraNumber);
    return known?.segment;
  }

  dispose(): void {
    this.#timer.cancel();
    for (const file of this.#files.slice()) this.#drop(file);
  }

  #tick(): void {
    if (this.#deps.wanted?.() === false) return this.#keepUp();
    this.#refresh();
    for (const file of this.#files) {
      const { segment } = file;
      // Against what was told, not against the last look: a player looks too, and tells nobody.
      if (!segment || segment.durationMs === file.toldMs) continue;
      const { cameraId, startAt, durationMs } = segment;
      file.toldMs = durationMs;
      this.#deps.onGrown({ cameraId, startAt, playableUntil: startAt + durationMs });
    }
  }

  /** One camera a second, in turn: whoever comes next must not wait for an hour of every camera to be read. */
  #keepUp(): void {
    this.#turn += 1;
    const file = this.#files[this.#turn % this.#files.length];
    if (file) this.#refresh(file.cameraNumber);
  }

  #refresh(cameraNumber?: number): void {
    for (const file of this.#files.slice()) {
      if (cameraNumber !== undefined && file.cameraNumber !== cameraNumber) continue;
      if (this.#deps.catalogue.segments.has(file.runId, file.nameStampS)) this.#drop(file);
      else this.#look(file);
    }
  }

  #look(file: Tracked): void {
    try {
      file.index ??= new GrowingIndex(file.file);
      const found = file.index.refresh();
      if (found.length === 0 && file.segment) return;
      const report = file.index.report();
      if (!report.video || report.durationMs <= 0) return;
      const modifiedAt = Math.round(statSync(file.file).mtimeMs);
      const mediaDurationMs = Math.round(report.durationMs);
      const startAt = this.#startOf(file, modifiedAt - mediaDurationMs);
      const endAt = endOf(file.segment, { modifiedAt, mediaDurationMs });
      const { runId, cameraId, cameraNumber, slug, nameStampS } = file;
      file.segment = {
        runId,
        cameraId,
        cameraNumber,
        slug,
        nameStampS,
        startAt,
        mediaDurationMs,
        file: file.file,
        durationMs: endAt > startAt ? endAt - startAt : mediaDurationMs,
        initBytes: report.initBytes,
        hasAudio: report.audio !== undefined,
        videoCodec: report.video.codec,
        fragments: report.fragments,
      };
    } catch (error) {
      // Just opened and not there yet, or its disk went away: the supervisor notices that by itself.
      this.#deps.logger.debug('A growing file cannot be read', { file: file.file, error: String(error) });
    }
  }

  /** As ingest will say it: where the file before ended, or its own length before its last write. */
  #startOf(file: Tracked, estimate: number): number {
    if (file.followsAt !== undefined) return file.followsAt;
    const previous = this.#files.findLast(
      (known) => known.runId === file.runId && known.nameStampS < file.nameStampS && known.segment,
    )?.segment;
    if (previous) return previous.startAt + previous.durationMs;
    const last = this.#deps.catalogue.segments.lastOfRun(file.runId);
    if (last) {
      const endAt = last.startAt + last.durationMs;
      // A row whose probe is put off may still learn another length.
      if (last.state === 'ready') file.followsAt = endAt;
      return endAt;
    }
    // Writes can only be late, so the earliest estimate is the best.
    file.startAt = Math.min(file.startAt ?? estimate, estimate);
    return file.startAt;
  }

  #drop(file: Tracked): void {
    file.index?.close();
    this.#files.splice(this.#files.indexOf(file), 1);
  }
}

/**
 * Until when there are pictures. A file that grows at last, long after the one before, was silent in between: what was
 * written then is the rest of what had come before (FFmpeg finishes a file when its input ends or goes on).
 */
function endOf(
  before: OpenSegment | undefined,
  now: { readonly modifiedAt: number; readonly mediaDurationMs: number },
): number {
  if (!before) return now.modifiedAt;
  const grownMs = now.mediaDurationMs - before.mediaDurationMs;
  const byGrowth = before.startAt + before.durationMs + grownMs;
  // A camera that lies about its frame rate grows more slowly than time passes, and is not silent.
  return now.modifiedAt - byGrowth >= Math.max(HOLE_MS, grownMs / 4) ? byGrowth : now.modifiedAt;
}

function lastWriteOf(file: string): number | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts && Math.round(facts.mtimeMs);
}
