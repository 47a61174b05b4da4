/**
 * Remembers, in a JSON file, the FFmpeg processes this app started, so that the next start can end what a crash left.
 * A process is only ended when pid, start time and command line all match. Never by name.
 */
import fs from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { systemInspector } from './process-inspector.ts';
import type { ProcessInspector } from './process-inspector.ts';

const TERM_WAIT_MS = 5_000;
const KILL_WAIT_MS = 2_000;
const LOOK_EVERY_MS = 50;
/** Far more than cameras and jobs there can be; a ledger that claims more is not ours. */
const MAX_ENTRIES = 4_096;

interface Entry {
  readonly pid: number;
  readonly startedAt: string;
  readonly token: string;
}

export interface LedgerDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly inspect?: ProcessInspector;
  /** Sends a signal; false when the process is gone. */
  readonly kill?: (pid: number, signal: 'SIGTERM' | 'SIGKILL') => boolean;
}

export class ProcessLedger {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #inspect: ProcessInspector;
  readonly #kill: (pid: number, signal: 'SIGTERM' | 'SIGKILL') => boolean;
  #leftovers: readonly Entry[];
  readonly #running = new Map<number, Entry>();
  /** Pids whose description is still being read; removed ones leave it. */
  readonly #expected = new Set<number>();

  /** Reads what the last run left; a missing or unreadable file is an empty ledger. */
  static open(file: string, deps: LedgerDeps): ProcessLedger {
    return new ProcessLedger(file, deps, readEntries(file));
  }

  private constructor(file: string, deps: LedgerDeps, leftovers: readonly Entry[]) {
    this.#file = file;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    this.#inspect = deps.inspect ?? systemInspector;
    this.#kill = deps.kill ?? sendSignal;
    this.#leftovers = leftovers;
  }

  /** Remembers a process just spawned; `token` is one whole argument of its command line (no secret: it is written down). */
  add(pid: number, token: string): void {
    this.#expected.add(pid);
    void this.#inspect(pid).then((description) => {
      if (!description || !this.#expected.delete(pid)) return;
      this.#running.set(pid, { pid, startedAt: description.startedAt, token });
      this.#write();
    });
  }

  remove(pid: number): void {
    this.#expected.delete(pid);
    if (this.#running.delete(pid)) this.#write();
  }

  /** Ends what the last run left: SIGTERM, after 5 s SIGKILL. Returns how many were found alive and ended. */
  async endLeftovers(): Promise<number> {
    const ended = await Promise.all(this.#leftovers.map((entry) => this.#end(entry)));
    this.#leftovers = [];
    this.#write();
    const count = ended.filter(Boolean).length;
    if (count > 0) this.#logger.warn('Ended FFmpeg processes that a crash had left', { count });
    return count;
  }

  async #end(entry: Entry): Promise<boolean> {
    if (!(await this.#isOurs(entry))) return false;
    this.#kill(entry.pid, 'SIGTERM');
    if (await this.#goneWithin(entry, TERM_WAIT_MS)) return true;
    // All three are looked at again: the pid may have gone to another program in between.
    if (await this.#isOurs(entry)) this.#kill(entry.pid, 'SIGKILL');
    const gone = await this.#goneWithin(entry, KILL_WAIT_MS);
    if (!gone) this.#logger.error('A left-over FFmpeg process does not end', { pid: entry.pid });
    return gone;
  }

  /** Gone means: no process of this start time. One that is exiting loses its command line first, and may still hold files. */
  async #goneWithin({ pid, startedAt }: Entry, waitMs: number): Promise<boolean> {
    const until = this.#clock.monotonicMs() + waitMs;
    while ((await this.#inspect(pid))?.startedAt === startedAt) {
      if (this.#clock.monotonicMs() >= until) return false;
      await this.#clock.sleep(LOOK_EVERY_MS);
    }
    return true;
  }

  async #isOurs({ pid, startedAt, token }: Entry): Promise<boolean> {
    const now = await this.#inspect(pid);
    return now !== undefined && now.startedAt === startedAt && now.hasArgument(token);
  }

  /** Leftovers stay written until they are ended, so that a crash in between forgets none. */
  #write(): void {
    const text = JSON.stringify({ version: 1, processes: [...this.#leftovers, ...this.#running.values()] });
    const draft = `${this.#file}.new`;
    try {
      fs.writeFileSync(draft, text, { mode: 0o600 });
      fs.renameSync(draft, this.#file);
    } catch (error) {
      this.#logger.error('The list of FFmpeg processes cannot be written', { error: String(error) });
    }
  }
}

function readEntries(file: string): Entry[] {
  try {
    const content: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    const list = (content as { processes?: unknown } | null)?.processes;
    return Array.isArray(list) ? list.filter(isEntry).slice(0, MAX_ENTRIES) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Record<keyof Entry, unknown>> | null;
  return (
    typeof entry === 'object' &&
    entry !== null &&
    // Not 0 or negative (groups), not init, not this process.
    Number.isSafeInteger(entry.pid) &&
    (entry.pid as number) > 1 &&
    entry.pid !== process.pid &&
    typeof entry.startedAt === 'string' &&
    typeof entry.token === 'string' &&
    entry.token !== ''
  );
}

function sendSignal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
