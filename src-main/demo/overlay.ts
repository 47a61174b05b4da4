/**
 * What is drawn over every scene: the bar code with the frame number, a thin bar for the progress of the clip, and the clip's time
 * in seven-segment digits. No fonts, so that it needs no library and looks the same everywhere.
 */
import {
  BAR_CODE_BLACK,
  BAR_CODE_COLUMNS,
  BAR_CODE_HEIGHT,
  BAR_CODE_WHITE,
  encodeBarCode,
} from './bar-code.ts';
import type { Picture, Yuv } from './picture.ts';
import { box } from './shapes.ts';

/** Which of the segments a…g (top, upper right, lower right, bottom, lower left, upper left, middle) a digit lights. */
const segments = ['abcdef', 'bc', 'abged', 'abgcd', 'fgbc', 'afgcd', 'afgedc', 'abc', 'abcdefg', 'abcdfg'];

const ink: Yuv = [200, 128, 128];
const track: Yuv = [60, 128, 128];

/** Draws number, progress (0…1) and clip time (ms) into a picture. */
export function drawOverlay(picture: Picture, number: number, progress: number, timeMs: number): void {
  drawBarCode(picture, number);
  const top = Math.round(picture.height * BAR_CODE_HEIGHT);
  picture.fillRect(0, top, picture.width, 4, track);
  // Even numbers only: chroma comes in pairs of pixels.
  picture.fillRect(0, top, Math.round((picture.width * progress) / 2) * 2, 4, ink);
  const text = (timeMs / 1000).toFixed(1).padStart(4, '0');
  drawDigits(picture, text, 26, top + 26);
}

export function drawBarCode(picture: Picture, number: number): void {
  const height = Math.round(picture.height * BAR_CODE_HEIGHT);
  for (const [column, white] of encodeBarCode(number).entries()) {
    const from = Math.round((column * picture.width) / BAR_CODE_COLUMNS / 2) * 2;
    const to = Math.round(((column + 1) * picture.width) / BAR_CODE_COLUMNS / 2) * 2;
    picture.fillRect(from, 0, to - from, height, [white ? BAR_CODE_WHITE : BAR_CODE_BLACK, 128, 128]);
  }
}

function drawDigits(picture: Picture, text: string, left: number, top: number): void {
  let x = left;
  for (const character of text) {
    if (character === '.') {
      picture.paint(box(x, top + 28, 5, 5, 2), ink, { opacity: 0.9 });
      x += 12;
      continue;
    }
    for (const segment of segments[Number(character)] ?? '')
      picture.paint(segmentBox(segment, x, top), ink, { opacity: 0.9 });
    x += 26;
  }
}

/** A digit is 18 wide and 33 high, its strokes are 4 thick. */
function segmentBox(segment: string, x: number, y: number) {
  switch (segment) {
    case 'a':
      return box(x + 2, y, 14, 4, 2);
    case 'b':
      return box(x + 14, y + 2, 4, 14, 2);
    case 'c':
      return box(x + 14, y + 17, 4, 14, 2);
    case 'd':
      return box(x + 2, y + 29, 14, 4, 2);
    case 'e':
      return box(x, y + 17, 4, 14, 2);
    case 'f':
      return box(x, y + 2, 4, 14, 2);
    default:
      return box(x + 2, y + 14.5, 14, 4, 2);
  }
}
