import { describe, expect, it } from 'vitest';
import { ClockStepDetector } from '../../../src-main/cameras/clock-step.ts';
import { decideRestart, defaultRestartLimits } from '../../../src-main/cameras/restart-policy.ts';
import { decideEnd, type RunFacts } from '../../../src-main/cameras/run-verdict.ts';
import {
  fileStandsStill,
  firstGrowthLimitMs,
  isShownStalled,
} from '../../../src-main/cameras/stall-policy.ts';
import { TimestampWatch } from '../../../src-main/cameras/timestamp-watch.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const question = { failures: 1, recentAtOnce: 0, random: 0.5, limits: defaultRestartLimits } as const;
const delay = (reason: Parameters<typeof decideRestart>[0]['reason'], rest: object = {}) => {
  const decision = decideRestart({ ...question, reason, ...rest });
  return decision.kind === 'after' ? decision.delayMs : undefined;
};

describe('when to try again', () => {
  it('REC-5 doubles up to 60 s with full jitter and never gives up', () => {
    const upper = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) =>
      delay('camera-lost', { failures, random: 1 }),
    );
    expect(upper).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    for (const failures of [1, 5, 100_000]) expect(delay('unreachable', { failures, random: 0 })).toBe(1_000);
  });

  it('REC-5 waits 5 min after a refused password, however often it was refused', () => {
    for (const failures of [1, 2, 50]) expect(delay('wrong-password', { failures })).toBe(300_000);
  });

  it('REC-5 takes the limits from the settings', () => {
    const limits = { minMs: 10, maxMs: 50, slowMs: 70 };
    expect(delay('camera-lost', { limits, failures: 9, random: 1 })).toBe(50);
    expect(delay('redirected', { limits })).toBe(70);
  });

  it('REC-5 restarts at once after a fault of time or sound, but not for ever', () => {
    for (const reason of ['timestamp-fault', 'audio-missing', 'clock-step'] as const) {
      expect(delay(reason, { recentAtOnce: 2 })).toBe(0);
      expect(delay(reason, { recentAtOnce: 3 })).toBeGreaterThan(0);
    }
  });

  it('REC-1 waits for a change of settings when only that can help', () => {
    for (const reason of ['unsupported', 'sign-in-unsupported', 'paused-by-operator'] as const) {
      expect(delay(reason)).toBeUndefined();
    }
  });

  it('STO-5 looks at a full or missing disk again and again', () => {
    expect(delay('disk-full')).toBe(5_000);
    expect(delay('volume-missing')).toBe(5_000);
    expect(delay('disk-error')).toBe(60_000);
  });
});

describe('when a run counts as stalled', () => {
  it('REC-6 shows silence from 3 s on', () => {
    expect([2_999, 3_000].map(isShownStalled)).toEqual([false, true]);
  });

  it('REC-14 gives the first file two GOPs and the analysis', () => {
    expect(firstGrowthLimitMs(2)).toBe(8_000);
    expect(firstGrowthLimitMs(10)).toBe(22_000);
    expect(fileStandsStill({ gopSeconds: 10, sinceStartMs: 22_001 })).toBe(true);
    expect(fileStandsStill({ gopSeconds: 10, sinceStartMs: 21_000 })).toBe(false);
  });

  it('REC-14 ends a recorder whose file stopped growing for 15 s', () => {
    expect(fileStandsStill({ gopSeconds: 2, sinceStartMs: 99_000, sinceGrowthMs: 15_000 })).toBe(false);
    expect(fileStandsStill({ gopSeconds: 2, sinceStartMs: 99_000, sinceGrowthMs: 15_001 })).toBe(true);
  });
});

describe('the PC clock', () => {
  it('REC-2 notices a step of more than 2 s in either direction', async () => {
    for (const step of [2_001, -2_001, 3_600_000]) {
      const clock = new FakeClock();
      const detector = new ClockStepDetector(clock);
      await clock.advance(60_000);
      expect(detector.stepped()).toBe(false);
      clock.stepWallClock(step);
      expect(detector.stepped()).toBe(true);
    }
  });

  it('REC-2 leaves small corrections alone', () => {
    const clock = new FakeClock();
    const detector = new ClockStepDetector(clock);
    clock.stepWallClock(1_900);
    expect(detector.stepped()).toBe(false);
  });
});

describe('time stamps of the camera', () => {
  const steady = (watch: TimestampWatch, fromMs: number, seconds: number, rate = 1) => {
    let fault = false;
    for (let s = 0; s <= seconds; s += 1)
      fault ||= watch.progress(fromMs + s * 1000, fromMs + s * 1000 * rate);
    return fault;
  };

  it('REC-1 finds a jump of an hour at the next progress block', () => {
    const watch = new TimestampWatch();
    expect(steady(watch, 0, 20)).toBe(false);
    expect(watch.progress(21_000, 3_621_000)).toBe(true);
  });

  it('REC-1 does not accuse a camera that lies about its frame rate', () => {
    expect(steady(new TimestampWatch(), 0, 600, 21 / 25)).toBe(false);
  });

  it('REC-6 does not take the end of a pause for a jump', () => {
    const watch = new TimestampWatch();
    expect(steady(watch, 0, 20)).toBe(false);
    watch.paused();
    for (const s of [33, 34, 35, 36, 37]) expect(watch.progress(s * 1000, (s - 12) * 1000)).toBe(false);
  });

  it('REC-1 tolerates up to 100 warnings in 10 s and no more', () => {
    const watch = new TimestampWatch();
    for (let n = 0; n < 100; n += 1) expect(watch.nonMonotonous(n * 10)).toBe(false);
    expect(watch.nonMonotonous(1_001)).toBe(true);
    const slow = new TimestampWatch();
    for (let n = 0; n < 500; n += 1) expect(slow.nonMonotonous(n * 200)).toBe(false);
  });
});

describe('why a run ended', () => {
  const facts: RunFacts = { volume: 'ok', verdict: 'unknown' };

  it('REC-1 asks in the order: ourselves, the relay, the disk, FFmpeg, and then says the camera was lost', () => {
    const all = { asked: 'clock-step', pull: 'stalled', volume: 'disk-full', verdict: 'crashed' } as const;
    expect(decideEnd(all)).toBe('clock-step');
    expect(decideEnd({ ...all, asked: undefined })).toBe('stalled');
    expect(decideEnd({ ...all, asked: undefined, pull: undefined })).toBe('disk-full');
    expect(decideEnd({ ...facts, verdict: 'crashed' })).toBe('recorder-crashed');
    expect(decideEnd(facts)).toBe('camera-lost');
  });

  it('REC-12 loses sound rather than the picture when FFmpeg cannot take the sound', () => {
    expect(decideEnd({ ...facts, verdict: 'unsupported-audio' })).toBe('audio-missing');
  });

  it('STO-5 believes FFmpeg about the disk', () => {
    for (const verdict of ['disk-full', 'volume-missing', 'disk-error'] as const) {
      expect(decideEnd({ ...facts, verdict })).toBe(verdict);
    }
  });
});
