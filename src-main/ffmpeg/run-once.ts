/**
 * Runs FFmpeg to its end for small jobs (a still, `-i`): with a deadline, an AbortSignal and a cap on its output.
 * Such a job has nothing to finalise, so cutting it off is SIGKILL at once.
 */
import { spawnFfmpeg } from './child.ts';
import type { ExitInfo, SpawnOptions } from './child.ts';
import type { StderrLine } from './stderr-lines.ts';

const DEFAULT_MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface RunOptions extends Omit<SpawnOptions, 'stdout'> {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Most bytes taken from stdout; default 16 MiB. */
  readonly maxOutputBytes?: number;
  /** Every line of stderr; the tail of the result collapses lines that differ only in digits. */
  readonly onLine?: (line: StderrLine) => void;
}

export interface RunResult {
  readonly exit: ExitInfo;
  readonly stdout: Buffer;
  readonly stderrTail: string[];
}

export type RunFailureKind = 'not-started' | 'timed-out' | 'aborted' | 'too-much-output';

/** Why a run was cut off; an exit code, whatever it is, is a result and not a failure. */
export class RunFailure extends Error {
  readonly kind: RunFailureKind;
  readonly stderrTail: string[];

  constructor(kind: RunFailureKind, message: string, stderrTail: string[]) {
    super(message);
    this.name = 'RunFailure';
    this.kind = kind;
    this.stderrTail = stderrTail;
  }
}

/** Resolves when FFmpeg ended by itself, with any code; rejects with RunFailure otherwise, after the process is gone. */
export async function runFfmpeg(options: RunOptions): Promise<RunResult> {
  const { signal, clock, name, timeoutMs } = options;
  if (signal?.aborted) throw new RunFailure('aborted', `${name} was cancelled.`, []);
  const child = spawnFfmpeg({ ...options, stdout: 'pipe' });
  if (options.onLine) child.onLine(options.onLine);
  let cutOff: RunFailureKind | undefined;
  const cut = (kind: RunFailureKind): void => {
    cutOff ??= kind;
    child.kill('SIGKILL');
  };
  const onAbort = (): void => cut('aborted');
  signal?.addEventListener('abort', onAbort, { once: true });
  const deadline = clock.after(timeoutMs, () => cut('timed-out'));

  const limit = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  const chunks: Buffer[] = [];
  let taken = 0;
  child.stdout?.on('error', () => {});
  child.stdout?.on('data', (chunk: Buffer) => {
    taken += chunk.length;
    if (taken > limit) cut('too-much-output');
    else chunks.push(chunk);
  });

  const exit = await child.exited;
  deadline.cancel();
  signal?.removeEventListener('abort', onAbort);
  const stderrTail = child.tail();
  if (exit.startError !== undefined) {
    throw new RunFailure('not-started', `${name} could not be started: ${exit.startError}`, stderrTail);
  }
  if (cutOff !== undefined) throw new RunFailure(cutOff, sentenceFor(cutOff, options), stderrTail);
  return { exit, stdout: Buffer.concat(chunks), stderrTail };
}

function sentenceFor(kind: RunFailureKind, { name, timeoutMs }: RunOptions): string {
  if (kind === 'timed-out') return `${name} took longer than ${timeoutMs / 1000} s.`;
  if (kind === 'too-much-output') return `${name} produced more data than expected.`;
  return `${name} was cancelled.`;
}
