import { describe, expect, it } from 'vitest';
import { encodingWords } from '../../../src-main/rtsp/encoding-words.ts';

describe('the name of a codec that cannot be recorded', () => {
  it.each([
    ['JPEG/90000', 'Motion JPEG'],
    ['26', 'Motion JPEG'],
    ['MP4V-ES/90000', 'MPEG-4 Part 2'],
    ['33', 'an MPEG transport stream'],
    ['VP8/90000', 'VP8'],
    ['X-OWN/90000/2', 'X-OWN'],
    ['', ''],
  ])('REC-13 of %j is %j', (encoding, words) => {
    expect(encodingWords(encoding)).toBe(words);
  });
});
