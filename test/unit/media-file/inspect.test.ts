/** The box walk on files built box by box: what it finds, and that nothing makes it throw or run away. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src-main/media-file/byte-source.ts';
import { inspectMp4 } from '../../../src-main/media-file/inspect.ts';
import {
  AUDIO,
  VIDEO,
  ascii,
  box,
  fragment,
  initSection,
  joined,
  largeBox,
  u32,
} from '../../support/mp4-builder.ts';

const inspect = (bytes: Uint8Array) => inspectMp4(memorySource(bytes));
const init = initSection(VIDEO, AUDIO);
const second = { id: 1, durations: Array.from({ length: 25 }, () => 40) };
const first = fragment([
  { ...second, startUnits: 0 },
  { id: 2, startUnits: 0, durations: [1024, 1024] },
]);
const next = fragment([{ ...second, startUnits: 1000, key: false }]);
const whole = joined([init, first, next]);

describe('the box walk', () => {
  it('PRB-1 finds codecs, size, time scale, fragments, key frames and sound', () => {
    const report = inspect(whole);
    expect(report).toMatchObject({
      kind: 'fragmented',
      complete: true,
      finalized: false,
      validTo: whole.length,
      initBytes: init.length,
      video: { codec: 'H264', codecString: 'avc1.64001f', width: 640, height: 360, timescale: 1000 },
      audio: { codecString: 'mp4a.40.2', timescale: 8000 },
      durationMs: 2000,
      pictures: 50,
      fps: 25,
    });
    expect(report.fragments).toEqual([
      {
        offset: init.length,
        sizeBytes: first.length,
        startMs: 0,
        durationMs: 1000,
        key: true,
        hasAudio: true,
      },
      {
        offset: init.length + first.length,
        sizeBytes: next.length,
        startMs: 1000,
        durationMs: 1000,
        key: false,
        hasAudio: false,
      },
    ]);
  });

  it('PRB-2 calls a file torn wherever it is cut inside a fragment, and valid up to the one before', () => {
    for (let cut = init.length + first.length + 1; cut < whole.length; cut++) {
      const report = inspect(whole.subarray(0, cut));
      expect(report).toMatchObject({ complete: false, validTo: init.length + first.length });
      expect(report.fragments).toHaveLength(1);
    }
  });

  it('calls a file complete that a killed writer left on the border of a fragment', () => {
    const report = inspect(joined([init, first]));
    expect(report).toMatchObject({ complete: true, finalized: false, durationMs: 1000 });
  });

  it('knows a finished file by its mfra', () => {
    expect(inspect(joined([whole, box('mfra', u32(0))]))).toMatchObject({ complete: true, finalized: true });
  });

  it('gives a fragment without pictures no length and no key', () => {
    const sound = fragment([{ id: 2, startUnits: 8000, durations: [1024] }]);
    const { fragments, durationMs } = inspect(joined([init, first, sound]));
    expect(fragments[1]).toMatchObject({ startMs: 1000, durationMs: 0, key: false, hasAudio: true });
    expect(durationMs).toBe(1000);
  });

  it('reports a picture that stays longer than cameras pause as a hole in its fragment', () => {
    const stalled = fragment([{ id: 1, startUnits: 1000, durations: [40, 3000, 40] }]);
    const report = inspect(joined([init, first, stalled]));
    expect(report.fragments[1]?.hole).toEqual({ startMs: 1040, durationMs: 3000 });
    expect(report.fps).toBeGreaterThan(20);
  });

  it('reads boxes of 64-bit size', () => {
    const moof = first.subarray(0, first.length - 108);
    const large = joined([init, moof, largeBox('mdat', new Uint8Array(100))]);
    expect(inspect(large)).toMatchObject({ complete: true, durationMs: 1000 });
  });

  it('does not take a hole of zeros behind the last fragment for data', () => {
    const report = inspect(joined([whole, new Uint8Array(5000)]));
    expect(report).toMatchObject({ complete: false, validTo: whole.length, durationMs: 2000 });
  });

  it('PRB-2 tells a plain file without its index from something that is no media file', () => {
    const unfinished = joined([
      box('ftyp', ascii('isom'), u32(512)),
      u32(0),
      ascii('mdat'),
      new Uint8Array(500),
    ]);
    expect(inspect(unfinished)).toMatchObject({ kind: 'plain', complete: false, initBytes: 0 });
    expect(inspect(ascii('<!doctype html><p>not found</p>')).kind).toBe('not-media');
    expect(inspect(new Uint8Array(0)).kind).toBe('not-media');
  });

  it('PRB-2 survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(inspect(bytes).validTo).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  it('PRB-2 survives any change to a healthy file, within bounded time and sane numbers', () => {
    const change = fc.record({
      at: fc.nat(whole.length - 5),
      value: fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0xffffffff), fc.nat(0xffffffff)),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(whole.length), (changes, cut) => {
        const bytes = Uint8Array.from(whole);
        for (const { at, value } of changes) bytes.set(u32(value), at);
        const report = inspect(bytes.subarray(0, Math.max(cut, 1)));
        for (const part of report.fragments) {
          expect(part.offset + part.sizeBytes).toBeLessThanOrEqual(report.sizeBytes);
          expect(Number.isSafeInteger(part.startMs) && Number.isSafeInteger(part.durationMs)).toBe(true);
        }
        expect(Number.isFinite(report.durationMs) && Number.isFinite(report.fps)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
