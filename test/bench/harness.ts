/**
 * What the rows of the benchmark share: figures of a process tree from /proc (Linux), medians, A-B-A rounds against a
 * floor measured in the same run, and one way to print. Absolute figures do not carry over to another machine; ratios do.
 */
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Clock ticks of /proc/PID/stat; 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export interface Row {
  /** The row of the table of goals. */
  readonly row: number;
  readonly figure: string;
  /** What it is compared with, measured in the same run. */
  readonly floor: number;
  readonly value: number;
  readonly unit: string;
  /** Where it is not value ÷ floor: the median of the rounds' own ratios. */
  readonly ratio?: number;
  /** In words, e.g. "<= 0.05x". */
  readonly goal: string;
  readonly met: boolean;
}

const columns = ['#', 'figure', 'floor', 'value', 'ratio', 'goal', 'met'];

/** Prints one figure as a line of a table, with the head of the table before the first. */
export function printRow(row: Row): void {
  if (!headPrinted) console.log(columns.join(' | '));
  headPrinted = true;
  const ratio = row.floor === 0 ? '–' : `${shortNumber(row.ratio ?? row.value / row.floor)}x`;
  const [floor, value] = [row.floor, row.value].map((number) => `${shortNumber(number)} ${row.unit}`.trim());
  console.log([row.row, row.figure, floor, value, ratio, row.goal, row.met ? 'yes' : 'NO'].join(' | '));
}
let headPrinted = false;

/** Three significant digits, without exponents. */
export function shortNumber(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(6, digits));
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest rank; NaN for no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export interface AbaResult {
  /** Medians over the rounds. */
  readonly floor: number;
  readonly value: number;
  /** Median over the rounds of value ÷ mean of the two floors around it. */
  readonly ratio: number;
}

/** Floor, product, floor, product, … floor: each product is held against the two floors around it. What else the machine does meets both. */
export async function abaRounds(
  rounds: number,
  measureFloor: () => Promise<number>,
  measureProduct: () => Promise<number>,
): Promise<AbaResult> {
  const floors = [await measureFloor()];
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    values.push(await measureProduct());
    floors.push(await measureFloor());
  }
  return compareAba(floors, values);
}

/** Pure: `floors` has one more than `values`, in the order in which they were measured. */
export function compareAba(floors: readonly number[], values: readonly number[]): AbaResult {
  const ratios = values.map(
    (value, round) => value / (((floors[round] ?? 0) + (floors[round + 1] ?? 0)) / 2),
  );
  return { floor: median(floors), value: median(values), ratio: median(ratios) };
}

/** The process and everything below it; empty when it is gone. */
export function processTree(rootPid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(Number(name))?.[1] ?? Number.NaN);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree: number[] = [];
  const queue = statFields(rootPid) ? [rootPid] : [];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    tree.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return tree;
}

/** CPU seconds used so far by a process tree, children that ended and were waited for included. */
export function cpuSecondsOfTree(rootPid: number): number {
  let ticks = 0;
  for (const pid of processTree(rootPid)) {
    // utime, stime, cutime, cstime
    for (const field of statFields(pid)?.slice(11, 15) ?? []) ticks += Number(field);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Proportional memory of a process tree, bytes. */
export function pssOfTree(rootPid: number): number {
  return processTree(rootPid).reduce((total, pid) => total + pssOfProcess(pid), 0);
}

/** Proportional memory of one process, bytes; 0 when it is gone. */
export function pssOfProcess(pid: number): number {
  const rollup = readProc(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
}

/** CPU over a stretch of time in percent of one core; `cpuSeconds` tells what was used so far. */
export async function cpuPercentOver(cpuSeconds: () => number, durationMs: number): Promise<number> {
  const cpuBefore = cpuSeconds();
  const startedAt = performance.now();
  await delay(durationMs);
  const seconds = (performance.now() - startedAt) / 1000;
  return ((cpuSeconds() - cpuBefore) / seconds) * 100;
}

/** Wall time of one run, ms. */
export async function timed(run: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

/** Fields of /proc/PID/stat from the third on (state, ppid, …); undefined when the process is gone. */
function statFields(pid: number): string[] | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readProc(file: string): string {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
