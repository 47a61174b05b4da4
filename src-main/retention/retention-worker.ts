/**
 * Keeps deletion going: a pass at start, every minute, and whenever a disk fills up or a rule changes; never two at once.
 * Remembers what went wrong, so that it can be told. Decides nothing about what is deleted.
 */
import { RETENTION_EVERY_MS } from '../../shared/model/limits.ts';
import type { Timer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { SingleFlight } from '../base/single-flight.ts';
import { RetentionPass } from './retention-pass.ts';
import type { PassDeps, PassReport, Trouble } from './retention-pass.ts';

/** A camera lost footage that it was asked to keep, because its disk was full. */
export interface BrokenPromise {
  /** When it went. */
  readonly at: number;
  /** Up to where it is gone: the end of the youngest file. */
  readonly until: number;
}

export interface RetentionState {
  readonly troubles: ReadonlyMap<number, Trouble>;
  readonly brokenPromises: ReadonlyMap<number, BrokenPromise>;
}

/** A disk whose files were gone is looked through again after this: counting them costs a look at every folder. */
const LOOK_AGAIN_MS = 600_000;
/** How long a loss is told: over the night and the day after. */
const TELL_LOSS_MS = 36 * 3_600_000;

export class RetentionWorker {
  readonly #deps: PassDeps;
  readonly #events: Emitter<{ passed: PassReport }>;
  readonly #flight = new SingleFlight(() => this.#pass());
  readonly #stopping = new AbortController();
  readonly #brokenPromises = new Map<number, BrokenPromise>();
  readonly #avoided = new Map<number, { readonly until: number; readonly trouble: Trouble }>();
  #troubles = new Map<number, Trouble>();
  #timer: Timer | undefined;

  constructor(deps: PassDeps) {
    this.#deps = deps;
    this.#events = new Emitter((error) =>
      deps.logger.error('A listener of the retention failed', { error: String(error) }),
    );
  }

  start(): void {
    this.#timer ??= this.#deps.clock.every(RETENTION_EVERY_MS, () => void this.trigger());
    void this.trigger();
  }

  /** Resolves when a pass that began after this call has ended. Never rejects. */
  async trigger(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    await this.#flight.trigger().catch((error: unknown) => {
      this.#deps.logger.error('A pass of retention failed', { error: String(error) });
    });
  }

  /** As of the last pass. */
  state(): RetentionState {
    const since = this.#deps.clock.now() - TELL_LOSS_MS;
    const told = [...this.#brokenPromises].filter(([, { at }]) => at > since);
    return { troubles: this.#troubles, brokenPromises: new Map(told) };
  }

  /** After every pass, whether or not it deleted anything. */
  on(event: 'passed', listener: (report: PassReport) => void): () => void {
    return this.#events.on(event, listener);
  }

  /** Ends the pass under way after its batch. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#stopping.abort();
    await this.#flight.trigger().catch(() => {});
  }

  async #pass(): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const { clock, logger } = this.#deps;
    for (const [volume, { until }] of this.#avoided) {
      if (until <= clock.monotonicMs()) this.#avoided.delete(volume);
    }
    const pass = new RetentionPass(this.#deps, this.#stopping.signal);
    const report = await pass.run(new Set(this.#avoided.keys()));
    for (const [volume, trouble] of report.troubles) {
      if (trouble.kind !== 'files-lost') continue;
      this.#avoided.set(volume, { until: clock.monotonicMs() + LOOK_AGAIN_MS, trouble });
    }
    const avoided = [...this.#avoided].map(([volume, { trouble }]) => [volume, trouble] as const);
    this.#troubles = new Map([...avoided, ...report.troubles]);
    for (const [cameraNumber, until] of report.brokenPromises) {
      const before = this.#brokenPromises.get(cameraNumber);
      this.#brokenPromises.set(cameraNumber, { at: clock.now(), until: Math.max(until, before?.until ?? 0) });
    }
    if (report.files > 0)
      logger.info('Old footage was deleted', { files: report.files, bytes: report.bytes });
    this.#events.emit('passed', report);
  }
}
