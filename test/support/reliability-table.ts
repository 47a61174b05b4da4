/**
 * From single trials to the fault matrix of docs/reliability.md: adds up, keeps the results of rows that were not tried this
 * time, writes the table. Pure; reads and writes no file.
 */
import { faultIds, faultMatrix, type FaultId, type FaultRow } from './fault-matrix.ts';

/** One fault that was injected once. */
export interface FaultTrial {
  readonly fault: FaultId;
  readonly trial: number;
  readonly survived: boolean;
  /** Footage the camera had sent before the fault, or could have been recorded in spite of it, that is not there. */
  readonly lostMs?: number;
  /** Footage that is missing without a gap that says so (± one group of pictures). */
  readonly undeclaredMs?: number;
  /** From the fault, or from the end of its cause, until pictures are recorded again. */
  readonly recoveryMs?: number;
  readonly detail?: string;
}

/** A row of the table, added up. */
export interface FaultResult {
  readonly tried: number;
  readonly survived: number;
  /** The most of any trial; absent where it was not measured. */
  readonly lostMs?: number;
  readonly undeclaredMs?: number;
  readonly recoveryMs?: { readonly median: number; readonly most: number };
  /** UTC day. */
  readonly day: string;
  readonly machine: string;
  /** What went wrong, a few of them. */
  readonly failures?: readonly string[];
}

export type FaultResults = Partial<Record<FaultId, FaultResult>>;

/** Where and when: `2026-03-01`, `2 cores, …`. */
export interface Occasion {
  readonly day: string;
  readonly machine: string;
}

const FAILURES_KEPT = 3;

export function summarise(trials: readonly FaultTrial[], occasion: Occasion): FaultResults {
  const results: FaultResults = {};
  for (const fault of faultIds) {
    const own = trials.filter((trial) => trial.fault === fault);
    if (own.length > 0) results[fault] = addUp(own, occasion);
  }
  return results;
}

/** Rows that were tried now replace what was known of them; all others stay. Unknown rows of old files are dropped. */
export function merge(before: FaultResults, now: FaultResults): FaultResults {
  const merged: FaultResults = {};
  for (const fault of faultIds) {
    const result = now[fault] ?? before[fault];
    if (result) merged[fault] = result;
  }
  return merged;
}

const columns = ['', 'fault', 'promise', 'how injected', 'tried', 'survived', 'footage lost (most)'];
const moreColumns = ['missing without a gap (most)', 'recorded again (median, most)', 'last tried'];

/** The whole document, as Markdown. */
export function renderReliability(results: FaultResults): string {
  const machines = [...new Set(Object.values(results).map(({ machine }) => machine))];
  const head = [...columns, ...moreColumns];
  const rows = faultIds.map((fault) => rowOf(fault, results[fault], machines));
  const failures = faultIds.flatMap((fault) =>
    (results[fault]?.failures ?? []).map((text) => `- ${fault}: ${text}`),
  );
  return [
    '# What Watchpost survives',
    '',
    'Written by `npm run soak`; do not edit. Each row is a fault that the tests bring about for real, again and again: what the',
    'simulated cameras sent is compared, picture by picture, with what is there afterwards. `npm run soak -- --list` names the',
    'parts; a part that is run alone renews its rows only. The tests of every change run the same with fewer trials.',
    '',
    '*Footage lost* is what a camera had sent and is not there, without the time in which nothing could be recorded. *Missing',
    'without a gap* is what is missing while the timeline does not say so, beyond one group of pictures. Both name the worst',
    'trial. *Recorded again* counts from the fault, or from the end of its cause where nothing can be recorded before that.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    ...(failures.length > 0 ? ['## What went wrong', '', ...failures, ''] : []),
    ...(machines.length > 0 ? ['## Tried on', ''] : []),
    ...machines.map((machine, index) => `${machines.length > 1 ? `${letter(index)}: ` : ''}${machine}.`),
    ...(machines.length > 0 ? [''] : []),
  ].join('\n');
}

/** The same for a terminal: what was tried now, in a line each. */
export function renderSummary(results: FaultResults): string {
  return faultIds
    .flatMap((fault) => {
      const result = results[fault];
      if (!result) return [];
      const { tried, survived, lostMs, undeclaredMs, recoveryMs } = result;
      const figures = [
        `${survived} of ${tried} survived`,
        `lost ${duration(lostMs)}`,
        `without a gap ${duration(undeclaredMs)}`,
        `recorded again ${pair(recoveryMs)}`,
      ];
      return [`${fault.padEnd(5)} ${faultMatrix[fault].fault}: ${figures.join(', ')}`];
    })
    .join('\n');
}

function rowOf(fault: FaultId, result: FaultResult | undefined, machines: readonly string[]): string[] {
  const { promise, how, notHere, fault: name }: FaultRow = faultMatrix[fault];
  const head = [fault, name, promise, how];
  if (!result) return [...head, notHere ? `not here: ${notHere}` : 'not run', '–', '–', '–', '–', '–'];
  const { tried, survived, lostMs, undeclaredMs, recoveryMs, day, machine } = result;
  const place = machines.length > 1 ? ` ${letter(machines.indexOf(machine))}` : '';
  return [
    ...head,
    String(tried),
    survived === tried ? String(survived) : `**${survived}**`,
    duration(lostMs),
    duration(undeclaredMs),
    pair(recoveryMs),
    day + place,
  ];
}

function addUp(trials: readonly FaultTrial[], { day, machine }: Occasion): FaultResult {
  const known = (pick: (trial: FaultTrial) => number | undefined) =>
    trials.map(pick).filter((value) => value !== undefined);
  const lost = known(({ lostMs }) => lostMs);
  const undeclared = known(({ undeclaredMs }) => undeclaredMs);
  const recovery = known(({ recoveryMs }) => recoveryMs).toSorted((a, b) => a - b);
  const failures = trials
    .filter(({ survived }) => !survived)
    .map(({ trial, detail }) => `trial ${trial}: ${oneLine(detail ?? 'no detail')}`);
  return {
    tried: trials.length,
    survived: trials.length - failures.length,
    ...(lost.length > 0 && { lostMs: Math.round(Math.max(...lost)) }),
    ...(undeclared.length > 0 && { undeclaredMs: Math.round(Math.max(...undeclared)) }),
    ...(recovery.length > 0 && {
      recoveryMs: {
        median: Math.round(recovery[(recovery.length - 1) >> 1] ?? 0),
        most: Math.round(recovery.at(-1) ?? 0),
      },
    }),
    day,
    machine,
    ...(failures.length > 0 && { failures: failures.slice(0, FAILURES_KEPT) }),
  };
}

const line = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const letter = (index: number) => String.fromCodePoint(65 + index);
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);

/** `0`, `0.4 s`, `12 s`; a dash for what was not measured. */
function duration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms === 0) return '0';
  const seconds = ms / 1000;
  return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(0)} s`;
}

function pair(recovery: { readonly median: number; readonly most: number } | undefined): string {
  return recovery ? `${duration(recovery.median)}, ${duration(recovery.most)}` : '–';
}
