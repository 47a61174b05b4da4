/** The bar code: what is drawn is read back, and a wrong reading is none. */
import { runInNewContext } from 'node:vm';
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BAR_CODE_NUMBERS,
  decodeBarCode,
  encodeBarCode,
  lumaOfGrey,
  lumaOfRgba,
  type LumaAt,
} from '../../../src-main/demo/bar-code.ts';
import { drawBarCode } from '../../../src-main/demo/overlay.ts';
import { Picture } from '../../../src-main/demo/picture.ts';

/** A picture of any size with the columns as given; black below the strip. */
function strip(columns: readonly boolean[], width: number, height: number): LumaAt {
  return (x, y) => {
    if (y >= height * 0.05) return 60;
    return columns[Math.floor((x * columns.length) / width)] ? 235 : 16;
  };
}

describe('bar code', () => {
  it('reads every number back from a large and from a tile-sized picture', () => {
    for (let number = 0; number < BAR_CODE_NUMBERS; number++) {
      const columns = encodeBarCode(number);
      expect(decodeBarCode(strip(columns, 1280, 720), 1280, 720)).toBe(number);
      expect(decodeBarCode(strip(columns, 160, 90), 160, 90)).toBe(number);
    }
  });

  it('refuses numbers it cannot hold', () => {
    for (const number of [-1, 4096, 1.5, Number.NaN]) expect(() => encodeBarCode(number)).toThrow(RangeError);
  });

  it('says nothing rather than a wrong number when one or two columns are turned', () => {
    const column = integer({ min: 0, max: 23 });
    assert(
      property(integer({ min: 0, max: 4095 }), column, column, (number, first, second) => {
        const columns = encodeBarCode(number);
        columns[first] = !columns[first];
        if (second !== first) columns[second] = !columns[second];
        expect(decodeBarCode(strip(columns, 320, 180), 320, 180)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('reads nothing from pictures without a bar code', () => {
    for (const level of [0, 16, 128, 235, 255]) expect(decodeBarCode(() => level, 640, 360)).toBeUndefined();
    assert(
      property(integer(), (seed) => {
        let state = seed >>> 0;
        const noise = () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state >>> 24;
        };
        expect(decodeBarCode(noise, 320, 180)).toBeUndefined();
      }),
    );
  });

  it('reads nothing from two frames blended into one', () => {
    const [one, other] = [strip(encodeBarCode(100), 320, 180), strip(encodeBarCode(101), 320, 180)];
    expect(decodeBarCode((x, y) => (one(x, y) + other(x, y)) / 2, 320, 180)).toBeUndefined();
  });

  it('reads what the camera draws, also as the colours of a page and with its own source text', () => {
    const picture = new Picture(1280, 720);
    drawBarCode(picture, 1234);
    expect(decodeBarCode((x, y) => picture.lumaAt(x, y), 1280, 720)).toBe(1234);
    const rgba = new Uint8ClampedArray(1280 * 720 * 4);
    for (let pixel = 0; pixel < 1280 * 720; pixel++)
      rgba.fill(picture.bytes[pixel] ?? 0, pixel * 4, pixel * 4 + 3);
    expect(decodeBarCode(lumaOfRgba(rgba, 1280), 1280, 720)).toBe(1234);
    expect(decodeBarCode(lumaOfGrey(picture.bytes, 1280), 1280, 720)).toBe(1234);
    // What e2e tests hand to a page: the function's text alone, in a world without this module.
    const remade: typeof decodeBarCode = runInNewContext(`(${decodeBarCode.toString()})`);
    expect(remade(lumaOfGrey(picture.bytes, 1280), 1280, 720)).toBe(1234);
  });
});
