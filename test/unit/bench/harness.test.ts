import { describe, expect, it } from 'vitest';
import {
  abaRounds,
  compareAba,
  cpuSecondsOfTree,
  median,
  percentile,
  processTree,
  pssOfProcess,
  pssOfTree,
  shortNumber,
} from '../../bench/harness.ts';

describe('the figures of the benchmark', () => {
  it('takes the nearest rank as percentile and nothing from nothing', () => {
    expect(percentile([5, 1, 4, 2, 3], 50)).toBe(3);
    expect(percentile([1, 2, 3, 4], 95)).toBe(4);
    expect(median([10, 1, 2])).toBe(2);
    expect(percentile([], 50)).toBeNaN();
  });

  it('holds each product against the two floors around it', () => {
    const { floor, value, ratio } = compareAba([10, 30, 20, 20], [20, 50, 10]);
    expect(floor).toBe(20);
    expect(value).toBe(20);
    // 20/20, 50/25, 10/20
    expect(ratio).toBe(1);
  });

  it('measures floor and product in turn and ends with a floor', async () => {
    const order: string[] = [];
    const measure = (name: string, value: number) => () => {
      order.push(name);
      return Promise.resolve(value);
    };
    const result = await abaRounds(2, measure('floor', 2), measure('product', 1));
    expect(order).toEqual(['floor', 'product', 'floor', 'product', 'floor']);
    expect(result).toEqual({ floor: 2, value: 1, ratio: 0.5 });
  });

  it('prints three significant digits', () => {
    expect([0, 0.01234, 1.2345, 123.456, 98765].map(shortNumber)).toEqual([
      '0',
      '0.0123',
      '1.23',
      '123',
      '98765',
    ]);
  });

  it('reads CPU and memory of this very process', () => {
    expect(processTree(process.pid)).toContain(process.pid);
    expect(cpuSecondsOfTree(process.pid)).toBeGreaterThan(0);
    expect(pssOfTree(process.pid)).toBeGreaterThanOrEqual(pssOfProcess(process.pid) / 2);
    expect(pssOfProcess(process.pid)).toBeGreaterThan(1e6);
  });

  it('knows nothing of a process that is gone', () => {
    const none = 2 ** 22 + 1;
    expect(processTree(none)).toEqual([]);
    expect(cpuSecondsOfTree(none)).toBe(0);
    expect(pssOfTree(none)).toBe(0);
  });
});
