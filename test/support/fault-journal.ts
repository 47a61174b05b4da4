/**
 * Every trial of a fault test leaves one line in test-results/faults, from which the table of docs/reliability.md is made.
 * A trial that throws is a line too. Writes and reads lines; judges nothing.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import { faultMatrix, type FaultId } from './fault-matrix.ts';
import type { FaultTrial } from './reliability-table.ts';

export const journalFolder = path.resolve(import.meta.dirname, '../../test-results/faults');

/** What a survived trial can tell. */
export type TrialFigures = Omit<FaultTrial, 'fault' | 'trial' | 'survived'>;

/** One line; several test processes may write at once. */
export function noteTrial(trial: FaultTrial, folder = journalFolder): void {
  const { promise, how } = faultMatrix[trial.fault];
  mkdirSync(folder, { recursive: true });
  const line = JSON.stringify({ ...trial, promise, how, at: new Date().toISOString() });
  appendFileSync(path.join(folder, `${trial.fault}.jsonl`), `${line}\n`);
}

/** Runs one trial and notes how it went, with the figures it returns. What it throws is noted and thrown again. */
export async function faultTrial(
  fault: FaultId,
  { trial, folder = journalFolder }: { readonly trial: number; readonly folder?: string },
  run: () => Promise<TrialFigures | void> | TrialFigures | void,
): Promise<void> {
  try {
    const figures = await run();
    noteTrial({ ...figures, fault, trial, survived: true }, folder);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    noteTrial({ fault, trial, survived: false, detail: detail.slice(0, 500) }, folder);
    throw error;
  }
}

/**
 * The running test is one trial of this fault: its outcome is noted when it ends, together with what was put into the
 * returned object by then. Tests that run side by side hand in the `onTestFinished` of their own context.
 */
export function thisTestTries(
  fault: FaultId,
  { trial = 1, finished = onTestFinished }: ThisTest = {},
): Writable<TrialFigures> {
  const figures: Writable<TrialFigures> = {};
  finished(({ task }) => {
    const survived = task.result?.state === 'pass';
    const detail = task.result?.errors?.[0]?.message.slice(0, 500);
    noteTrial({ ...figures, fault, trial, survived, ...(detail !== undefined && !survived && { detail }) });
  });
  return figures;
}

interface ThisTest {
  readonly trial?: number;
  readonly finished?: TestContext['onTestFinished'];
}
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** All trials of a folder; none when it is not there. */
export function readTrials(folder = journalFolder): FaultTrial[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean))
    .map((text) => JSON.parse(text) as FaultTrial)
    .filter(({ fault }) => fault in faultMatrix);
}
