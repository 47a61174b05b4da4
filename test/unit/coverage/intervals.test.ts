import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { intersect, lengthOf, subtract, union } from '../../../src-main/coverage/intervals.ts';

const span = fc.tuple(fc.nat(60), fc.nat(20)).map(([from, length]) => ({ from, to: from + length }));
const spans = fc.array(span, { maxLength: 12 });
const points = (list: readonly { from: number; to: number }[]) => {
  const set = new Set<number>();
  for (const { from, to } of list) for (let at = from; at < to; at += 1) set.add(at);
  return set;
};

describe('interval sets', () => {
  it('COV-2 union, difference and intersection are those of the sets of instants', () => {
    fc.assert(
      fc.property(spans, spans, (a, b) => {
        const [left, right] = [union(a), union(b)];
        expect(points(left)).toEqual(points(a));
        expect(lengthOf(left)).toBe(points(a).size);
        expect(points(subtract(left, right))).toEqual(points(a).difference(points(b)));
        const both = points(a).intersection(points(b));
        expect([...points(intersect(left, right))].toSorted((x, y) => x - y)).toEqual(
          [...both].toSorted((x, y) => x - y),
        );
      }),
    );
  });

  it('bridges gaps up to the length it is told', () => {
    const pieces = [
      { from: 0, to: 10 },
      { from: 15, to: 20 },
      { from: 26, to: 30 },
    ];
    expect(union(pieces, 5)).toEqual([
      { from: 0, to: 20 },
      { from: 26, to: 30 },
    ]);
  });
});
