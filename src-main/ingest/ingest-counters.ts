/**
 * The counters of ING-7 per camera and by the way a file was noticed, and the one summary line every so many segments.
 * Counts since the app started.
 */
import type { IngestSource } from '../../shared/model/camera.ts';
import type { SourceCounters } from '../../shared/model/camera-status.ts';
import { INGEST_SUMMARY_EVERY } from '../../shared/model/limits.ts';
import type { Logger } from '../base/logger.ts';
import type { IngestCounters } from './ports.ts';

type Counts = { -readonly [K in keyof SourceCounters]: number };
type CameraCounts = Record<IngestSource, Counts> & { parseErrors: number };

export class CounterBook {
  readonly #logger: Logger;
  readonly #byCamera = new Map<number, CameraCounts>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  count(cameraNumber: number, source: IngestSource, what: keyof SourceCounters): void {
    const counts = this.#of(cameraNumber);
    counts[source][what] += 1;
    if (what !== 'ingestCount') return;
    const segments = counts.manifest.ingestCount + counts.watcher.ingestCount;
    if (segments % INGEST_SUMMARY_EVERY === 0) {
      this.#logger.info('Segments ingested', { cameraNumber, ...this.of(cameraNumber) });
    }
  }

  /** A line of a manifest that makes no sense. */
  countParseError(cameraNumber: number): void {
    this.#of(cameraNumber).parseErrors += 1;
  }

  of(cameraNumber: number): IngestCounters {
    const { manifest, watcher, parseErrors } = this.#of(cameraNumber);
    return {
      manifestIngestCount: manifest.ingestCount,
      watcherIngestCount: watcher.ingestCount,
      manifestParseErrors: parseErrors,
      probeRetryCount: manifest.probeRetryCount + watcher.probeRetryCount,
      probeDeferredCount: manifest.probeDeferredCount + watcher.probeDeferredCount,
      probeFinalFailCount: manifest.probeFinalFailCount + watcher.probeFinalFailCount,
    };
  }

  bySource(cameraNumber: number): Readonly<Record<IngestSource, SourceCounters>> {
    const { manifest, watcher } = this.#of(cameraNumber);
    return { manifest: { ...manifest }, watcher: { ...watcher } };
  }

  #of(cameraNumber: number): CameraCounts {
    let counts = this.#byCamera.get(cameraNumber);
    if (!counts) {
      counts = { manifest: none(), watcher: none(), parseErrors: 0 };
      this.#byCamera.set(cameraNumber, counts);
    }
    return counts;
  }
}

function none(): Counts {
  return { ingestCount: 0, probeRetryCount: 0, probeDeferredCount: 0, probeFinalFailCount: 0 };
}
