/** Spawning, reading and ending a child, with programs run by Node in FFmpeg's place. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { Redactor } from '../../../src-main/base/redaction.ts';
import { spawnFfmpeg } from '../../../src-main/ffmpeg/child.ts';
import type { FfmpegChild } from '../../../src-main/ffmpeg/child.ts';
import { RunFailure, runFfmpeg } from '../../../src-main/ffmpeg/run-once.ts';
import type { Progress, StderrLine } from '../../../src-main/ffmpeg/stderr-lines.ts';
import { deafScript, fakeProgram, patientScript } from '../../support/ffmpeg/fake-program.ts';
import { until } from '../../support/until.ts';

let folder: string;
let children: FfmpegChild[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'child-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(children.map(({ exited }) => exited));
  fs.rmSync(folder, { recursive: true });
});

const common = { env: { ONLY: 'this' }, name: 'test', clock: systemClock, logger: silentLogger };

function start(body: string, args: string[] = [], extra: object = {}): FfmpegChild {
  const binary = fakeProgram(folder, 'fake', body);
  const child = spawnFfmpeg({ ...common, binary, args, ...extra });
  children.push(child);
  return child;
}

async function isReady(child: FfmpegChild): Promise<void> {
  await until(() => child.tail().includes('ready'), { what: 'the fake program' });
}

describe('a child', () => {
  it('SEC-1 gets its arguments as they are and no environment but the given one', async () => {
    const args = ['-x', '$(touch oops); `id`', 'a\'b"c', '-i', '--', ''];
    const child = start(
      'console.error(JSON.stringify(process.argv.slice(2))); console.error(JSON.stringify(process.env))',
      args,
    );
    await child.exited;
    const [argv = '', env = ''] = child.tail();
    expect(JSON.parse(argv)).toEqual(args);
    expect(JSON.parse(env)).toEqual({ ONLY: 'this' });
  });

  it('hands out log lines and progress, redacted, up to the last byte', async () => {
    const redactor = new Redactor();
    redactor.add('hunter2-secret');
    const child = start(
      `process.stderr.write("[segment @ 0x1] [info] Opening 'a.mp4' for writing\\nframe=3\\nout_time_us=1000\\nprogress=continue\\nrtsp://u:pw@h/ and hunter2-secret")`,
      [],
      { redactor },
    );
    const lines: StderrLine[] = [];
    const blocks: Progress[] = [];
    child.onLine((line) => lines.push(line));
    child.onProgress((block) => blocks.push(block));
    expect(await child.exited).toEqual({ code: 0, signal: undefined });
    expect(lines.map(({ kind, text }) => [kind, text])).toEqual([
      ['opening', "Opening 'a.mp4' for writing"],
      ['log', 'rtsp://***@h/ and ***'],
    ]);
    expect(blocks).toEqual([{ frames: 3, outTimeMs: 1, end: false }]);
  });

  it('REC-7 ends on q, and needs SIGKILL when it is deaf', async () => {
    const polite = start(
      "process.stdin.once('data', (d) => process.exit(d[0] === 113 ? 7 : 1)); console.error('ready')",
    );
    await isReady(polite);
    polite.quit();
    expect(await polite.exited).toMatchObject({ code: 7 });
    polite.quit();
    polite.kill('SIGKILL');

    const deaf = start(deafScript);
    await isReady(deaf);
    deaf.kill('SIGTERM');
    deaf.kill('SIGKILL');
    expect(await deaf.exited).toEqual({ code: undefined, signal: 'SIGKILL' });
  });

  it('that cannot be started has exited with a reason and takes quit and kill quietly', async () => {
    const binary = path.join(folder, 'none');
    const child = spawnFfmpeg({ ...common, binary, args: [], dieWithParent: false });
    expect((await child.exited).startError).toMatch(/ENOENT/);
    child.quit();
    child.kill('SIGKILL');
  });

  it('does not wait for whoever inherited its stderr', async () => {
    const child = start(
      "const c = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(()=>{}, 20000)'], {stdio: ['ignore','ignore','inherit'], detached: true}); console.error('pid=' + c.pid); c.unref();",
    );
    expect(await child.exited).toMatchObject({ code: 0 });
    const pid = Number(/pid=(\d+)/.exec(child.tail().join())?.[1]);
    process.kill(pid, 'SIGKILL');
  });

  it.runIf(process.platform === 'linux' && fs.existsSync('/usr/bin/setpriv'))(
    'REC-8 goes when the app is killed',
    async () => {
      const fake = fakeProgram(folder, 'fake', patientScript);
      const source = path.resolve('src-main/ffmpeg/child.ts');
      const app = path.join(folder, 'app.mts');
      fs.writeFileSync(
        app,
        `import { spawnFfmpeg } from ${JSON.stringify(source)};
         import { systemClock } from ${JSON.stringify(path.resolve('src-main/base/clock.ts'))};
         import { silentLogger } from ${JSON.stringify(path.resolve('src-main/base/logger.ts'))};
         const child = spawnFfmpeg({ binary: ${JSON.stringify(fake)}, args: [], env: {}, name: 'x', clock: systemClock, logger: silentLogger });
         child.onLine(() => console.log(child.pid));`,
      );
      const parent = spawn(process.execPath, [app], { stdio: ['ignore', 'pipe', 'inherit'] });
      const pid = await new Promise<number>((resolve) => {
        parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
      });
      parent.kill('SIGKILL');
      await until(() => !isAlive(pid), { timeoutMs: 6_000, what: 'the orphan to go' });
    },
  );
});

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe('a short run', () => {
  const run = (body: string, extra: object = {}) =>
    runFfmpeg({
      ...common,
      binary: fakeProgram(folder, 'fake', body),
      args: [],
      timeoutMs: 20_000,
      ...extra,
    });

  it('gives stdout whole, and a bad exit code as a result', async () => {
    const result = await run(
      "process.stdout.write(Buffer.alloc(300000, 1)); console.error('oh'); process.exitCode = 3",
    );
    expect(result.exit.code).toBe(3);
    expect(result.stdout).toHaveLength(300_000);
    expect(result.stderrTail).toEqual(['oh']);
  });

  it.each([
    ['timed-out', { timeoutMs: 300 }],
    ['aborted', { signal: AbortSignal.timeout(300) }],
  ])('is ended when it is %s, and rejects after the process is gone', async (kind, extra) => {
    const failure = await run(deafScript, extra).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunFailure);
    expect(failure).toMatchObject({ kind });
  });

  it('is ended when it says too much, never starts when cancelled before, and names a missing program', async () => {
    const endless = 'const b = Buffer.alloc(65536); const f = () => process.stdout.write(b, f); f()';
    await expect(run(endless, { maxOutputBytes: 1_000_000 })).rejects.toMatchObject({
      kind: 'too-much-output',
    });
    await expect(run(patientScript, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'aborted',
    });
    const none = { binary: path.join(folder, 'none'), dieWithParent: false };
    await expect(run('', none)).rejects.toMatchObject({ kind: 'not-started' });
  });
});
