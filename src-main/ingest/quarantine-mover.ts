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
  readonly #recordingsFolder: string;
  readonly #clock: Clock;
  readonly #quarantine: Quarantine;

  constructor(deps: {
    readonly catalogue: Catalogue;
    readonly recordingsFolder: string;
    readonly clock: Clock;
  }) {
    this.#catalogue = deps.catalogue;
    this.#recordingsFolder = deps.recordingsFolder;
    this.#clock = deps.clock;
    this.#quarantine = new Quarantine(deps);
  }

  /** Moves the file and notes it. Throws the disk's error when it cannot be moved; nothing has changed then. */
  move({ file, segmentId, cameraNumber, failure, detail }: Unreadable): void {
    const from = path.relative(this.#recordingsFolder, file);
    const cameraSlug = this.#catalogue.cameras.byNumber(cameraNumber)?.slug ?? '';
    const moved =
      this.#quarantine.list().find((known) => known.from === from) ??
      this.#quarantine.put(file, { cameraSlug, failure, detail });
    const name = path.basename(moved.file);
    this.#catalogue.transaction(() => {
      const { quarantine, segments } = this.#catalogue;
      if (!quarantine.ofCamera(cameraNumber).some((known) => known.file === name)) {
        quarantine.add({
          cameraNumber,
          segmentId,
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
}
