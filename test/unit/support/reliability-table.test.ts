import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultTrial, noteTrial, readTrials } from '../../support/fault-journal.ts';
import { faultIds, faultMatrix, type FaultRow } from '../../support/fault-matrix.ts';
import {
  merge,
  renderReliability,
  renderSummary,
  summarise,
  type FaultTrial,
} from '../../support/reliability-table.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const occasion = { day: '2026-03-01', machine: '2 cores' };
const kill = (trial: number, more: Partial<FaultTrial> = {}): FaultTrial => ({
  fault: 'F1',
  trial,
  survived: true,
  ...more,
});
const rowOf = (text: string, fault: string) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`| ${fault} |`))!
    .split(' | ')
    .map((cell) => cell.replaceAll(/^\| | \|$/g, ''));

describe('the fault matrix', () => {
  it('adds trials up to the worst loss and to median and longest recovery', () => {
    const trials = [
      kill(1, { lostMs: 400, undeclaredMs: 0, recoveryMs: 3_000 }),
      kill(2, { lostMs: 900.4, recoveryMs: 1_000 }),
      kill(3, { recoveryMs: 9_000 }),
    ];
    expect(summarise(trials, occasion)).toEqual({
      F1: {
        tried: 3,
        survived: 3,
        lostMs: 900,
        undeclaredMs: 0,
        recoveryMs: { median: 3_000, most: 9_000 },
        ...occasion,
      },
    });
  });

  it('counts what was not survived and keeps a few reasons, in one line each', () => {
    const trials = [1, 2, 3, 4].map((trial) => kill(trial, { survived: false, detail: 'a file\n  is gone' }));
    const { F1 } = summarise([...trials, kill(5)], occasion);
    expect(F1).toMatchObject({ tried: 5, survived: 1 });
    expect(F1!.failures).toEqual([1, 2, 3].map((trial) => `trial ${trial}: a file is gone`));
  });

  it('renews only the rows that were tried now', () => {
    const before = summarise([kill(1), { ...kill(1), fault: 'F2' }], { ...occasion, day: '2026-02-01' });
    const merged = merge({ ...before, F99: before.F1 } as never, summarise([kill(1), kill(2)], occasion));
    expect(Object.keys(merged)).toEqual(['F1', 'F2']);
    expect(merged.F1).toMatchObject({ tried: 2, day: '2026-03-01' });
    expect(merged.F2).toMatchObject({ tried: 1, day: '2026-02-01' });
  });

  it('writes one line per fault, with every cell, whatever was run', () => {
    const results = summarise([kill(1, { lostMs: 840, undeclaredMs: 0, recoveryMs: 12_300 })], occasion);
    const text = renderReliability(results);
    const lines = text.split('\n').filter((each) => each.startsWith('| '));
    expect(lines).toHaveLength(faultIds.length + 2);
    const width = lines[0]!.split(' | ').length;
    for (const each of lines) expect(each.split(' | ')).toHaveLength(width);
    expect(rowOf(text, 'F1').slice(4)).toEqual(['1', '1', '0.84 s', '0', '12 s, 12 s', '2026-03-01']);
    expect(rowOf(text, 'F2').slice(4)).toEqual(['not run', '–', '–', '–', '–', '–']);
    expect(text).toContain('## Tried on\n\n2 cores.');
    expect(text).not.toContain('## What went wrong');
  });

  it('says of a fault that cannot be tried why that is', () => {
    const text = renderReliability({});
    for (const fault of faultIds) {
      const { notHere }: FaultRow = faultMatrix[fault];
      expect(rowOf(text, fault)[4]).toBe(notHere === undefined ? 'not run' : `not here: ${notHere}`);
    }
  });

  it('marks a row that was not survived, and says what went wrong', () => {
    const text = renderReliability(summarise([kill(1, { survived: false, detail: 'lost' })], occasion));
    expect(rowOf(text, 'F1').slice(4, 6)).toEqual(['1', '**0**']);
    expect(text).toContain('- F1: trial 1: lost');
  });

  it('tells machines apart by a letter once there are two', () => {
    const other = summarise([{ ...kill(1), fault: 'F2' }], { day: '2026-02-01', machine: '8 cores' });
    const text = renderReliability(merge(other, summarise([kill(1)], occasion)));
    expect(rowOf(text, 'F1').at(-1)).toBe('2026-03-01 A');
    expect(rowOf(text, 'F2').at(-1)).toBe('2026-02-01 B');
    expect(text).toContain('A: 2 cores.\nB: 8 cores.');
  });

  it('sums up for a terminal what was tried, and nothing else', () => {
    const text = renderSummary(summarise([kill(1, { lostMs: 0 })], occasion));
    expect(text).toBe('F1    the app is killed: 1 of 1 survived, lost 0, without a gap –, recorded again –');
  });

  it('names every number of the plan', () => {
    const numbers = new Set(faultIds.map((fault) => Number(/^F(\d+)[a-z]?$/.exec(fault)?.[1])));
    expect([...numbers]).toEqual(Array.from({ length: 29 }, (_, index) => index + 1));
  });
});

describe('the fault journal', () => {
  it('reads back what was noted, line by line', () => {
    const folder = path.join(tempFolder(), 'faults');
    expect(readTrials(folder)).toEqual([]);
    noteTrial(kill(1, { lostMs: 40 }), folder);
    noteTrial(kill(2, { survived: false, detail: 'two\nlines' }), folder);
    noteTrial({ ...kill(1), fault: 'F4' }, folder);
    expect(readTrials(folder)).toMatchObject([
      { fault: 'F1', trial: 1, survived: true, lostMs: 40, promise: faultMatrix.F1.promise },
      { fault: 'F1', trial: 2, survived: false, detail: 'two\nlines' },
      { fault: 'F4', trial: 1, how: faultMatrix.F4.how },
    ]);
  });

  it('notes a trial that fails and lets its error through', async () => {
    const folder = path.join(tempFolder(), 'faults');
    await faultTrial('F1', { trial: 1, folder }, () => ({ recoveryMs: 5 }));
    const failing = faultTrial('F1', { trial: 2, folder }, () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    expect(readTrials(folder)).toMatchObject([
      { trial: 1, survived: true, recoveryMs: 5 },
      { trial: 2, survived: false, detail: 'broken' },
    ]);
  });
});
