import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { patchesOf } from '../../../src-main/playback/fragment-patches.ts';
import type { Showing } from '../../../src-main/playback/served-file.ts';
import { inspectMp4File } from '../../../src-main/media-file/inspect.ts';
import { AUDIO, fragment, initSection, joined, VIDEO } from '../../support/mp4-builder.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const second = Array.from({ length: 25 }, () => 40);
const sound = Array.from({ length: 8 }, () => 1_000);

/** Three seconds of pictures; sound in the first two only. */
function recorded() {
  const file = path.join(tempFolder(), 'a.mp4');
  const parts = [0, 1, 2].map((i) =>
    fragment([
      { id: VIDEO.id, startUnits: i * 1_000, durations: second },
      ...(i < 2 ? [{ id: AUDIO.id, startUnits: i * 8_000, durations: sound }] : []),
    ]),
  );
  const bytes = joined([initSection(VIDEO, AUDIO), ...parts]);
  writeFileSync(file, bytes);
  return { file, bytes, fragments: inspectMp4File(file).fragments };
}

/** The file as a player gets it. */
function shown(showing: Showing) {
  const { file, bytes, fragments } = recorded();
  const copy = Uint8Array.from(bytes);
  for (const { offset, bytes: other } of patchesOf(file, fragments, showing, { from: 0, to: bytes.length })) {
    copy.set(other, offset);
  }
  writeFileSync(file, copy);
  return { before: bytes, after: copy, report: inspectMp4File(file) };
}

describe('what a player sees of a file', () => {
  it('PLY-2 hides every trace of sound without changing a size', () => {
    const { before, after, report } = shown({ view: 'video', shiftMs: 0 });
    expect(after.length).toBe(before.length);
    expect(report.audio).toBeUndefined();
    expect(report.fragments.map((found) => [found.startMs, found.hasAudio])).toEqual([
      [0, false],
      [1_000, false],
      [2_000, false],
    ]);
  });

  it('PLY-2 moves pictures and sound alike to their place in the playlist', () => {
    const { after, report } = shown({ view: 'all', shiftMs: 60_000 });
    expect(report.fragments.map((found) => found.startMs)).toEqual([60_000, 61_000, 62_000]);
    expect(report.fragments.map((found) => found.hasAudio)).toEqual([true, true, false]);
    // The sound's clock counts 8 000 a second.
    const units = Buffer.alloc(8);
    units.writeBigUInt64BE(480_000n);
    expect(Buffer.from(after).includes(units)).toBe(true);
  });

  it('patches only what the range touches, and nothing when there is nothing to do', () => {
    const { file, fragments } = recorded();
    const [, middle] = fragments;
    const range = { from: middle!.offset, to: middle!.offset + middle!.sizeBytes };
    const patches = patchesOf(file, fragments, { view: 'video', shiftMs: 1 }, range);
    expect(patches.length).toBe(2);
    for (const { offset } of patches) expect(offset >= range.from && offset < range.to).toBe(true);
    expect(patchesOf(file, fragments, { view: 'all', shiftMs: 0 }, range)).toEqual([]);
  });

  it('survives fragments that are not where the index says', () => {
    const { file, fragments } = recorded();
    const wrong = fragments.map((found) => ({ ...found, offset: found.offset + 13 }));
    const range = { from: 0, to: 1_000_000 };
    expect(() => patchesOf(file, wrong, { view: 'video', shiftMs: 5 }, range)).not.toThrow();
  });
});
