/**
 * Remembers, in a JSON file, the FFmpeg processes this app started, so that the next start can end what a crash left.
 * A process is only ended when pid, start time and command line all match. Never by name.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

export class ProcessLedger {
  /** Reads what the last run left; a missing or unreadable file is an empty ledger. */
  static open(_file: string, _deps: { clock: Clock; logger: Logger }): ProcessLedger {
    throw new Error('not built yet');
  }

  /** Remembers a process just spawned; `token` is one whole argument of its command line. */
  add(_pid: number, _token: string): void {}

  remove(_pid: number): void {}

  /** Ends what the last run left: SIGTERM, after 5 s SIGKILL. Returns how many were found alive and ended. */
  endLeftovers(): Promise<number> {
    throw new Error('not built yet');
  }
}
