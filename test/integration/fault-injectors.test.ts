import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statfsSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errno, FailingFfmpeg } from '../support/failing-ffmpeg.ts';
import { LoopDisk, mountTmpfs, whyNoDisks } from '../support/disks.ts';
import { testEnvironment } from '../support/ffmpeg-fixture.ts';
import { skipHere } from '../support/skip-here.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const MB = 1_000_000;

describe('the disks of the fault tests', () => {
  it('fill up, and have room again', async (context) => {
    skipHere(context, whyNoDisks());
    await using disk = mountTmpfs(16 * MB);
    const available = () => statfsSync(disk.folder).bavail * statfsSync(disk.folder).bsize;
    disk.fillUpTo(2 * MB);
    expect(available()).toBeLessThanOrEqual(2 * MB);
    expect(() => writeFileSync(path.join(disk.folder, 'more'), Buffer.alloc(4 * MB))).toThrow(/ENOSPC/);
    disk.makeRoom();
    expect(available()).toBeGreaterThan(8 * MB);
  });

  it('are ejected under their writer, show what lands underneath, and come back with what was written', async (context) => {
    skipHere(context, whyNoDisks());
    await using disk = LoopDisk.make(16 * MB);
    const file = path.join(disk.folder, 'open');
    const handle = openSync(file, 'w');
    disk.eject();
    writeSync(handle, 'written after the ejection');
    expect(existsSync(file)).toBe(false);
    expect(disk.underneath()).toEqual([]);
    writeFileSync(path.join(disk.folder, 'stray'), 'x');
    expect(disk.underneath()).toEqual(['stray']);
    disk.bringBack();
    expect(readFileSync(file, 'utf8')).toBe('written after the ejection');
    expect(disk.underneath()).toEqual(['stray']);
    closeSync(handle);
  });

  it('turn read-only under their writer, or come back read-only', async (context) => {
    skipHere(context, whyNoDisks());
    await using disk = LoopDisk.make(16 * MB);
    const write = () => writeFileSync(path.join(disk.folder, 'file'), 'x');
    disk.turnReadOnly();
    expect(write).toThrow(/EROFS/);
    disk.eject();
    await disk.bringBackReadOnly();
    expect(write).toThrow(/EROFS/);
    disk.eject();
    disk.bringBack();
    write();
  });

  it('hang until they are thawed', async (context) => {
    skipHere(context, whyNoDisks());
    await using disk = LoopDisk.make(16 * MB);
    disk.freeze();
    let isDone = false;
    const writing = writeFile(path.join(disk.folder, 'file'), 'x').then(() => (isDone = true));
    // A write elsewhere passes it by.
    for (let n = 0; n < 20; n += 1) await writeFile(path.join(tempFolder(), 'file'), 'x');
    expect(isDone).toBe(false);
    disk.thaw();
    await writing;
  });
});

describe('the FFmpeg of the fault tests', () => {
  it('fails to write from a moment on, in the processes that are meant, until it is healed', async (context) => {
    skipHere(context, whyNoDisks());
    const folder = tempFolder();
    const ffmpeg = await FailingFfmpeg.make(folder);
    const start = (name: string) => {
      mkdirSync(path.join(folder, name), { recursive: true });
      const output = path.join(folder, name, 'out.mkv');
      const source = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=25'];
      const args = [
        '-hide_banner',
        '-nostdin',
        '-y',
        ...source,
        '-c:v',
        'mpeg4',
        '-flush_packets',
        '1',
        output,
      ];
      const child = spawn(ffmpeg.file, args, { env: testEnvironment, stdio: 'ignore' });
      return { child, output, exited: once(child, 'exit') };
    };
    const grows = (output: string) => until(() => existsSync(output) && readFileSync(output).length > 2_000);
    const [bad, good] = [start('bad'), start('good')];
    await Promise.all([grows(bad.output), grows(good.output)]);
    await ffmpeg.fail('/bad/', { call: 'write', code: errno.EIO });
    await bad.exited;
    const again = start('bad');
    await again.exited;
    expect(good.child.exitCode).toBeNull();
    ffmpeg.heal();
    const healed = start('bad');
    await grows(healed.output);
    for (const each of [good, healed]) {
      each.child.kill('SIGKILL');
      await each.exited;
    }
  });
});
