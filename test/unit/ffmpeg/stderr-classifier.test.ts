/** Every ending of FFmpeg that was measured, told from its words. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyEnd, ffmpegVerdicts } from '../../../src-main/ffmpeg/stderr-classifier.ts';

const ended = (code: number | undefined, ...tail: string[]) =>
  classifyEnd({ exit: { code, signal: undefined }, tail, stopRequested: false });

describe('why FFmpeg ended', () => {
  it.each([
    ['input-refused', 1, '[rtsp @ 0x1] [error] method DESCRIBE failed: 401 Unauthorized'],
    ['input-refused', 8, 'Server returned 401 Unauthorized (authorization failed)'],
    ['input-refused', 1, 'method DESCRIBE failed: 404 Not Found'],
    ['input-refused', 1, 'method DESCRIBE failed: 453 Not Enough Bandwidth'],
    ['input-refused', 183, 'rtsp://127.0.0.1:1/x: Invalid data found when processing input'],
    ['input-unreachable', 145, 'Connection to tcp://127.0.0.1:1?timeout=0 failed: Connection refused'],
    ['input-unreachable', 1, 'Failed to resolve hostname cam: Name or service not known'],
    ['input-silent', 0, 'Error during demuxing: Connection timed out'],
    ['input-lost', 0, '[info] video:541kB audio:51kB'],
    ['unknown', 1, '[info] something else'],
    ['disk-full', 1, 'av_interleaved_write_frame(): No space left on device'],
    ['disk-full', 228, '[vost#0] Task finished with error code: -28 (No space)'],
    ['disk-error', 1, 'av_interleaved_write_frame(): Input/output error'],
    ['disk-error', 1, "Failed to open segment '/r/a.mp4'"],
    ['disk-error', 1, '/r/a.mp4: Read-only file system'],
    [
      'unsupported-audio',
      234,
      'Could not find tag for codec pcm_mulaw in stream #1, codec not currently supported in container',
    ],
    ['unsupported-audio', 1, 'Could not find codec parameters for stream 1 (Audio: none'],
    [
      'unsupported',
      1,
      'Could not find tag for codec rawvideo in stream #0, codec not currently supported in container',
    ],
  ] as const)('REC-1 says %s at exit status %i after: %s', (verdict, code, line) => {
    expect(ended(code, line)).toBe(verdict);
  });

  it('tells a folder that is gone from a disk that refuses', () => {
    expect(
      ended(
        1,
        "[error] Failed to open segment list '/r/s.csv'",
        '[error] Could not write header: No such file or directory',
      ),
    ).toBe('volume-missing');
  });

  it('REC-7 takes our own stop for a stop, whatever was said', () => {
    const tail = ['No space left on device'];
    expect(classifyEnd({ exit: { code: 255, signal: undefined }, tail, stopRequested: true })).toBe(
      'stopped',
    );
  });

  it('names a full disk even when it killed FFmpeg, and any other signal a crash', () => {
    const exit = { code: undefined, signal: 'SIGSEGV' } as const;
    expect(classifyEnd({ exit, tail: ['No space left on device'], stopRequested: false })).toBe('disk-full');
    expect(classifyEnd({ exit, tail: [], stopRequested: false })).toBe('crashed');
  });

  it('knows a program that never ran', () => {
    const exit = { code: undefined, signal: undefined, startError: 'spawn x ENOENT' };
    expect(classifyEnd({ exit, tail: [], stopRequested: false })).toBe('not-started');
    expect(ended(127, 'setpriv: failed to execute /x: No such file or directory')).toBe('not-started');
  });

  it('has a verdict of the closed set for any words', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.option(fc.nat(255), { nil: undefined }), (tail, code) => {
        expect(ffmpegVerdicts).toContain(ended(code, ...tail));
      }),
    );
  });
});
