/** The prober on files that FFmpeg wrote, whole, unfinished, torn and of other kinds. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { spawnFfmpeg } from '../../src-main/ffmpeg/child.ts';
import { Prober } from '../../src-main/probe/prober.ts';
import { decideProbe } from '../../src-main/probe/probe-policy.ts';
import { salvage } from '../../src-main/probe/salvage.ts';
import { testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import { cutFile, decode, makePlain, makeSegment } from '../support/make-media.ts';
import { until } from '../support/until.ts';

let folder: string;
const deps = { ffmpegPath: testFfmpeg, env: testEnvironment, clock: systemClock, logger: silentLogger };
const prober = new Prober(deps);
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'probe-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

describe('the prober on real files', () => {
  it('PRB-1 finds a recorded segment ready, with codecs, size, rate and its key frames', async () => {
    const result = await prober.probeSegment(await makeSegment(folder, 'a.mp4'));
    expect(result).toMatchObject({
      ok: true,
      readBy: 'boxes',
      report: { pictures: 150, video: { codec: 'H264', width: 320, height: 180 } },
    });
    // The first picture is stretched over the encoder delay of the sound.
    expect(result.ok && Math.abs(result.report.durationMs - 6_000)).toBeLessThan(50);
    expect(result.ok && result.report.fps).toBeCloseTo(25, 0);
    expect(result.ok && result.report.fragments.filter(({ key }) => key)).toHaveLength(3);
  });

  it('PRB-1 puts to FFmpeg what the boxes do not tell', async () => {
    const result = await prober.probeSegment(await makePlain(folder, 'b.mkv', { seconds: 2 }));
    expect(result).toMatchObject({
      ok: true,
      readBy: 'ffmpeg',
      report: { video: { codec: 'H264' }, fps: 25 },
    });
    expect(result.ok && Math.abs(result.report.durationMs - 2000)).toBeLessThan(100);
  });

  it('PRB-2 PRB-3 calls a plain file not-finalized while it is written, and ready when the writer has ended', async () => {
    const source = await makePlain(folder, 'source.mp4', { seconds: 20 });
    const file = path.join(folder, 'c.mp4');
    const args = ['-loglevel', 'level+info', '-re', '-i', source, '-c', 'copy', '-flush_packets', '1', file];
    const writer = spawnFfmpeg({ ...deps, binary: testFfmpeg, args, name: 'writer' });
    await until(() => fs.existsSync(file) && fs.statSync(file).size > 10_000, { timeoutMs: 30_000 });
    const early = await prober.probeSegment(file);
    expect(early).toMatchObject({ ok: false, failure: 'not-finalized' });
    expect(decideProbe({ result: early, tries: 1, deferredBefore: false }).kind).toBe('retry');
    writer.quit();
    expect(await writer.exited).toMatchObject({ code: 0 });
    expect(await prober.probeSegment(file)).toMatchObject({ ok: true, report: { kind: 'plain' } });
  });

  it('PRB-2 keeps calling it not-finalized when its writer was killed', async () => {
    const whole = await makePlain(folder, 'd.mp4');
    const killed = cutFile(whole, 40_000, 'killed.mp4');
    expect(await prober.probeSegment(killed)).toMatchObject({ ok: false, failure: 'not-finalized' });
  });

  it('PRB-2 calls a web page not-media and noise not-media', async () => {
    const file = path.join(folder, 'e.mp4');
    fs.writeFileSync(file, '<!doctype html><title>404</title>'.repeat(50));
    expect(await prober.probeSegment(file)).toMatchObject({ failure: 'not-media' });
    fs.writeFileSync(file, Buffer.alloc(5000, 0xa5));
    expect(await prober.probeSegment(file)).toMatchObject({ failure: 'not-media' });
  });

  it('PRB-4 salvages a torn recording in place, down to the last whole fragment', async () => {
    const whole = await makeSegment(folder, 'f.mp4');
    const torn = cutFile(whole, Math.floor(fs.statSync(whole).size * 0.7), 'torn.mp4');
    const result = await prober.probeSegment(torn);
    expect(decideProbe({ result, tries: 1, deferredBefore: false })).toEqual({ kind: 'salvage' });
    const saved = await salvage(torn, result, path.join(folder, 'unused.mp4'), deps);
    expect(saved.kind).toBe('in-place');
    const report = saved.kind === 'in-place' ? saved.report : undefined;
    const copy = cutFile(torn, report?.validTo ?? 0, 'whole-part.mp4');
    expect(await decode(copy)).toEqual({ pictures: report?.pictures, complaints: '' });
  });

  it('PRB-4 copies out of a torn plain file what FFmpeg can read, and touches nothing else', async () => {
    const whole = await makePlain(folder, 'g.mp4', {}, '-movflags', '+faststart');
    const torn = cutFile(whole, Math.floor(fs.statSync(whole).size * 0.6), 'torn-plain.mp4');
    const before = fs.readFileSync(torn);
    const result = await prober.probeSegment(torn);
    expect(result).toMatchObject({ ok: false, failure: 'truncated' });
    const copyTo = path.join(folder, 'salvaged.mp4');
    const saved = await salvage(torn, result, copyTo, deps);
    expect(saved).toMatchObject({ kind: 'copied', file: copyTo });
    expect((await decode(copyTo)).pictures).toBeGreaterThan(50);
    expect(fs.readFileSync(torn).equals(before)).toBe(true);
    // What an interrupted salvage left is made anew.
    fs.writeFileSync(copyTo, 'half a copy');
    expect(await salvage(torn, result, copyTo, deps)).toMatchObject({ kind: 'copied', file: copyTo });
  });
});
