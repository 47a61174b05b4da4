/**
 * Looks after every pass whether the promise of days holds and what went wrong, and keeps the list of problems that say so.
 * The words are in `retention-problems.ts`; deletes nothing.
 */
import type { Problem } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import { FootageReader } from './footage-reader.ts';
import { diskPromises } from './promises.ts';
import type { PromiseDeps } from './promises.ts';
import { retentionProblems, shortCameras } from './retention-problems.ts';
import type { RetentionState } from './retention-worker.ts';

export interface ReviewerDeps extends PromiseDeps {
  readonly logger: Logger;
  readonly state: () => RetentionState;
}

export class RetentionReviewer {
  readonly #deps: ReviewerDeps;
  readonly #events: Emitter<{ reviewed: readonly Problem[] }>;
  readonly #since = new Map<string, number>();
  #toldShort: ReadonlySet<number> = new Set();
  #problems: readonly Problem[] = [];

  constructor(deps: ReviewerDeps) {
    this.#deps = deps;
    this.#events = new Emitter((error) =>
      deps.logger.error('A listener of the retention failed', { error: String(error) }),
    );
  }

  /** As of the last review. */
  problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Never rejects. */
  async review(): Promise<void> {
    const { catalogue, clock, logger } = this.#deps;
    try {
      const reader = new FootageReader(catalogue, this.#deps.ports);
      const now = clock.now();
      const facts = {
        now,
        state: this.#deps.state(),
        promises: await diskPromises(this.#deps),
        toldShort: this.#toldShort,
        rulesOf: (camera: Camera) => reader.rulesOf(camera),
        cameraOf: (number: number) => catalogue.cameras.byNumber(number),
        volumeName: (number: number) => catalogue.volumes.byNumber(number)?.name ?? String(number),
        sinceOf: (id: string) => this.#sinceOf(id, now),
      };
      this.#problems = retentionProblems(facts);
      this.#toldShort = new Set(shortCameras(facts).map(({ camera }) => camera.number));
    } catch (error) {
      logger.error('The promise of days could not be reviewed', { error: String(error) });
      return;
    }
    const told = new Set(this.#problems.map(({ id }) => id));
    for (const id of this.#since.keys()) if (!told.has(id)) this.#since.delete(id);
    this.#events.emit('reviewed', this.#problems);
  }

  on(event: 'reviewed', listener: (problems: readonly Problem[]) => void): () => void {
    return this.#events.on(event, listener);
  }

  #sinceOf(id: string, now: number): number {
    const since = this.#since.get(id) ?? now;
    this.#since.set(id, since);
    return since;
  }
}
