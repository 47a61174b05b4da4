/** What is told of files that are still being written. */
import { appendFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { OpenSegments } from '../../../src-main/playback/open-segments.ts';
import { addCamera, beginRun, HOUR_START, openTestCatalogue } from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fragment, initSection, VIDEO } from '../../support/mp4-builder.ts';
import { tempFolder } from '../../support/temp-folder.ts';

it('PLY-3 every growth is told once, also when a player has looked at the file before', async () => {
  const catalogue = openTestCatalogue();
  const camera = addCamera(catalogue);
  const runId = beginRun(catalogue, camera.number);
  const clock = new FakeClock(HOUR_START);
  const told: number[] = [];
  const open = new OpenSegments({
    catalogue,
    clock,
    logger: silentLogger,
    onGrown: ({ startAt, playableUntil }) => told.push(playableUntil - startAt),
  });
  onTestFinished(() => open.dispose());
  const file = path.join(tempFolder(), 'front-door_2026-11-23_12-00-00Z.mp4');
  const writeSecond = (n: number) =>
    appendFileSync(file, fragment([{ id: 1, startUnits: n * 1_000, durations: [500, 500] }]));
  appendFileSync(file, initSection(VIDEO));
  open.opened({ runId, cameraId: camera.id, cameraNumber: camera.number, slug: camera.slug, file });
  for (const n of [0, 1, 2]) {
    writeSecond(n);
    expect(open.of(camera.number)).toHaveLength(1);
    await clock.advance(1_000);
    expect(told).toHaveLength(n + 1);
  }
  await clock.advance(5_000);
  expect(told).toHaveLength(3);
});

it('COV-1 a camera that falls silent has no footage from then on, also when its file is finished long after', () => {
  const catalogue = openTestCatalogue();
  const camera = addCamera(catalogue);
  const runId = beginRun(catalogue, camera.number);
  const clock = new FakeClock(HOUR_START);
  const open = new OpenSegments({ catalogue, clock, logger: silentLogger, onGrown: () => {} });
  onTestFinished(() => open.dispose());
  const folder = tempFolder();
  const begin = (name: string): string => {
    const file = path.join(folder, name);
    appendFileSync(file, initSection(VIDEO));
    open.opened({ runId, cameraId: camera.id, cameraNumber: camera.number, slug: camera.slug, file });
    return file;
  };
  /** The n-th second of a file, on the disk at this time after the hour. */
  const write = (file: string, n: number, atMs: number): void => {
    appendFileSync(file, fragment([{ id: 1, startUnits: n * 1_000, durations: [500, 500] }]));
    utimesSync(file, (HOUR_START + atMs) / 1_000, (HOUR_START + atMs) / 1_000);
  };
  const seen = () =>
    open.of(camera.number).map(({ startAt, durationMs }) => {
      return { from: startAt - HOUR_START, to: startAt - HOUR_START + durationMs };
    });

  const first = begin('front-door_2026-11-23_12-00-00Z.mp4');
  for (const n of [0, 1, 2]) {
    write(first, n, (n + 1) * 1_000);
    expect(seen()).toEqual([{ from: 0, to: (n + 1) * 1_000 }]);
  }
  // Nine seconds of silence; with the next picture FFmpeg finishes this file and opens another one.
  write(first, 3, 13_000);
  const second = begin('front-door_2026-11-23_12-00-13Z.mp4');
  expect(seen()).toEqual([{ from: 0, to: 4_000 }]);
  write(second, 0, 14_000);
  expect(seen()).toEqual([
    { from: 0, to: 4_000 },
    { from: 13_000, to: 14_000 },
  ]);
});
