/** The index of a file that is still being written. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GrowingIndex } from '../../../src-main/media-file/growing-index.ts';
import { inspectMp4File } from '../../../src-main/media-file/inspect.ts';
import { VIDEO, fragment, initSection, joined } from '../../support/mp4-builder.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'growing-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const second = (index: number) =>
  fragment([{ id: 1, startUnits: index * 1000, durations: [500, 500], key: index % 2 === 0 }], 6000);

describe('the growing index', () => {
  it('REC-14 hands out each fragment once, when it is whole, whatever the sizes of the writes', () => {
    const file = path.join(folder, 'a.mp4');
    const bytes = joined([initSection(VIDEO), ...[0, 1, 2, 3].map(second)]);
    fs.writeFileSync(file, '');
    const index = new GrowingIndex(file);
    const seen: number[] = [];
    for (let offset = 0; offset < bytes.length; offset += 997) {
      fs.appendFileSync(file, bytes.subarray(offset, offset + 997));
      for (const { startMs, offset: at, sizeBytes } of index.refresh()) {
        seen.push(startMs);
        expect(at + sizeBytes).toBeLessThanOrEqual(fs.statSync(file).size);
      }
    }
    expect(seen).toEqual([0, 1000, 2000, 3000]);
    expect(index.refresh()).toEqual([]);
    expect(index.report()).toEqual(inspectMp4File(file));
    index.close();
    index.close();
  });

  it('throws the error of the system for a file that is not there', () => {
    expect(() => new GrowingIndex(path.join(folder, 'none.mp4'))).toThrow(/ENOENT/);
  });
});
