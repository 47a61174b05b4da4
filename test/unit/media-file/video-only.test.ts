/** Serving pictures only from a muxed file, byte for byte in place. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src-main/media-file/byte-source.ts';
import { inspectMp4 } from '../../../src-main/media-file/inspect.ts';
import { FREE_BOX_TYPE, audioTrafOffsets, videoOnlyInit } from '../../../src-main/media-file/video-only.ts';
import { AUDIO, VIDEO, fragment, initSection, joined } from '../../support/mp4-builder.ts';

const init = initSection(VIDEO, AUDIO);
const muxed = fragment([
  { id: 1, startUnits: 0, durations: [40, 40] },
  { id: 2, startUnits: 0, durations: [1024] },
]);
const silent = fragment([{ id: 1, startUnits: 80, durations: [40] }]);
const file = joined([init, muxed, silent, muxed]);

describe('pictures only', () => {
  it('drops the sound from the initialization section without changing its length', () => {
    const patched = videoOnlyInit(init);
    expect(patched).toHaveLength(init.length);
    const report = inspectMp4(memorySource(joined([patched, silent])));
    expect(report.audio).toBeUndefined();
    expect(report.video?.codecString).toBe('avc1.64001f');
    expect(inspectMp4(memorySource(joined([init, silent]))).audio).toBeDefined();
  });

  it('names the bytes to overwrite in each fragment that has sound, and only there', () => {
    const { fragments } = inspectMp4(memorySource(file));
    const offsets = audioTrafOffsets(memorySource(file), fragments, 2);
    expect(offsets).toHaveLength(2);
    const patched = Uint8Array.from(file);
    for (const offset of offsets) {
      expect(String.fromCharCode(...file.subarray(offset, offset + 4))).toBe('traf');
      patched.set(FREE_BOX_TYPE, offset);
    }
    const after = inspectMp4(memorySource(patched));
    expect(after.fragments.map(({ hasAudio }) => hasAudio)).toEqual([false, false, false]);
    expect(after.durationMs).toBe(inspectMp4(memorySource(file)).durationMs);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(videoOnlyInit(bytes)).toHaveLength(bytes.length);
        const claimed = { offset: 0, sizeBytes: 400, startMs: 0, durationMs: 1, key: true, hasAudio: true };
        for (const offset of audioTrafOffsets(memorySource(bytes), [claimed], 2)) {
          expect(offset).toBeLessThan(bytes.length);
        }
      }),
    );
  });
});
