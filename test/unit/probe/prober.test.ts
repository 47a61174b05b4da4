/** What the boxes and FFmpeg's words are taken for; no FFmpeg runs here. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { memorySource } from '../../../src-main/media-file/byte-source.ts';
import { inspectMp4 } from '../../../src-main/media-file/inspect.ts';
import { identifyArgs, judgeWords } from '../../../src-main/probe/identify.ts';
import { Prober } from '../../../src-main/probe/prober.ts';
import { salvage } from '../../../src-main/probe/salvage.ts';
import { AUDIO, VIDEO, ascii, box, fragment, initSection, joined, u32 } from '../../support/mp4-builder.ts';
import { fakeProgram } from '../../support/ffmpeg/fake-program.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'prober-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const deps = { env: {}, clock: systemClock, logger: silentLogger };
const init = initSection(VIDEO, AUDIO);
const second = fragment([{ id: 1, startUnits: 0, durations: [500, 500] }]);
const sound = fragment([{ id: 2, startUnits: 0, durations: [1024] }]);

function probe(bytes: Uint8Array, options: object = {}) {
  const file = path.join(folder, 'segment.mp4');
  fs.writeFileSync(file, bytes);
  return new Prober({ ...deps, ...options }).probeSegment(file);
}

describe('the prober', () => {
  it('PRB-1 reads a healthy segment without starting a process', async () => {
    const ffmpegPath = fakeProgram(
      folder,
      'ffmpeg',
      "require('node:fs').writeFileSync(__dirname + '/called', '')",
    );
    const result = await probe(joined([init, second]), { ffmpegPath });
    expect(result).toMatchObject({ ok: true, readBy: 'boxes', report: { durationMs: 1000 } });
    await probe(ascii('not a media file at all'), { ffmpegPath });
    expect(fs.existsSync(path.join(folder, 'called'))).toBe(true);
  });

  it.each([
    ['empty', new Uint8Array(0)],
    ['empty', init],
    ['unreadable', joined([init, sound])],
    ['truncated', joined([init, second.subarray(0, 60)])],
    [
      'not-finalized',
      joined([box('ftyp', ascii('isom'), u32(512)), u32(0), ascii('mdat'), new Uint8Array(99)]),
    ],
    ['not-finalized', box('ftyp', ascii('isom'), u32(512))],
    ['unreadable', second],
    ['unreadable', joined([initSection(AUDIO), sound])],
    ['not-media', ascii('<!doctype html> <p>hello</p>')],
  ])('PRB-2 calls it %s', async (failure, bytes) => {
    expect(await probe(bytes)).toMatchObject({ ok: false, failure });
  });

  it('PRB-2 calls a file that cannot be read io', async () => {
    const prober = new Prober(deps);
    expect(await prober.probeSegment(path.join(folder, 'none.mp4'))).toMatchObject({ failure: 'io' });
    expect(await prober.probeSegment(folder)).toMatchObject({ failure: 'io' });
  });

  it('PRB-4 hands out the whole part of a torn segment, and salvage leaves the file as it is', async () => {
    const bytes = joined([init, second, second.subarray(0, 50)]);
    const result = await probe(bytes);
    expect(result).toMatchObject({ ok: false, failure: 'truncated', playable: { durationMs: 1000 } });
    const file = path.join(folder, 'segment.mp4');
    const saved = await salvage(file, result, path.join(folder, 'copy.mp4'), deps);
    expect(saved).toMatchObject({ kind: 'in-place', report: { validTo: init.length + second.length } });
    expect(new Uint8Array(fs.readFileSync(file))).toEqual(bytes);
    expect(fs.existsSync(path.join(folder, 'copy.mp4'))).toBe(false);
  });

  it('PRB-2 says io when FFmpeg cannot be started, and never rejects', async () => {
    const ffmpegPath = path.join(folder, 'missing');
    expect((await probe(ascii('what is this?'), { ffmpegPath })).ok).toBe(false);
  });
});

describe('the words of ffmpeg -i', () => {
  const walked = inspectMp4(memorySource(ascii('\u001aEß£ matroska would be here')));

  it('SEC-1 are asked for with a whitelist, and a name can be nothing but a file', () => {
    expect(identifyArgs('-i')).toEqual(expect.arrayContaining(['-protocol_whitelist', 'file', 'file:-i']));
    expect(identifyArgs('concat:a|b').at(-1)).toBe('file:concat:a|b');
  });

  it('PRB-1 give duration, codec, size and rate', () => {
    const lines = [
      "Input #0, matroska,webm, from 'x.mkv':",
      '  Duration: 00:01:02.50, start: 0.000000, bitrate: 735 kb/s',
      '  Stream #0:0(eng): Video: hevc (Main), yuv420p(tv), 1920x1080 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr',
      'At least one output file must be specified',
    ];
    expect(judgeWords(lines, walked)).toMatchObject({
      ok: true,
      readBy: 'ffmpeg',
      report: { durationMs: 62_500, fps: 25, video: { codec: 'H265', width: 1920, height: 1080 } },
    });
  });

  it.each([
    ['not-media', '[mov,mp4 @ 0x1] [error] moov atom not found'],
    ['io', 'file:/r/x.mp4: Input/output error'],
    ['truncated', 'file:/r/x.mp4: End of file'],
    ['not-media', 'file:/r/x.mp4: Invalid data found when processing input'],
    ['unreadable', 'something new'],
    ['unreadable', 'Duration: 00:00:05.00,\n Stream #0:0: Video: av1 (Main), yuv420p, 640x360, 25 fps'],
    ['empty', 'Duration: 00:00:00.00,\n Stream #0:0: Video: h264 (Main), yuv420p, 640x360, 25 fps'],
  ])('PRB-2 are classified as %s: %s', (failure, line) => {
    expect(judgeWords([line], walked)).toMatchObject({ ok: false, failure });
  });

  it('PRB-2 may be anything', () => {
    fc.assert(fc.property(fc.array(fc.string()), (lines) => void judgeWords(lines, walked)));
  });
});
