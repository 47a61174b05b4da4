/** The counters of ING-7 per camera, and the one summary line every so many segments. Counts since the app started. */
import { INGEST_SUMMARY_EVERY } from '../../shared/model/limits.ts';
import type { Logger } from '../base/logger.ts';
import type { IngestCounters } from './ports.ts';

type Counts = { -readonly [K in keyof IngestCounters]: number };

export class CounterBook {
  readonly #logger: Logger;
  readonly #byCamera = new Map<number, Counts>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  count(cameraNumber: number, what: keyof IngestCounters): void {
    const counts = this.#of(cameraNumber);
    counts[what] += 1;
    if (what === 'manifestIngestCount' && counts[what] % INGEST_SUMMARY_EVERY === 0) {
      this.#logger.info('Segments ingested', { cameraNumber, ...counts });
    }
  }

  of(cameraNumber: number): IngestCounters {
    return { ...this.#of(cameraNumber) };
  }

  #of(cameraNumber: number): Counts {
    let counts = this.#byCamera.get(cameraNumber);
    if (!counts) {
      counts = {
        manifestIngestCount: 0,
        manifestParseErrors: 0,
        probeRetryCount: 0,
        probeDeferredCount: 0,
        probeFinalFailCount: 0,
      };
      this.#byCamera.set(cameraNumber, counts);
    }
    return counts;
  }
}
