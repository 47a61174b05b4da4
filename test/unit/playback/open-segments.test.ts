/** What is told of files that are still being written. */
import { appendFileSync } from 'node:fs';
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
