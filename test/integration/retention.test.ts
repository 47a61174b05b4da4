/** Deletion at the size of years: tens of thousands of real files, while the rest of the app has to go on. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import path from 'node:path';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { previewRetention } from '../../src-main/retention/retention-preview.ts';
import { RetentionRoom } from '../support/retention-room.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { trials } from '../support/trials.ts';

/** The promise is 50 ms; deadlines in tests are three times as long. */
const LONGEST_PAUSE_MS = 150;
const CAMERAS = 4;
const FILES = trials(12_000, 100_000);

/** The longest time for which nothing else could run, ms. */
async function longestPauseMs(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  await work();
  delay.disable();
  return delay.max / 1e6 - 2;
}

describe(`deleting ${FILES} files`, () => {
  it('RET-4 RET-5 never keeps anything else waiting, neither the pass nor the dry run before it', async () => {
    const room = new RetentionRoom({ catalogueFile: path.join(tempFolder(), 'catalogue.db') });
    const perCamera = FILES / CAMERAS;
    const old = room.now - 60 * 86_400_000;
    const cameras = room.catalogue.transaction(() =>
      Array.from({ length: CAMERAS }, (_, n) =>
        room.footage({
          slug: `camera-${n}`,
          starts: Array.from({ length: perCamera + 10 }, (__, i) =>
            i < perCamera ? old + i * 10_000 : room.now - (perCamera + 10 - i) * 600_000,
          ),
          durationMs: 10_000,
        }),
      ),
    );
    const dryRun = await longestPauseMs(async () => {
      const told = await previewRetention({}, room.deps);
      expect(told.files).toBe(FILES);
    });
    const pass = await longestPauseMs(async () => {
      expect(await room.pass()).toMatchObject({ files: FILES });
    });
    console.log(`longest pause: dry run ${dryRun.toFixed(1)} ms, pass ${pass.toFixed(1)} ms`);
    expect(dryRun).toBeLessThan(LONGEST_PAUSE_MS);
    expect(pass).toBeLessThan(LONGEST_PAUSE_MS);
    for (const { files } of cameras) expect(readdirSync(path.dirname(files[0]!))).toHaveLength(10);
    expect(await brokenInvariants({ catalogue: room.catalogue, afterStop: true })).toEqual([]);
    // A day without a hole is one range, however many files it was.
    expect(room.catalogue.deletions.removedBetween(cameras[0]!.camera.number, 0, 2 ** 42)).toHaveLength(1);
  });
});
