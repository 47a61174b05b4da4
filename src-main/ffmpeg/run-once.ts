/** Runs FFmpeg to its end for small jobs (a still, `-i`): with a deadline, an AbortSignal and a cap on its output. */
import type { ExitInfo, SpawnOptions } from './child.ts';

export interface RunOptions extends Omit<SpawnOptions, 'stdout'> {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Most bytes taken from stdout; default 16 MiB. */
  readonly maxOutputBytes?: number;
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

/** Resolves when FFmpeg ended by itself, with any code; rejects with RunFailure otherwise. */
export function runFfmpeg(_options: RunOptions): Promise<RunResult> {
  throw new Error('not built yet');
}
