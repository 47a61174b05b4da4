import { expect, it } from 'vitest';
import { silentLogger } from '../../../../src-main/base/logger.ts';
import type { Encoder } from '../../../../src-main/cameras/encoding/encoder-args.ts';
import { EncoderChoice } from '../../../../src-main/cameras/encoding/encoder-choice.ts';

const chip: Encoder = { name: 'h264_vaapi', renderNode: '/dev/dri/renderD128' };
const other: Encoder = { name: 'h264_vaapi', renderNode: '/dev/dri/renderD129' };
const card: Encoder = { name: 'h264_nvenc' };
const processor: Encoder = { name: 'libx264' };

function choiceOf(working: readonly Encoder[]) {
  const tested: Encoder[] = [];
  const choice = new EncoderChoice({
    candidates: async () => [chip, other, card, processor],
    works: async (encoder) => {
      tested.push(encoder);
      return working.includes(encoder);
    },
    logger: silentLogger,
  });
  return { choice, tested };
}

it('REC-11 takes the first that works, and tests each once in the app’s life', async () => {
  const { choice, tested } = choiceOf([other, processor]);
  expect(await Promise.all([choice.choose('a'), choice.choose('b')])).toEqual([other, other]);
  await choice.prepare();
  expect(tested).toEqual([chip, other, card, processor]);
});

it('REC-11 takes the next one for a camera with which one failed, and keeps it for the others', async () => {
  const { choice } = choiceOf([chip, other, processor]);
  expect(await choice.failed('a', chip)).toBe(true);
  expect(await choice.choose('a')).toBe(other);
  expect(await choice.choose('b')).toBe(chip);
  expect(await choice.failed('a', other)).toBe(true);
  expect(await choice.choose('a')).toBe(processor);
});

it('stays with the last one even when it failed, and says that there is no other', async () => {
  const { choice } = choiceOf([card, processor]);
  expect(await choice.failed('a', card)).toBe(true);
  expect(await choice.failed('a', processor)).toBe(false);
  expect(await choice.choose('a')).toBe(processor);
});

it('has none where none works', async () => {
  const { choice } = choiceOf([]);
  expect(await choice.choose('a')).toBeUndefined();
  expect(await choice.failed('a', processor)).toBe(false);
});
