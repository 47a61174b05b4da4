/** What a crash left behind is ended; nothing else ever is. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import type { Clock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { spawnFfmpeg } from '../../../src-main/ffmpeg/child.ts';
import { ProcessLedger } from '../../../src-main/ffmpeg/process-ledger.ts';
import { deafScript, fakeProgram, patientScript } from '../../support/ffmpeg/fake-program.ts';
import { until } from '../../support/until.ts';

let folder: string;
let file: string;
let started: ChildProcess[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ledger-'));
  file = path.join(folder, 'ffmpeg-processes.json');
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  fs.rmSync(folder, { recursive: true });
});

const deps = { clock: systemClock, logger: silentLogger };
const read = (): { pid: number; startedAt: string; token: string }[] =>
  JSON.parse(fs.readFileSync(file, 'utf8')).processes;

/** A program that is up; it is a child of the test, so only its death is watched, not its parent's. */
async function startProgram(body: string, token: string): Promise<ChildProcess & { pid: number }> {
  const child = spawn(fakeProgram(folder, 'fake', body), [token], { stdio: ['ignore', 'ignore', 'pipe'] });
  started.push(child);
  await new Promise((resolve) => child.stderr?.once('data', resolve));
  return child as ChildProcess & { pid: number };
}

/** The ledger as a crashed run leaves it, with these processes. */
async function crashedRun(...processes: { pid: number; token: string }[]): Promise<ProcessLedger> {
  const ledger = ProcessLedger.open(file, deps);
  for (const { pid, token } of processes) ledger.add(pid, token);
  await until(() => fs.existsSync(file) && read().length === processes.length, { what: 'the ledger' });
  return ProcessLedger.open(file, deps);
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

describe('the process ledger', () => {
  it('REC-8 ends a process whose pid, start time and command line match', async () => {
    const left = await startProgram(patientScript, 'run-1');
    const next = await crashedRun({ pid: left.pid, token: 'run-1' });
    expect(await next.endLeftovers()).toBe(1);
    await until(() => hasEnded(left));
    expect(left.signalCode).toBe('SIGTERM');
    expect(read()).toEqual([]);
  });

  it('REC-8 leaves a recycled pid with another command line alone', async () => {
    const stranger = await startProgram(patientScript, 'somebody-else');
    const next = await crashedRun({ pid: stranger.pid, token: 'run-1' });
    expect(await next.endLeftovers()).toBe(0);
    expect(hasEnded(stranger)).toBe(false);
  });

  it('REC-8 leaves the same pid and command line with another start time alone', async () => {
    const stranger = await startProgram(patientScript, 'run-1');
    await crashedRun({ pid: stranger.pid, token: 'run-1' });
    const [entry] = read();
    fs.writeFileSync(
      file,
      JSON.stringify({ version: 1, processes: [{ ...entry, startedAt: 'another:12345' }] }),
    );
    expect(await ProcessLedger.open(file, deps).endLeftovers()).toBe(0);
    expect(hasEnded(stranger)).toBe(false);
  });

  it('REC-8 ends several at once, and one that is deaf to SIGTERM by SIGKILL', async () => {
    const deaf = await startProgram(deafScript, 'run-1');
    const stopped = await startProgram(patientScript, 'run-2');
    stopped.kill('SIGSTOP');
    // Five seconds of waiting pass at once: each look moves the clock on.
    let now = 0;
    const hasty: Clock = {
      ...systemClock,
      monotonicMs: () => now,
      sleep: async (delayMs) => {
        now += delayMs;
        await systemClock.sleep(1);
      },
    };
    await crashedRun({ pid: deaf.pid, token: 'run-1' }, { pid: stopped.pid, token: 'run-2' });
    const next = ProcessLedger.open(file, { ...deps, clock: hasty });
    expect(await next.endLeftovers()).toBe(2);
    await until(() => hasEnded(deaf) && hasEnded(stopped));
    expect([deaf.signalCode, stopped.signalCode]).toEqual(['SIGKILL', 'SIGKILL']);
    expect(now).toBeGreaterThanOrEqual(5_000);
  });

  it('REC-8 keeps leftovers written until they were ended, beside the processes of this run', async () => {
    const left = await startProgram(patientScript, 'run-1');
    const next = await crashedRun({ pid: left.pid, token: 'run-1' });
    const own = await startProgram(patientScript, 'run-2');
    next.add(own.pid, 'run-2');
    await until(() => read().length === 2);
    expect(await next.endLeftovers()).toBe(1);
    expect(read().map(({ token }) => token)).toEqual(['run-2']);
    expect(hasEnded(own)).toBe(false);
    next.remove(own.pid);
    expect(read()).toEqual([]);
  });

  it('REC-8 follows the children of this run by their output argument', async () => {
    const ledger = ProcessLedger.open(file, deps);
    const binary = fakeProgram(folder, 'fake', patientScript);
    const args = ['-i', 'rtsp://127.0.0.1/token', '/recordings/run/cam_%Y.mp4'];
    const child = spawnFfmpeg({ ...deps, binary, args, env: {}, name: 'x', ledger });
    await until(() => fs.existsSync(file) && read().length === 1);
    expect(read()[0]).toMatchObject({ pid: child.pid, token: '/recordings/run/cam_%Y.mp4' });
    expect(fs.readFileSync(file, 'utf8')).not.toContain('rtsp:');
    child.kill('SIGKILL');
    await child.exited;
    expect(read()).toEqual([]);
  });

  it.each([
    ['no file', undefined],
    ['noise', '\u0000{{{'],
    ['another shape', '{"processes": {"pid": 1}}'],
    [
      'dangerous pids',
      JSON.stringify({
        processes: [-1, 0, 1, process.pid, 1.5, '7'].map((pid) => ({ pid, startedAt: 'x', token: 'y' })),
      }),
    ],
    ['null', 'null'],
  ])('takes %s for an empty list', async (_name, content) => {
    if (content !== undefined) fs.writeFileSync(file, content);
    const signals: number[] = [];
    const kill = (pid: number) => signals.push(pid) > 0;
    const inspect = async () => ({ startedAt: 'x', hasArgument: () => true });
    expect(await ProcessLedger.open(file, { ...deps, kill, inspect }).endLeftovers()).toBe(0);
    expect(signals).toEqual([]);
  });
});
