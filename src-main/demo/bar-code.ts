/**
 * The frame number that a machine can read from a picture: a strip of 24 black and white columns along the top.
 * Columns from the left: guard white, guard black, 12 bits of the number (highest first), 8 check bits (CRC-8), guard black, guard white.
 * Big blocks of video black (16) and white (235), so that it survives low bitrates and scaling down to a tile of 160 pixels.
 * Pure: never draws anything else and never knows what the number means.
 */

/** Frame numbers run from 0 to this limit, exclusive. */
export const BAR_CODE_NUMBERS = 4096;
export const BAR_CODE_COLUMNS = 24;
/** Height of the strip as a share of the picture's height (36 of 720 lines). */
export const BAR_CODE_HEIGHT = 0.05;
export const BAR_CODE_BLACK = 16;
export const BAR_CODE_WHITE = 235;

/** Brightness 0…255 of one pixel, counted from the top left. */
export type LumaAt = (x: number, y: number) => number;

/** The 24 columns for a number, true is white. Throws RangeError outside 0…4095. */
export function encodeBarCode(number: number): boolean[] {
  if (!Number.isInteger(number) || number < 0 || number >= BAR_CODE_NUMBERS)
    throw new RangeError(`Frame number ${number} is outside 0…${BAR_CODE_NUMBERS - 1}.`);
  const payload = (number << 8) | checkBits(number);
  const bits = Array.from({ length: 20 }, (_, index) => ((payload >> (19 - index)) & 1) === 1);
  return [true, false, ...bits, false, true];
}

/** CRC-8 (polynomial 0x07, start 0xA5, so that an all-black strip is no number) over the 12 bits. */
function checkBits(number: number): number {
  let crc = 0xa5;
  for (let bit = 11; bit >= 0; bit--) {
    const carry = ((crc >> 7) ^ (number >> bit)) & 1;
    crc = ((crc << 1) & 0xff) ^ (carry ? 0x07 : 0);
  }
  return crc;
}

/**
 * Reads the number from a picture of any size, or undefined when there is no strip or it cannot be trusted.
 * Self-contained on purpose (no constant or function of this file is used): tests hand its source text to a page.
 */
export function decodeBarCode(lumaAt: LumaAt, width: number, height: number): number | undefined {
  const columns = 24;
  const stripHeight = height * 0.05;
  // The middle half of a column and of the strip: what scaling and the codec's ringing leave alone.
  const top = Math.floor(stripHeight * 0.3);
  const bottom = Math.max(top + 1, Math.ceil(stripHeight * 0.7));
  const levels: number[] = [];
  for (let column = 0; column < columns; column++) {
    const from = Math.floor(((column + 0.3) * width) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 0.7) * width) / columns));
    let sum = 0;
    for (let y = top; y < bottom; y++) for (let x = from; x < to; x++) sum += lumaAt(x, y);
    levels.push(sum / ((to - from) * (bottom - top)));
  }
  const level = (column: number): number => levels[column] ?? 0;
  const white = (level(0) + level(23)) / 2;
  const black = (level(1) + level(22)) / 2;
  const contrast = white - black;
  if (!(contrast >= 60)) return undefined;
  let payload = 0;
  for (let column = 0; column < columns; column++) {
    const share = (level(column) - black) / contrast;
    // Between the two is neither: two frames blended into one, or something in front of the strip.
    if (share > 0.35 && share < 0.65) return undefined;
    if (column >= 2 && column < 22) payload = payload * 2 + (share >= 0.65 ? 1 : 0);
    else if (share >= 0.65 !== (column === 0 || column === 23)) return undefined;
  }
  const number = payload >> 8;
  let crc = 0xa5;
  for (let bit = 11; bit >= 0; bit--) {
    const carry = ((crc >> 7) ^ (number >> bit)) & 1;
    crc = ((crc << 1) & 0xff) ^ (carry ? 0x07 : 0);
  }
  return crc === (payload & 0xff) ? number : undefined;
}

/** Brightness of RGBA pixels as a canvas hands them out (BT.709 weights). Self-contained like decodeBarCode. */
export function lumaOfRgba(pixels: ArrayLike<number>, width: number): LumaAt {
  return (x, y) => {
    const at = (y * width + x) * 4;
    return 0.2126 * (pixels[at] ?? 0) + 0.7152 * (pixels[at + 1] ?? 0) + 0.0722 * (pixels[at + 2] ?? 0);
  };
}

/** Brightness of grey pixels, one byte each. */
export function lumaOfGrey(pixels: ArrayLike<number>, width: number): LumaAt {
  return (x, y) => pixels[y * width + x] ?? 0;
}
