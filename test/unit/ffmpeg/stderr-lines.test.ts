/** FFmpeg's stderr, typed. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, MAX_LINE_CHARACTERS } from '../../../src-main/ffmpeg/line-splitter.ts';
import { ProgressParser, parseLogLine } from '../../../src-main/ffmpeg/stderr-lines.ts';
import { StderrRing } from '../../../src-main/ffmpeg/stderr-ring.ts';

describe('log lines', () => {
  it.each([
    ['[info] Stream mapping:', 'info', 'Stream mapping:'],
    ['[segment @ 0x55ea4071e340] [error] Failed to open segment', 'error', 'Failed to open segment'],
    ['[in#0 @ 0x1] [tcp @ 0x2f] [fatal] refused', 'fatal', 'refused'],
    ['[dshow @ 000001bd07e70b00] [error] Could not run graph', 'error', 'Could not run graph'],
    ['  Stream #0:0: Video: h264', 'info', '  Stream #0:0: Video: h264'],
    ['[warning] [odd] text', 'warning', '[odd] text'],
  ])('reads %s', (line, level, text) => {
    expect(parseLogLine(line)).toEqual({ kind: 'log', level, text });
  });

  it('ING-1 recognises the line that says a new file was begun', () => {
    expect(parseLogLine("[segment @ 0x5] [info] Opening '/r/it's/cam_1Z.mp4' for writing")).toEqual({
      kind: 'opening',
      level: 'info',
      text: "Opening '/r/it's/cam_1Z.mp4' for writing",
      path: "/r/it's/cam_1Z.mp4",
    });
  });
});

describe('progress blocks', () => {
  const push = (lines: string[]) => {
    const parser = new ProgressParser();
    return lines.map((line) => parser.push(line)).filter((result) => typeof result === 'object');
  };

  it('gathers blocks, also with log lines in between, and knows the last one', () => {
    const parser = new ProgressParser();
    expect(parser.push('frame=12')).toBe(true);
    expect(parser.push('[warning] something=else')).toBe(false);
    expect(parser.push('out_time_us=480000')).toBe(true);
    expect(parser.push('out_time_ms=480000')).toBe(true);
    expect(parser.push('total_size=4096')).toBe(true);
    expect(parser.push('speed=   1x')).toBe(true);
    expect(parser.push('progress=continue')).toEqual({
      outTimeMs: 480,
      totalSizeBytes: 4096,
      frames: 12,
      end: false,
    });
    expect(parser.push('progress=end')).toEqual({ end: true });
  });

  it('leaves out what is N/A and takes negative times', () => {
    expect(push(['total_size=N/A', 'out_time_us=N/A', 'progress=continue'])).toEqual([{ end: false }]);
    expect(push(['out_time_us=-3593000000', 'progress=continue'])).toEqual([
      { outTimeMs: -3_593_000, end: false },
    ]);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        push(lines);
        lines.forEach(parseLogLine);
      }),
    );
  });
});

describe('the line splitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    const text = 'one\r\ntwo\n\nthree é\rfour\nrest';
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const splitter = new LineSplitter();
        const lines: string[] = [];
        for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          lines.push(...splitter.push(bytes.subarray(offset, offset + size)));
          offset += size;
        }
        lines.push(...splitter.flush());
        expect(lines).toEqual(['one', 'two', 'three é', 'four', 'rest']);
      }),
    );
  });

  it('hands out the start of an endless line once and holds no more than its cap', () => {
    const splitter = new LineSplitter();
    const chunk = new TextEncoder().encode('x'.repeat(3000));
    const lines = Array.from({ length: 1000 }, () => splitter.push(chunk)).flat();
    expect(lines).toEqual(['x'.repeat(MAX_LINE_CHARACTERS)]);
    expect(splitter.push(new TextEncoder().encode('\nnext\n'))).toEqual(['next']);
  });
});

describe('the ring', () => {
  it('keeps 200 lines and collapses those that differ only in digits', () => {
    const ring = new StderrRing();
    ring.push('first');
    for (let index = 0; index < 16_000; index++) {
      ring.push(`[mp4 @ 0x${index.toString(16)}] Non-monotonous DTS ${index}`);
      ring.push(`invalid dropping ${index}`);
    }
    expect(ring.lines()).toEqual([
      'first',
      '[mp4 @ 0x3e7f] Non-monotonous DTS 15999 (16000 times)',
      'invalid dropping 15999 (16000 times)',
    ]);
    for (let index = 0; index < 300; index++) ring.push('ab'.repeat(index + 1));
    expect(ring.lines()).toHaveLength(200);
  });
});
