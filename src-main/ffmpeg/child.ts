/**
 * One running FFmpeg: spawned without a shell, its stderr read as typed lines. The ladder of stopping it is the caller's.
 * Where setpriv exists the child is asked to end (SIGTERM) when the app dies. Never looks at the exit code's meaning.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Redactor } from '../base/redaction.ts';
import type { ProcessLedger } from './process-ledger.ts';
import type { Progress, StderrLine } from './stderr-lines.ts';

export interface SpawnOptions {
  readonly binary: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the process is for, in logs. */
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redactor?: Redactor;
  /** Remembers the process, so that a next start can end it if this one crashes. */
  readonly ledger?: ProcessLedger;
  readonly stdout?: 'ignore' | 'pipe';
  /** Default true. Linux with setpriv only; must be called from the main thread (the signal follows the thread). */
  readonly dieWithParent?: boolean;
}

export interface ExitInfo {
  /** undefined when it ended by a signal or never started. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** The system's message when the program could not be started. */
  readonly startError?: string;
}

export interface FfmpegChild {
  /** undefined when it could not be started; `exited` then says why. */
  readonly pid: number | undefined;
  readonly stdout?: Readable;
  /** Listeners get every line, redacted; the returned function removes them. */
  onLine(listener: (line: StderrLine) => void): () => void;
  onProgress(listener: (progress: Progress) => void): () => void;
  /** The last lines (at most 200), lines that differ only in digits collapsed into one. */
  tail(): string[];
  /** Never rejects. */
  readonly exited: Promise<ExitInfo>;
  /** Writes `q` to stdin: FFmpeg finalises its files and exits 0 (not while its input is stalled). */
  quit(): void;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export function spawnFfmpeg(_options: SpawnOptions): FfmpegChild {
  throw new Error('not built yet');
}
