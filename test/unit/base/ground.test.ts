import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Counters } from '../../../src-main/base/counters.ts';
import { Disposables, livingThings, trackLife } from '../../../src-main/base/disposables.ts';
import { writeFileDurably } from '../../../src-main/base/durable-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('disposables', () => {
  it('end in reverse order, once, and all of them although one fails', async () => {
    const ended: number[] = [];
    const all = new Disposables();
    all.add(() => void ended.push(1));
    all.add(() => Promise.reject(new Error('planted')));
    all.add(async () => void ended.push(3));
    await expect(all.dispose()).rejects.toBeInstanceOf(AggregateError);
    await expect(all.dispose()).rejects.toBeInstanceOf(AggregateError);
    expect(ended).toEqual([3, 1]);
  });

  it('what comes too late is ended at once', async () => {
    const all = new Disposables();
    await all.dispose();
    let ended = false;
    all.add(() => void (ended = true));
    expect(ended).toBe(true);
  });

  it('what lives is counted by kind until it ends', () => {
    const ends = [trackLife('pull'), trackLife('pull')];
    expect(livingThings().get('pull')).toBe(2);
    for (const end of [...ends, ...ends]) end();
    expect(livingThings().has('pull')).toBe(false);
  });
});

describe('counters', () => {
  it('ING-7 count per owner and in sum', () => {
    const counters = new Counters(['manifestIngestCount', 'probeRetryCount']);
    counters.increment(1, 'manifestIngestCount');
    counters.increment(1, 'probeRetryCount', 3);
    counters.increment(2, 'manifestIngestCount');
    expect(counters.of(1)).toEqual({ manifestIngestCount: 1, probeRetryCount: 3 });
    expect(counters.of(9)).toEqual({ manifestIngestCount: 0, probeRetryCount: 0 });
    counters.forget(1);
    expect(counters.of(1).probeRetryCount).toBe(0);
    expect(counters.totals()).toEqual({ manifestIngestCount: 2, probeRetryCount: 3 });
  });
});

describe('a file written durably', () => {
  it('replaces what was there, owner-only, and leaves nothing beside it', () => {
    const folder = tempFolder();
    const file = path.join(folder, 'settings.json');
    writeFileSync(`${file}.part`, 'left by a crash');
    writeFileDurably(file, 'first');
    writeFileDurably(file, 'second, longer');
    expect(readFileSync(file, 'utf8')).toBe('second, longer');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });
});
