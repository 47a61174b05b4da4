/** The player's pure parts: wall time ↔ media time, freeze watchdog, the live clock, the frame header. */
import { describe, expect, it } from 'vitest';
import { FREEZE_AFTER_MS, FreezeWatchdog } from '../../../src-renderer/player/freeze-watchdog.ts';
import { LiveClock } from '../../../src-renderer/player/live-clock.ts';
import { readLiveFrame } from '../../../src-renderer/player/live-protocol.ts';
import { mediaPointAt, stretchesEnd, wallTimeOf } from '../../../src-renderer/player/stretches.ts';

const stretches = [
  { startAt: 1_000_000, durationMs: 20_000, mediaStartS: 0, mediaDurationS: 20 },
  { startAt: 1_050_000, durationMs: 10_000, mediaStartS: 20, mediaDurationS: 12 },
];

describe('stretches of footage', () => {
  it('PLY-2 maps across a gap in both directions', () => {
    expect(mediaPointAt(stretches, 1_005_000)).toMatchObject({ mediaS: 5, at: 1_005_000 });
    expect(mediaPointAt(stretches, 1_055_000)?.mediaS).toBeCloseTo(26);
    expect(wallTimeOf(stretches, 5)).toBe(1_005_000);
    expect(wallTimeOf(stretches, 20)).toBe(1_050_000);
    expect(wallTimeOf(stretches, 26)).toBe(1_055_000);
    expect(stretchesEnd(stretches)).toBe(1_060_000);
  });

  it('takes the nearer end of the footage for a time in a gap', () => {
    expect(mediaPointAt(stretches, 1_048_000)).toMatchObject({ mediaS: 20, at: 1_050_000 });
    expect(mediaPointAt(stretches, 1_021_000)?.at).toBeLessThan(1_020_000);
    expect(mediaPointAt([], 5)).toBeUndefined();
    expect(wallTimeOf([], 5)).toBeUndefined();
  });
});

describe('freeze watchdog', () => {
  const sample = { nowMs: 0, currentTimeS: 7, playing: true, bufferedAheadS: 4 };

  it('notices a picture that stands still for 3 s while footage is buffered, once', () => {
    const dog = new FreezeWatchdog();
    expect(dog.observe(sample)).toBe(false);
    expect(dog.observe({ ...sample, nowMs: 500 })).toBe(false);
    expect(dog.observe({ ...sample, nowMs: 500 + FREEZE_AFTER_MS })).toBe(true);
    expect(dog.observe({ ...sample, nowMs: 1_000 + FREEZE_AFTER_MS })).toBe(false);
  });

  it('keeps quiet while time moves, while paused, and while the buffer is empty', () => {
    const dog = new FreezeWatchdog();
    for (let turn = 0; turn < 20; turn += 1) {
      const nowMs = turn * 1_000;
      expect(dog.observe({ ...sample, nowMs, currentTimeS: turn })).toBe(false);
    }
    for (const change of [{ playing: false }, { bufferedAheadS: 0.1 }]) {
      const quiet = new FreezeWatchdog();
      for (let turn = 0; turn < 20; turn += 1) {
        expect(quiet.observe({ ...sample, ...change, nowMs: turn * 1_000 })).toBe(false);
      }
    }
  });
});

describe('live pictures', () => {
  it('takes the recorder’s time as it is, and lays foreign clocks against the promptest picture', () => {
    const now = 1_790_000_000_000;
    expect(new LiveClock().wallTime(now * 1000, false, now + 80)).toBe(now);
    const foreign = new LiveClock();
    expect(foreign.wallTime(5_000_000, false, now + 300)).toBe(now + 300);
    expect(foreign.wallTime(6_000_000, false, now + 1_020)).toBe(now + 1_020);
    expect(foreign.wallTime(7_000_000, false, now + 2_400)).toBe(now + 2_020);
  });

  it('reads the frame header and refuses others', () => {
    const bytes = new Uint8Array(20);
    const view = new DataView(bytes.buffer);
    view.setUint8(0, 1);
    view.setUint8(1, 3);
    view.setUint16(2, 513, true);
    view.setFloat64(8, 42_000, true);
    bytes.set([0, 0, 0, 1], 16);
    expect(readLiveFrame(bytes.buffer)).toMatchObject({
      key: true,
      catchUp: true,
      subscription: 513,
      timeUs: 42_000,
    });
    expect(readLiveFrame(bytes.buffer)?.data).toHaveLength(4);
    view.setUint8(0, 2);
    expect(readLiveFrame(bytes.buffer)).toBeUndefined();
    expect(readLiveFrame(new ArrayBuffer(16))).toBeUndefined();
  });
});
