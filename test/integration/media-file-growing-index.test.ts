/** The index of a file that a real FFmpeg is writing. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { spawnFfmpeg } from '../../src-main/ffmpeg/child.ts';
import { GrowingIndex } from '../../src-main/media-file/growing-index.ts';
import { inspectMp4File } from '../../src-main/media-file/inspect.ts';
import { testEnvironment, testFfmpeg } from '../support/ffmpeg-fixture.ts';
import { RECORDING_OPTIONS, decode, makePlain } from '../support/make-media.ts';
import { until } from '../support/until.ts';

let folder: string;
let source: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'growing-'));
  source = await makePlain(folder, 'source.mp4', { seconds: 30 });
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

it('REC-14 REC-9 everything indexed in a growing file is playable after kill -9', async () => {
  const file = path.join(folder, 'open_0.mp4');
  const child = spawnFfmpeg({
    binary: testFfmpeg,
    args: [
      '-loglevel',
      'level+info',
      '-re',
      '-i',
      source,
      '-c',
      'copy',
      '-f',
      'segment',
      '-segment_time',
      '600',
      '-segment_format',
      'mp4',
      '-segment_format_options',
      RECORDING_OPTIONS,
      path.join(folder, 'open_%d.mp4'),
    ],
    env: testEnvironment,
    name: 'recorder',
    clock: systemClock,
    logger: silentLogger,
  });
  await until(() => fs.existsSync(file), { timeoutMs: 30_000 });
  const index = new GrowingIndex(file);
  const starts: number[] = [];
  await until(
    () => {
      starts.push(
        ...index
          .refresh()
          .filter(({ durationMs }) => durationMs > 0)
          .map(({ startMs }) => startMs),
      );
      return starts.length >= 4;
    },
    { timeoutMs: 30_000 },
  );
  child.kill('SIGKILL');
  expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
  index.refresh();
  const report = index.report();
  index.close();
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(report).toEqual(inspectMp4File(file));
  fs.truncateSync(file, report.validTo);
  expect(await decode(file)).toEqual({ pictures: report.pictures, complaints: '' });
});
