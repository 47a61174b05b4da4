/**
 * Row 6: the probe of a segment in-process against ffprobe on the same file, and the processes it starts (none).
 * Files as the recorder writes them, about 4 Mbit/s: 10 s and 600 s.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Prober } from '../../src-main/probe/prober.ts';
import { runJudge, testEnvironment } from '../support/ffmpeg-fixture.ts';
import { fakeProgram } from '../support/ffmpeg/fake-program.ts';
import { describeFile } from '../support/ffprobe.ts';
import { RECORDING_OPTIONS } from '../support/make-media.ts';
import { median, printRow, timed } from './harness.ts';

const GOAL = 1 / 20;
const ROUNDS = 9;
/** The probe is so short that one round takes the mean of several. */
const PROBES_PER_ROUND = 5;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-probe-'));
try {
  await bench();
} finally {
  fs.rmSync(folder, { recursive: true });
}

async function bench(): Promise<void> {
  const clip = path.join(folder, 'clip.mp4');
  const picture = ['-f', 'lavfi', '-t', '4', '-i', 'testsrc2=s=1280x720:r=25,noise=alls=12:allf=t'];
  const sound = ['-f', 'lavfi', '-t', '4', '-i', 'sine=r=44100'];
  const encoder = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-b:v',
    '4M',
    '-minrate',
    '4M',
    '-maxrate',
    '4M',
  ];
  const keys = ['-bufsize', '4M', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await make([...picture, ...sound, ...encoder, ...keys, clip]);

  // A probe that needed FFmpeg would start this one, which leaves a mark.
  const mark = path.join(folder, 'started');
  const ffmpegPath = fakeProgram(
    folder,
    'ffmpeg',
    `require('node:fs').appendFileSync(${JSON.stringify(mark)}, 'x')`,
  );
  const prober = new Prober({ ffmpegPath, env: testEnvironment, clock: systemClock, logger: silentLogger });
  for (const seconds of [10, 600]) {
    const file = await loopedSegment(clip, seconds);
    const floors: number[] = [];
    const values: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      floors.push(await timed(() => describeFile(file)));
      const all = await timed(async () => {
        for (let turn = 0; turn < PROBES_PER_ROUND; turn++) {
          const result = await prober.probeSegment(file);
          if (!result.ok) throw new Error(`the probe says ${result.failure}: ${result.detail}`);
        }
      });
      values.push(all / PROBES_PER_ROUND);
    }
    const [floor, value] = [median(floors), median(values)];
    const size = Math.round(fs.statSync(file).size / 1e6);
    const figure = `probe of a ${seconds} s segment (${size} MB) against ffprobe, p50`;
    printRow({ row: 6, figure, floor, value, unit: 'ms', goal: '<= 0.05x', met: value <= floor * GOAL });
  }
  const starts = fs.existsSync(mark) ? fs.statSync(mark).size : 0;
  const figure = 'processes started for healthy segments';
  printRow({ row: 6, figure, floor: 0, value: starts, unit: '', goal: '0', met: starts === 0 });
}

async function loopedSegment(clip: string, seconds: number): Promise<string> {
  const input = ['-stream_loop', '-1', '-i', clip, '-t', String(seconds), '-map', '0', '-c', 'copy'];
  const muxer = ['-f', 'segment', '-segment_time', '7200', '-segment_format', 'mp4'];
  await make([
    ...input,
    ...muxer,
    '-segment_format_options',
    RECORDING_OPTIONS,
    path.join(folder, `${seconds}_%d.mp4`),
  ]);
  return path.join(folder, `${seconds}_0.mp4`);
}

async function make(args: string[]): Promise<void> {
  const { code, stderr } = await runJudge(['-v', 'error', '-y', ...args]);
  if (code !== 0) throw new Error(`FFmpeg could not make the file: ${stderr}`);
}
