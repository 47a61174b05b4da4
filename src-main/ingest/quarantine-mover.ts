/**
 * Gives up an unreadable segment (PRB-4): the probe room's quarantine takes the file, the catalogue notes where it went and
 * the row becomes `failed`. Never deletes. May be killed at any point: a file that was already moved is found again.
 */
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ProbeFailure } from '../probe/probe-result.ts';
import { Quarantine } from '../probe/quarantine.ts';

export interface Unreadable {
  readonly file: string;
  readonly segmentId: number;
  readonly cameraNumber: number;
  readonly failure: ProbeFailure;
  readonly detail: string;
}

export class QuarantineMover {
  readonly #catalogue: Catalogue;
  readonly #clock: Clock;

  constructor(deps: { readonly catalogue: Catalogue; readonly clock: Clock }) {
    this.#catalogue = deps.catalogue;
    this.#clock = deps.clock;
  }

  /** Moves the file and notes it. Throws the disk's error when it cannot be moved; nothing has changed then. */
  move({ file, segmentId, cameraNumber, failure, detail }: Unreadable): void {
    const volume = this.#volumeOf(segmentId);
    const kept = new Quarantine({ recordingsFolder: volume.path, clock: this.#clock });
    const from = path.relative(volume.path, file);
    const cameraSlug = this.#catalogue.cameras.byNumber(cameraNumber)?.slug ?? '';
    const moved =
      kept.list().find((known) => known.from === from) ?? kept.put(file, { cameraSlug, failure, detail });
    const name = path.basename(moved.file);
    this.#catalogue.transaction(() => {
      const { quarantine, segments } = this.#catalogue;
      if (!quarantine.ofCamera(cameraNumber).some((known) => known.file === name)) {
        quarantine.add({
          cameraNumber,
          segmentId,
          volumeNumber: volume.number,
          file: name,
          original: from.split(path.sep).join('/'),
          reason: `${failure}: ${detail}`,
          sizeBytes: moved.sizeBytes,
          at: this.#clock.now(),
        });
      }
      quarantine.undefer(segmentId);
      segments.setState(segmentId, 'failed');
    });
  }

  /** A file never leaves its disk: quarantine is on the same one. */
  #volumeOf(segmentId: number): { readonly number: number; readonly path: string } {
    const { runs, segments } = this.#catalogue;
    const run = runs.byId(segments.byId(segmentId)?.runId ?? 0);
    const root = run && this.#catalogue.rootOf(run);
    if (!run || root === undefined) throw new Error('nobody knows where its disk is');
    return { number: run.volumeNumber, path: root };
  }
}
