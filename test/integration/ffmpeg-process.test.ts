/** The door to FFmpeg with the real one: found, stopped, classified, and ended after a crash. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { spawnFfmpeg } from '../../src-main/ffmpeg/child.ts';
import { findFfmpeg } from '../../src-main/ffmpeg/find-ffmpeg.ts';
import { ProcessLedger } from '../../src-main/ffmpeg/process-ledger.ts';
import { classifyEnd } from '../../src-main/ffmpeg/stderr-classifier.ts';
import type { Progress } from '../../src-main/ffmpeg/stderr-lines.ts';
import { runJudge, testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import { makePlain } from '../support/make-media.ts';
import { until } from '../support/until.ts';

let folder: string;
let source: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ffmpeg-'));
  source = await makePlain(folder, 'source.mp4', { seconds: 20 });
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const deps = { clock: systemClock, logger: silentLogger };
const start = (args: string[]) =>
  spawnFfmpeg({
    ...deps,
    binary: testFfmpeg,
    args: [
      '-hide_banner',
      '-loglevel',
      'level+info',
      '-nostats',
      '-stats_period',
      '0.2',
      '-progress',
      'pipe:2',
      ...args,
    ],
    env: testEnvironment,
    name: 'test',
  });

describe('FFmpeg', () => {
  it('is found and says its version', async () => {
    const places = { searchPath: testEnvironment['PATH'] ?? '', env: testEnvironment };
    const found = await findFfmpeg(process.env['FFMPEG_BIN'] ? { ...places, envPath: testFfmpeg } : places);
    expect(path.isAbsolute(found.path)).toBe(true);
    expect((await runJudge(['-version'])).stdout.toString()).toContain(`ffmpeg version ${found.version} `);
  });

  it('REC-7 reports files and progress while it records, and finalises on q', async () => {
    const out = path.join(folder, 'rot_%d.mp4');
    const child = start([
      '-re',
      '-i',
      source,
      '-map',
      '0',
      '-c',
      'copy',
      '-f',
      'segment',
      '-segment_time',
      '1',
      out,
    ]);
    const opened: string[] = [];
    const blocks: Progress[] = [];
    child.onLine((line) => line.kind === 'opening' && opened.push(path.basename(line.path)));
    child.onProgress((block) => blocks.push(block));
    await until(() => opened.length >= 2 && blocks.length >= 2, { timeoutMs: 30_000 });
    child.quit();
    expect(await child.exited).toEqual({ code: 0, signal: undefined });
    expect(opened.slice(0, 2)).toEqual(['rot_0.mp4', 'rot_1.mp4']);
    expect(blocks.at(-1)).toMatchObject({ end: true });
    expect(blocks.at(-1)?.outTimeMs).toBeGreaterThan(1_000);
  });

  it.each([
    ['disk-full', () => ['-i', source, '-c', 'copy', '-f', 'mpegts', '-y', '/dev/full']],
    [
      'volume-missing',
      () => ['-i', source, '-c', 'copy', '-f', 'segment', path.join(folder, 'gone', '%d.mp4')],
    ],
    ['input-unreachable', () => ['-rtsp_transport', 'tcp', '-i', 'rtsp://127.0.0.1:1/x', '-f', 'null', '-']],
    [
      'unsupported-audio',
      () => [
        '-i',
        source,
        '-c:v',
        'copy',
        '-c:a',
        'pcm_mulaw',
        '-f',
        'segment',
        path.join(folder, 'mu_%d.mp4'),
      ],
    ],
    ['input-lost', () => ['-i', source, '-c', 'copy', '-f', 'null', '-']],
  ] as const)('REC-1 ends with a verdict that can be told: %s', async (verdict, args) => {
    const child = start(args());
    const exit = await child.exited;
    expect(classifyEnd({ exit, tail: child.tail(), stopRequested: false })).toBe(verdict);
  });

  it('REC-8 left by a killed app is ended at the next start, and no other FFmpeg is', async () => {
    const file = path.join(folder, 'ffmpeg-processes.json');
    const forever = (name: string) => [
      '-v',
      'error',
      '-re',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=64x64:r=5',
      '-f',
      'null',
      name,
    ];
    const stranger = spawn(testFfmpeg, forever('/tmp/of-somebody-else'), {
      stdio: 'ignore',
      env: testEnvironment,
    });
    const modules = ['ffmpeg/child.ts', 'ffmpeg/process-ledger.ts', 'base/clock.ts', 'base/logger.ts'].map(
      (name) => JSON.stringify(path.resolve('src-main', name)),
    );
    const app = path.join(folder, 'app.mts');
    fs.writeFileSync(
      app,
      `import { spawnFfmpeg } from ${modules[0]};
       import { ProcessLedger } from ${modules[1]};
       import { systemClock as clock } from ${modules[2]};
       import { silentLogger as logger } from ${modules[3]};
       const ledger = ProcessLedger.open(${JSON.stringify(file)}, { clock, logger });
       const env = ${JSON.stringify(testEnvironment)};
       const args = ${JSON.stringify(forever('/tmp/of-this-app'))};
       const child = spawnFfmpeg({ binary: ${JSON.stringify(testFfmpeg)}, args, env, name: 'x', clock, logger, ledger, dieWithParent: false });
       console.log(child.pid);`,
    );
    const parent = spawn(process.execPath, [app], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
    });
    await until(
      () => fs.existsSync(file) && fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('of-this-app'),
    );
    parent.kill('SIGKILL');
    await new Promise((resolve) => parent.once('exit', resolve));
    try {
      expect(isRunning(pid)).toBe(true);
      expect(await ProcessLedger.open(file, deps).endLeftovers()).toBe(1);
      expect(isRunning(pid)).toBe(false);
      expect(isRunning(stranger.pid ?? 0)).toBe(true);
    } finally {
      stranger.kill('SIGKILL');
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    }
  });
});

function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
