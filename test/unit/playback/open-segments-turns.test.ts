/** Who looks at the files that are being written, and when. */
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import type { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { OpenSegments } from '../../../src-main/playback/open-segments.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Four cameras with one growing file each; `looked` collects the runs that were looked at. */
function room(wanted: () => boolean) {
  const looked: number[] = [];
  const segments = { has: (runId: number) => looked.push(runId) > 0 && stored.has(runId) };
  const stored = new Set<number>();
  const clock = new FakeClock();
  const catalogue = { segments } as unknown as Catalogue;
  const open = new OpenSegments({ catalogue, clock, logger: silentLogger, onGrown: () => {}, wanted });
  for (const number of [1, 2, 3, 4]) {
    const slug = `camera-${number}`;
    const file = `/not-there/${slug}_2026-11-21_12-00-00Z.mp4`;
    open.opened({ runId: number, cameraId: slug, cameraNumber: number, slug, file });
  }
  return { open, clock, looked, stored };
}

describe('the files that are being written', () => {
  it('PLY-3 are all looked at every second while somebody listens', async () => {
    const { open, clock, looked } = room(() => true);
    await clock.advance(1_000);
    expect(looked).toEqual([1, 2, 3, 4]);
    open.dispose();
  });

  it('PLY-3 are looked at in turn while nobody listens, and let go once the catalogue has them', async () => {
    const { open, clock, looked, stored } = room(() => false);
    await clock.advance(4_000);
    expect(looked.toSorted()).toEqual([1, 2, 3, 4]);
    for (const run of [1, 2, 3, 4]) stored.add(run);
    await clock.advance(8_000);
    looked.length = 0;
    await clock.advance(4_000);
    expect(looked).toEqual([]);
    open.dispose();
  });
});
