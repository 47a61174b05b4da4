import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Camera, RecordingMode } from '../../../shared/model/camera.ts';
import { SCHEDULE_HORIZON_MS } from '../../../shared/model/limits.ts';
import { isScheduledAt } from '../../../shared/model/schedule-time.ts';
import { alwaysOn, joinRanges, neverOn, scheduleOf } from '../../../shared/model/schedule.ts';
import {
  desiredOf,
  enablementChanges,
  isHandOver,
  recordsAgainAt,
  startedByHand,
  stoppedByHand,
  type Moment,
} from '../../../src-main/cameras/desired-policy.ts';
import { trials } from '../../support/trials.ts';

const timeZone = 'Europe/Berlin';
const shop = scheduleOf((day) => (day === 'sunday' ? [] : [{ fromMinute: 480, toMinute: 1_080 }]));
const camera: Camera = {
  id: 'till',
  name: 'Till',
  slug: 'till',
  number: 1,
  source: { kind: 'demo' },
  recordingMode: 'schedule',
  schedule: shop,
  enabled: true,
  pausedByOperator: false,
  recordAudio: true,
  retention: { keepDays: null, keepBytes: null, maxAgeDays: null },
  position: 1,
  createdAt: 0,
};
/** Berlin's time in November, one hour ahead of UTC. */
const berlin = (text: string) => Date.parse(`${text}+01:00`);
const at = (text: string): Moment => ({ now: berlin(text), timeZone });
const monday = at('2026-11-23T14:00');
const mondayNight = at('2026-11-23T22:00');
const saturdayNight = at('2026-11-21T20:00');

describe('what is wanted of a camera', () => {
  it.each([
    ['continuous', true, false, 'enabled'],
    ['continuous', true, true, 'paused'],
    ['events', true, false, 'enabled'],
    ['off', true, false, 'disabled'],
    ['off', true, true, 'disabled'],
    ['schedule', true, false, 'enabled'],
    ['schedule', true, true, 'paused'],
    ['continuous', false, false, 'disabled'],
    ['schedule', false, true, 'disabled'],
  ] as const)('REC-10 mode %s, switched on %s, paused %s: %s', (mode, isOn, pausedByOperator, enablement) => {
    const wish = { ...camera, recordingMode: mode, enabled: isOn, pausedByOperator };
    expect(desiredOf(wish, monday)).toMatchObject({ enablement, record: enablement === 'enabled' });
  });

  it('REC-10 a schedule turns recording off and on, and says until when', () => {
    expect(desiredOf(camera, monday)).toEqual({
      record: true,
      enablement: 'enabled',
      until: berlin('2026-11-23T18:00'),
    });
    expect(desiredOf(camera, saturdayNight)).toEqual({
      record: false,
      enablement: 'schedule-off',
      offReason: 'schedule-off',
      until: berlin('2026-11-23T08:00'),
    });
    expect(recordsAgainAt(camera, saturdayNight)).toBe(berlin('2026-11-23T08:00'));
    expect(recordsAgainAt(camera, monday)).toBeUndefined();
  });

  it('REC-10 a schedule that is missing or always on never turns recording off, one that is empty never on', () => {
    const { schedule: _, ...without } = camera;
    expect(desiredOf(without, saturdayNight)).toEqual({ record: true, enablement: 'enabled' });
    expect(desiredOf({ ...camera, schedule: alwaysOn }, saturdayNight)).toEqual({
      record: true,
      enablement: 'enabled',
    });
    const never = { ...camera, schedule: neverOn };
    expect(desiredOf(never, monday)).toMatchObject({ record: false, enablement: 'schedule-off' });
    expect(recordsAgainAt(never, monday)).toBeUndefined();
  });
});

describe('what is done by hand against a schedule', () => {
  it('REC-10 a start while the schedule is off records until its next change, and then as it says', () => {
    const started = startedByHand(camera, saturdayNight);
    expect(started).toMatchObject({ pausedByOperator: false, handUntil: berlin('2026-11-23T08:00') });
    expect(desiredOf(started, at('2026-11-22T12:00'))).toMatchObject({
      record: true,
      enablement: 'enabled',
      byHand: true,
      until: berlin('2026-11-23T08:00'),
    });
    expect(isHandOver(started, berlin('2026-11-23T07:59'))).toBe(false);
    expect(isHandOver(started, berlin('2026-11-23T08:00'))).toBe(true);
    expect(desiredOf(started, mondayNight)).toMatchObject({ enablement: 'schedule-off' });
  });

  it('REC-10 a stop while the schedule is on lasts until its next change: the day after is recorded', () => {
    const stopped = stoppedByHand(camera, monday);
    expect(stopped).toMatchObject({ pausedByOperator: true, handUntil: berlin('2026-11-23T18:00') });
    expect(desiredOf(stopped, monday)).toEqual({
      record: false,
      enablement: 'paused',
      offReason: 'paused-by-operator',
      byHand: true,
      until: berlin('2026-11-23T18:00'),
    });
    expect(desiredOf(stopped, mondayNight)).toMatchObject({ enablement: 'schedule-off' });
    expect(recordsAgainAt(stopped, monday)).toBe(berlin('2026-11-24T08:00'));
    expect(desiredOf(stopped, at('2026-11-24T08:00'))).toMatchObject({ record: true });
  });

  it('REC-10 starting again what was stopped, and stopping again what was started, gives back to the schedule', () => {
    expect(startedByHand(stoppedByHand(camera, monday), monday)).toEqual(camera);
    expect(stoppedByHand(startedByHand(camera, mondayNight), mondayNight)).toEqual(camera);
    expect(stoppedByHand(camera, mondayNight)).toEqual(camera);
    expect(startedByHand(camera, monday)).toEqual(camera);
  });

  it('REC-10 without a change to come a stop stays until it is started, and a start ends in the end', () => {
    const always = stoppedByHand({ ...camera, schedule: alwaysOn }, monday);
    expect(always).not.toHaveProperty('handUntil');
    expect(desiredOf(always, at('2030-01-01T00:00'))).toMatchObject({ enablement: 'paused', byHand: true });
    expect(startedByHand(always, monday)).toEqual({ ...camera, schedule: alwaysOn });
    const never = startedByHand({ ...camera, schedule: neverOn }, monday);
    expect(never.handUntil).toBe(monday.now + SCHEDULE_HORIZON_MS);
    expect(desiredOf(never, monday)).toMatchObject({ record: true, byHand: true });
  });

  it.each(['continuous', 'events'] satisfies RecordingMode[])(
    'REC-4 in mode %s a stop stays until it is started',
    (recordingMode) => {
      const stopped = stoppedByHand({ ...camera, recordingMode }, monday);
      expect(stopped).toEqual({ ...camera, recordingMode, pausedByOperator: true });
      expect(startedByHand(stopped, mondayNight)).toEqual({ ...camera, recordingMode });
    },
  );

  it('REC-10 what a wrong clock set for next year is over as soon as the clock is right', () => {
    const stopped = stoppedByHand(camera, at('2027-11-22T14:00'));
    expect(isHandOver(stopped, monday.now)).toBe(true);
    expect(desiredOf(stopped, monday)).toMatchObject({ record: true });
  });
});

describe('the history of what was wanted', () => {
  it('COV-1 has each change of the schedule at its instant, and the end of what was done by hand', () => {
    const stopped = stoppedByHand(camera, monday);
    const range = { from: monday.now, to: berlin('2026-11-25T07:00') };
    expect(enablementChanges(stopped, range, timeZone)).toEqual([
      { at: berlin('2026-11-23T18:00'), enablement: 'schedule-off' },
      { at: berlin('2026-11-24T08:00'), enablement: 'enabled' },
      { at: berlin('2026-11-24T18:00'), enablement: 'schedule-off' },
    ]);
    expect(enablementChanges(startedByHand(camera, mondayNight), range, timeZone)).toEqual([
      { at: berlin('2026-11-24T18:00'), enablement: 'schedule-off' },
    ]);
  });

  it('COV-1 has none in other modes, for a camera that is switched off, and backwards', () => {
    const range = { from: monday.now, to: berlin('2026-11-25T07:00') };
    expect(enablementChanges({ ...camera, recordingMode: 'continuous' }, range, timeZone)).toEqual([]);
    expect(enablementChanges({ ...camera, enabled: false }, range, timeZone)).toEqual([]);
    expect(enablementChanges(camera, { from: range.to, to: range.from }, timeZone)).toEqual([]);
  });

  it('COV-1 REC-10 says at every instant what was wanted then, over random schedules, hands and nights', () => {
    const quarter = fc.nat(95).map((n) => n * 15);
    const day = fc
      .array(fc.tuple(quarter, quarter), { maxLength: 3 })
      .map((pairs) =>
        joinRanges(pairs.map(([a, b]) => ({ fromMinute: Math.min(a, b), toMinute: Math.max(a, b) + 15 }))),
      );
    const week = fc.array(day, { minLength: 7, maxLength: 7 }).map((days) => {
      const left = [...days];
      return scheduleOf(() => left.pop() ?? []);
    });
    const hour = 3_600_000;
    const nights = ['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-06-01T01:00Z'].map((night) =>
      Date.parse(night),
    );
    fc.assert(
      fc.property(
        week,
        fc.constantFrom(...nights),
        fc.constantFrom('none', 'start', 'stop'),
        fc.integer({ min: -40 * 60, max: 0 }),
        (schedule, night, hand, minutesBefore) => {
          const from = night + minutesBefore * 60_000;
          const moment = { now: from, timeZone };
          const base: Camera = { ...camera, schedule };
          const wish =
            hand === 'none'
              ? base
              : hand === 'start'
                ? startedByHand(base, moment)
                : stoppedByHand(base, moment);
          const to = from + 60 * hour;
          const changes = enablementChanges(wish, { from, to }, timeZone);
          let held = desiredOf(wish, moment).enablement;
          let next = 0;
          for (let now = from; now <= to; now += 15 * 60_000) {
            while (changes[next] && changes[next]!.at <= now) held = changes[next++]!.enablement;
            const desired = desiredOf(wish, { now, timeZone });
            expect(held).toBe(desired.enablement);
            expect(desired.record).toBe(desired.enablement === 'enabled');
            // By hand or not: from the first change on it is what the schedule says.
            if (wish.handUntil !== undefined && now >= wish.handUntil)
              expect(desired.record).toBe(isScheduledAt(schedule, now, timeZone));
            if (desired.until !== undefined) expect(desired.until).toBeGreaterThan(now);
          }
        },
      ),
      { numRuns: trials(40, 400) },
    );
  });
});
