/**
 * Looks after the catalogue while the app runs: the whole check once a day, and a backup when it was sound. What was found
 * is told; damage is never copied over a good backup. Works in the side thread, one job at a time.
 */
import { CARE_TICK_MS } from '../../shared/model/limits.ts';
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SingleFlight } from '../base/single-flight.ts';
import type { Backups } from './backups.ts';
import type { CatalogueReport } from './check-catalogue.ts';
import type { SideThread } from './side-thread.ts';

export interface CareDeps {
  readonly file: string;
  readonly backups: Pick<Backups, 'isDue' | 'make'>;
  readonly thread: SideThread;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the check of the start found, when it is done. */
  readonly firstReport: Promise<CatalogueReport | undefined>;
  /** Anything but a sound catalogue; called again with each check. */
  readonly onUnsound: (report: CatalogueReport) => void;
}

/** After something was found it is not looked for again at once: rows are rebuilt meanwhile, and a check reads everything. */
export const UNSOUND_PAUSE_MS = 600_000;

export class DailyCare {
  readonly #deps: CareDeps;
  readonly #timer: Timer;
  readonly #flight = new SingleFlight(() => this.#tick());
  #first: Promise<CatalogueReport | undefined> | undefined;
  #changedAt: number | undefined;
  #stopped = false;
  #pauseUntil = 0;

  constructor(deps: CareDeps) {
    this.#deps = deps;
    this.#first = deps.firstReport;
    this.#timer = deps.clock.every(CARE_TICK_MS, () => void this.look());
    void this.look();
  }

  /** The operator changed something that only the catalogue holds: a backup is due sooner. */
  changed(): void {
    this.#changedAt = this.#deps.clock.now();
  }

  /** Does now what is due. Never rejects. */
  look(): Promise<void> {
    return this.#stopped ? Promise.resolve() : this.#flight.trigger();
  }

  /** Ends what is under way; half a backup is thrown away. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer.cancel();
    await this.#deps.thread.close();
  }

  async #tick(): Promise<void> {
    const { backups, clock, logger } = this.#deps;
    try {
      const first = await this.#first;
      this.#first = undefined;
      if (first && this.#tell(first)) return;
      if (this.#stopped || clock.monotonicMs() < this.#pauseUntil) return;
      if (!(await backups.isDue(this.#changedAt))) return;
      const report = first?.kind === 'sound' ? first : await this.#check();
      if (this.#stopped || this.#tell(report)) return;
      this.#tell(await backups.make());
    } catch (error) {
      if (!this.#stopped) logger.error('The catalogue could not be backed up', { error: String(error) });
    }
  }

  /** Damage that a second look does not find was none of the file's. */
  async #check(): Promise<CatalogueReport> {
    const job = { kind: 'check', file: this.#deps.file, options: { stride: 1 } } as const;
    const report = await this.#deps.thread.run(job);
    return report.kind === 'damaged' && !this.#stopped ? this.#deps.thread.run(job) : report;
  }

  /** True when it is not as it should be. An empty one is: nothing was ever recorded. */
  #tell(report: CatalogueReport): boolean {
    const isSound = report.kind === 'sound' || report.kind === 'empty';
    if (isSound) return false;
    this.#pauseUntil = this.#deps.clock.monotonicMs() + UNSOUND_PAUSE_MS;
    this.#deps.onUnsound(report);
    return true;
  }
}
