import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ManifestTailer } from '../../../src-main/ingest/manifest-tailer.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const slug = 'front-door';
const row = (second: number) => `front-door_2026-11-23_16-30-0${second}Z.mp4,${second}.0,${second + 1}.0\n`;

function manifest() {
  const file = path.join(tempFolder(), 'segments.csv');
  return { file, tailer: new ManifestTailer(file, slug, 0) };
}

async function seconds(tailer: ManifestTailer): Promise<(number | string)[]> {
  const found: (number | string)[] = [];
  for await (const lines of tailer.read()) {
    for (const line of lines) found.push(line.kind === 'row' ? line.row.startS : line.fault);
  }
  return found;
}

describe('the manifest tailer', () => {
  it('ING-2 reads only what was appended', async () => {
    const { file, tailer } = manifest();
    expect(await seconds(tailer)).toEqual([]);
    writeFileSync(file, row(0) + row(1).slice(0, 10));
    expect(await seconds(tailer)).toEqual([0]);
    appendFileSync(file, row(1).slice(10) + row(2));
    expect(await seconds(tailer)).toEqual([1, 2]);
    expect(await seconds(tailer)).toEqual([]);
  });

  it('ING-2 goes on at the committed offset after a restart', async () => {
    const { file } = manifest();
    writeFileSync(file, row(0) + row(1));
    expect(await seconds(new ManifestTailer(file, slug, row(0).length))).toEqual([1]);
  });

  it('ING-2 starts over when the manifest was truncated', async () => {
    const { file, tailer } = manifest();
    writeFileSync(file, row(0) + row(1));
    await seconds(tailer);
    truncateSync(file, 0);
    appendFileSync(file, row(2));
    expect(await seconds(tailer)).toEqual([2]);
  });

  it('ING-2 starts over when another file took its place, even a longer one', async () => {
    const { file, tailer } = manifest();
    writeFileSync(file, row(0));
    await seconds(tailer);
    writeFileSync(`${file}.new`, row(3) + row(4));
    renameSync(`${file}.new`, file);
    expect(await seconds(tailer)).toEqual([3, 4]);
  });

  it('ING-2 survives that the manifest is deleted and comes back', async () => {
    const { file, tailer } = manifest();
    writeFileSync(file, row(0));
    await seconds(tailer);
    rmSync(file);
    expect(await seconds(tailer)).toEqual([]);
    writeFileSync(file, row(1));
    expect(await seconds(tailer)).toEqual([1]);
  });

  it('ING-2 does not believe an offset that stands inside a line', async () => {
    const { file } = manifest();
    writeFileSync(file, row(0) + row(1));
    expect(await seconds(new ManifestTailer(file, slug, 5))).toEqual([0, 1]);
  });
});
