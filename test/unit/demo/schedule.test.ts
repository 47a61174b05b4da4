/** The camera's timetable, and the log of what was sent. */
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  frameIndexAt,
  frameTime,
  indexOf,
  LOOP_FRAMES,
  MAIN_GOP_FRAMES,
  positionOf,
  SUB_EVERY,
  SUB_GOP_FRAMES,
} from '../../../src-main/demo/schedule.ts';
import { SendLog } from '../../../src-main/demo/send-log.ts';

describe('schedule', () => {
  it('gives every instant the frame that is due next', () => {
    const instant = integer({ min: 100_000, max: 4_000_000_000_000 });
    assert(
      property(instant, integer({ min: 0, max: 249 }), (at, phaseFrames) => {
        const phaseMs = phaseFrames * 40;
        const index = frameIndexAt(at, phaseMs);
        expect(frameTime(index, phaseMs)).toBeGreaterThanOrEqual(at);
        expect(frameTime(index - 1, phaseMs)).toBeLessThan(at);
        expect(frameIndexAt(frameTime(index, phaseMs), phaseMs)).toBe(index);
        expect(indexOf(positionOf(index))).toBe(index);
      }),
    );
  });

  it('loops over whole groups of pictures of both streams', () => {
    expect(LOOP_FRAMES % MAIN_GOP_FRAMES).toBe(0);
    expect(LOOP_FRAMES % (SUB_EVERY * SUB_GOP_FRAMES)).toBe(0);
    expect(positionOf(LOOP_FRAMES * 7 + 3)).toEqual({ loop: 7, number: 3 });
  });
});

describe('send log', () => {
  it('gives the frames of a stretch of time, oldest first', () => {
    const log = new SendLog(100);
    for (let index = 245; index < 255; index++) log.push(index, index * 40);
    expect(log.between(249 * 40, 251 * 40)).toEqual([
      { loop: 0, number: 249, at: 9960 },
      { loop: 1, number: 0, at: 10_000 },
      { loop: 1, number: 1, at: 10_040 },
    ]);
    expect(log.between(0, 1)).toEqual([]);
  });

  it('forgets the oldest frames when it is full', () => {
    const log = new SendLog(5);
    for (let index = 0; index < 12; index++) log.push(index, index);
    expect(log.between(0, Infinity).map(indexOf)).toEqual([7, 8, 9, 10, 11]);
  });
});
