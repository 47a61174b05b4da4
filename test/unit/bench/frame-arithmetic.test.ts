import { describe, expect, it } from 'vitest';
import { frameNumberAt, latencies, seekInstants } from '../../bench/frame-arithmetic.ts';

describe('frames of the benchmark', () => {
  it('knows the frame on the screen at a media time', () => {
    expect([0, 39, 40, 79.9, 9_999, 10_000, 10_040].map((ms) => frameNumberAt(ms, 25, 250))).toEqual([
      0, 0, 1, 2, 249, 0, 1,
    ]);
  });

  it('seeks to the middle of frames, the same ones for the same seed', () => {
    const plan = { startAt: 1_000, durationMs: 60_000, count: 50, seed: 3 };
    const instants = seekInstants(plan);
    expect(instants).toEqual(seekInstants(plan));
    expect(instants).not.toEqual(seekInstants({ ...plan, seed: 4 }));
    expect(instants).toHaveLength(50);
    for (const at of instants) {
      expect((at - 1_000) % 40).toBe(20);
      expect(at).toBeGreaterThanOrEqual(1_000);
      expect(at).toBeLessThan(1_000 + 58_000);
    }
  });

  it('takes the youngest sending of a number before the drawing', () => {
    const sent = [
      { number: 7, at: 1_000 },
      { number: 8, at: 1_040 },
      { number: 7, at: 11_000 },
    ];
    const drawn = [
      { number: 7, at: 1_020 },
      { number: 8, at: 1_039 },
      { number: 7, at: 11_030 },
      { number: 9, at: 11_050 },
    ];
    expect(latencies(drawn, sent)).toEqual([20, -1, 30]);
  });
});
