/** The box walk against two oracles, ffprobe and mediabunny, on files that FFmpeg wrote with the recorder's options. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFileSource } from '../../src-main/media-file/byte-source.ts';
import { inspectMp4File } from '../../src-main/media-file/inspect.ts';
import { FREE_BOX_TYPE, audioTrafOffsets, videoOnlyInit } from '../../src-main/media-file/video-only.ts';
import { streams, videoPackets } from '../support/ffprobe.ts';
import { cutFile, decode, makePlain, makeSegment } from '../support/make-media.ts';

let folder: string;
const files: Record<string, string> = {};
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'media-file-'));
  files['H.264 and AAC'] = await makeSegment(folder, 'av.mp4');
  files['H.264 without sound'] = await makeSegment(folder, 'v.mp4', { audio: false });
  files['H.265 and AAC'] = await makeSegment(folder, 'hevc.mp4', { codec: 'libx265', seconds: 4 });
  files['a long GOP'] = await makeSegment(folder, 'long.mp4', { gopSeconds: 10, seconds: 8 });
  files['a hole'] = await makeSegment(folder, 'hole.mp4', { hole: [2.2, 5.2], seconds: 8 });
  files['a plain file'] = await makePlain(folder, 'plain.mp4');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const fileOf = (name: string): string => files[name] ?? '';
const fragmented = ['H.264 and AAC', 'H.264 without sound', 'H.265 and AAC', 'a long GOP', 'a hole'];

describe('the box walk on real files', () => {
  it.each([...fragmented, 'a plain file'])('PRB-1 agrees with ffprobe and mediabunny on %s', async (name) => {
    const file = fileOf(name);
    const report = inspectMp4File(file);
    expect(report).toMatchObject({ complete: true, finalized: true, validTo: fs.statSync(file).size });

    const packets = await videoPackets(file);
    expect(report.pictures).toBe(packets.length);
    const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getPrimaryAudioTrack();
    expect(report.video).toMatchObject({
      // mediabunny writes hev1 for both tags of H.265.
      codecString: (await video?.getCodecParameterString())?.replace('hev1', 'hvc1'),
      width: 320,
      height: 180,
    });
    expect(report.audio?.codecString).toBe((await audio?.getCodecParameterString()) ?? undefined);
    // Ours is the length in decoding order; pictures shown out of order shift theirs by the first one's delay.
    const shown = ((await video?.computeDuration()) ?? 0) - ((await video?.getFirstTimestamp()) ?? 0);
    expect(Math.abs(report.durationMs / 1000 - shown)).toBeLessThan(0.06);
    if (name !== 'a hole') expect(report.fps).toBeCloseTo(25, 0);
    input.dispose();
  });

  it.each(fragmented)('PRB-1 finds every fragment with its time and its key frame in %s', async (name) => {
    const { fragments, initBytes } = inspectMp4File(fileOf(name));
    const packets = await videoPackets(fileOf(name));
    const firstDts = packets[0]?.dtsSeconds ?? 0;
    const withPictures = fragments.filter(({ durationMs }) => durationMs > 0);
    expect(withPictures.length).toBeGreaterThan(2);
    for (const { offset, sizeBytes, startMs, key } of withPictures) {
      const first = packets.find(({ position }) => position >= offset && position < offset + sizeBytes);
      expect(first?.key).toBe(key);
      expect(Math.abs(((first?.dtsSeconds ?? -1) - firstDts) * 1000 - startMs)).toBeLessThan(1);
    }
    let next = initBytes;
    for (const { offset, sizeBytes } of fragments) {
      expect(offset).toBe(next);
      next = offset + sizeBytes;
    }
  });

  it('cuts a long GOP into fragments of a second, of which only the first has a key frame', () => {
    const keys = inspectMp4File(fileOf('a long GOP')).fragments.filter(({ key }) => key);
    expect(keys).toHaveLength(1);
    for (const { durationMs } of inspectMp4File(fileOf('a long GOP')).fragments) {
      expect(durationMs).toBeLessThanOrEqual(1_100);
    }
  });

  it('shows the hole inside a file where the camera was silent', () => {
    const holes = inspectMp4File(fileOf('a hole')).fragments.flatMap(({ hole }) => hole ?? []);
    expect(holes).toHaveLength(1);
    expect(Math.abs((holes[0]?.startMs ?? 0) - 2_160)).toBeLessThan(100);
    expect(Math.abs((holes[0]?.durationMs ?? 0) - 3_000)).toBeLessThan(100);
  });

  it('REC-9 gives a file cut anywhere an end up to which FFmpeg decodes every picture without complaint', async () => {
    const file = fileOf('H.264 and AAC');
    const size = fs.statSync(file).size;
    const { initBytes, fragments } = inspectMp4File(file);
    for (const cut of randomOffsets(50, initBytes, size)) {
      const torn = inspectMp4File(cutFile(file, cut, 'torn.mp4'));
      const lastWhole = fragments.findLast(({ offset, sizeBytes }) => offset + sizeBytes <= cut);
      expect(torn.fragments.at(-1), `cut at ${cut}`).toEqual(lastWhole);
      expect(cut - torn.validTo).toBeLessThan(Math.max(...fragments.map(({ sizeBytes }) => sizeBytes)));
      if (torn.fragments.length === 0) continue;
      const judged = await decode(cutFile(file, torn.validTo, 'valid.mp4'));
      expect(judged, `cut at ${cut}`).toEqual({ pictures: torn.pictures, complaints: '' });
    }
  });

  it('PLY-2 makes ranges that start at a key fragment playable behind the initialization section', async () => {
    const file = fileOf('H.264 and AAC');
    const bytes = fs.readFileSync(file);
    const { fragments, initBytes } = inspectMp4File(file);
    for (const { offset } of fragments.filter(({ key }) => key)) {
      const part = path.join(folder, 'part.mp4');
      fs.writeFileSync(part, Buffer.concat([bytes.subarray(0, initBytes), bytes.subarray(offset)]));
      expect((await decode(part)).complaints).toBe('');
    }
  });

  it('turns a muxed file into one of pictures only, without changing its size', async () => {
    const file = fileOf('H.264 and AAC');
    const report = inspectMp4File(file);
    const source = openFileSource(file);
    const offsets = audioTrafOffsets(source, report.fragments, report.audio?.trackId ?? 0);
    source.close();
    expect(offsets).toHaveLength(report.fragments.filter(({ hasAudio }) => hasAudio).length);
    const bytes = fs.readFileSync(file);
    bytes.set(videoOnlyInit(bytes.subarray(0, report.initBytes)));
    for (const offset of offsets) bytes.set(FREE_BOX_TYPE, offset);
    const patched = path.join(folder, 'pictures.mp4');
    fs.writeFileSync(patched, bytes);
    expect((await streams(patched)).map(({ type }) => type)).toEqual(['video']);
    expect(await decode(patched)).toEqual({ pictures: report.pictures, complaints: '' });
  });
});

/** The same "random" numbers in every run, so that a failure can be looked at. */
function randomOffsets(count: number, from: number, to: number): number[] {
  let state = 20_261_123;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return from + Math.floor((state / 2 ** 32) * (to - from));
  });
}
