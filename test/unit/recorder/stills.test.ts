/** Which file a still is taken from. */
import { expect, it } from 'vitest';
import { nearestFile } from '../../../src-main/recorder/stills.ts';

it('CAM-5 a still comes from the file that holds its instant, or from the nearest when none does', () => {
  const first = { startAt: 10_000, durationMs: 9_000 };
  const second = { startAt: 20_000, durationMs: 10_000 };
  const at = (instant: number) => nearestFile([first, second], instant);
  expect([at(10_000), at(18_999), at(20_000)]).toEqual([first, first, second]);
  expect([at(19_200), at(19_900)]).toEqual([first, second]);
  expect([at(9_000), at(31_500)]).toEqual([first, second]);
  expect([at(7_999), at(32_001), nearestFile([], 0)]).toEqual([undefined, undefined, undefined]);
});
