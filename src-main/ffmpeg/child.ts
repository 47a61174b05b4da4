/**
 * One running FFmpeg: spawned without a shell, its stderr read as typed lines. The ladder of stopping it is the caller's.
 * Where setpriv exists the child is asked to end (SIGTERM) when the app dies. Never looks at the exit code's meaning.
 */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { Redactor } from '../base/redaction.ts';
import { LineSplitter } from './line-splitter.ts';
import { dieWithParent } from './parent-death.ts';
import type { ProcessLedger } from './process-ledger.ts';
import { parseLogLine, ProgressParser } from './stderr-lines.ts';
import type { Progress, StderrLine } from './stderr-lines.ts';
import { StderrRing } from './stderr-ring.ts';

/** A grandchild may hold stderr open after FFmpeg is gone; its last lines are not waited for longer than this. */
const CLOSE_GRACE_MS = 1_000;

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

/** Never throws: a program that cannot be started is a child that has exited with `startError`. */
export function spawnFfmpeg(options: SpawnOptions): FfmpegChild {
  const { binary, args, clock, logger, redactor, ledger, name } = options;
  const command =
    options.dieWithParent === false ? { file: binary, args: [...args] } : dieWithParent(binary, args);
  const child = spawn(command.file, command.args, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: { ...options.env },
    shell: false,
    windowsHide: true,
    stdio: ['pipe', options.stdout ?? 'ignore', 'pipe'],
  });
  const { pid } = child;
  // The last argument is the output, which no other process has.
  if (pid !== undefined) ledger?.add(pid, args.at(-1) ?? binary);
  logger.debug('FFmpeg started', { name, pid });

  const ring = new StderrRing();
  const events = new Emitter<{ line: StderrLine; progress: Progress }>((error) =>
    logger.error('A listener to FFmpeg failed', { name, error: String(error) }),
  );
  const splitter = new LineSplitter();
  const blocks = new ProgressParser();
  const take = (lines: readonly string[]): void => {
    for (const raw of lines) {
      const block = blocks.push(raw);
      if (block === true) continue;
      if (block !== false) {
        events.emit('progress', block);
        continue;
      }
      const text = redactor ? redactor.redact(raw) : raw;
      ring.push(text);
      events.emit('line', parseLogLine(text));
    }
  };
  // Without these, a child that dies first would end the app with an unhandled 'error'.
  child.stdin?.on('error', () => {});
  child.stderr?.on('error', () => {});
  child.stderr?.on('data', (chunk: Buffer) => take(splitter.push(chunk)));

  const exited = new Promise<ExitInfo>((resolve) => {
    let startError: string | undefined;
    let finished = false;
    const finish = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (finished) return;
      finished = true;
      take(splitter.flush());
      if (pid !== undefined) ledger?.remove(pid);
      logger.debug('FFmpeg ended', { name, pid, code, signal });
      resolve({
        code: code ?? undefined,
        signal: signal ?? undefined,
        ...(startError !== undefined && { startError }),
      });
    };
    child.once('error', (error) => {
      startError = error.message;
      if (pid === undefined) finish(null, null);
    });
    child.once('exit', (code, signal) => {
      const grace = clock.after(CLOSE_GRACE_MS, () => {
        child.stderr?.destroy();
        finish(code, signal);
      });
      child.once('close', () => {
        grace.cancel();
        finish(code, signal);
      });
    });
  });

  return {
    pid,
    ...(child.stdout && { stdout: child.stdout }),
    onLine: (listener) => events.on('line', listener),
    onProgress: (listener) => events.on('progress', listener),
    tail: () => ring.lines(),
    exited,
    quit: () => {
      if (child.stdin?.writable) child.stdin.write('q');
    },
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
