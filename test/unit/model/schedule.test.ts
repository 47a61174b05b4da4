import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weeklyScheduleInput } from '../../../shared/contract/model-schemas.ts';
import { SCHEDULE_HORIZON_MS } from '../../../shared/model/limits.ts';
import { isScheduledAt, nextScheduleChange, scheduleChanges } from '../../../shared/model/schedule-time.ts';
import {
  alwaysOn,
  joinRanges,
  MINUTES_OF_DAY,
  neverOn,
  scheduledMinutes,
  scheduleOf,
  weekdays,
  type DayRange,
  type WeeklySchedule,
} from '../../../shared/model/schedule.ts';
import { trials } from '../../support/trials.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const range = (from: string, to: string): DayRange => ({ fromMinute: minutes(from), toMinute: minutes(to) });
const everyDay = (...ranges: DayRange[]) => scheduleOf(() => ranges);
const utc = (text: string) => Date.parse(`${text}Z`);

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
}

/** What the schedule says, by another way to the local clock than the one under test. */
function oracle(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (schedule: WeeklySchedule, at: number): boolean => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = weekdays.find((name) => name === parts['weekday']?.toLowerCase())!;
    const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
    return schedule[day].some((one) => one.fromMinute <= minute && minute < one.toMinute);
  };
}

/** Nights with a change of the clock, and what happens in them. */
const nights = [
  { zone: 'Europe/Berlin', around: '2026-03-29T01:00:00', what: 'skips 02:00–03:00' },
  { zone: 'Europe/Berlin', around: '2026-10-25T01:00:00', what: 'repeats 02:00–03:00' },
  { zone: 'America/New_York', around: '2026-03-08T07:00:00', what: 'skips 02:00–03:00' },
  { zone: 'America/New_York', around: '2026-11-01T06:00:00', what: 'repeats 01:00–02:00' },
  { zone: 'Australia/Lord_Howe', around: '2026-04-04T15:00:00', what: 'repeats half an hour' },
  { zone: 'Australia/Lord_Howe', around: '2026-10-03T15:30:00', what: 'skips half an hour' },
  { zone: 'America/Havana', around: '2026-03-08T05:00:00', what: 'skips the first hour of the day' },
  { zone: 'America/Havana', around: '2026-11-01T05:00:00', what: 'repeats the first hour of the day' },
  { zone: 'Africa/Cairo', around: '2026-10-29T21:00:00', what: 'repeats the last hour of the day' },
  { zone: 'America/St_Johns', around: '2010-11-07T02:31:00', what: 'goes back over midnight' },
  { zone: 'Pacific/Apia', around: '2011-12-30T10:00:00', what: 'leaves out a whole day' },
  { zone: 'Asia/Kathmandu', around: '2026-06-01T00:00:00', what: 'has no change and odd minutes' },
] as const;

describe('a schedule at an instant', () => {
  const shop = scheduleOf((day) => (day === 'sunday' ? [] : [range('8:00', '18:30')]));

  it('REC-10 follows the clock on the wall, first minute included and last one not', () => {
    const on = (text: string) => isScheduledAt(shop, utc(text), 'Europe/Berlin');
    // Monday 23 November 2026, one hour ahead of UTC.
    expect(on('2026-11-23T06:59:59.999')).toBe(false);
    expect(on('2026-11-23T07:00:00.000')).toBe(true);
    expect(on('2026-11-23T17:29:59.999')).toBe(true);
    expect(on('2026-11-23T17:30:00.000')).toBe(false);
    expect(on('2026-11-22T12:00:00')).toBe(false);
  });

  it('REC-10 says when it changes next, over a day without recording', () => {
    const next = (text: string) => nextScheduleChange(shop, utc(text), 'Europe/Berlin');
    expect(next('2026-11-21T12:00:00')).toEqual({ at: utc('2026-11-21T17:30:00'), on: false });
    expect(next('2026-11-21T17:30:00')).toEqual({ at: utc('2026-11-23T07:00:00'), on: true });
  });

  it('REC-10 a night over midnight is one stretch', () => {
    const nightly = everyDay(range('0:00', '6:00'), range('20:00', '24:00'));
    const next = nextScheduleChange(nightly, utc('2026-11-21T21:00:00'), 'UTC');
    expect(next).toEqual({ at: utc('2026-11-22T06:00:00'), on: false });
  });

  it('REC-10 an empty schedule and one that is always on never change', () => {
    for (const [schedule, on] of [
      [neverOn, false],
      [alwaysOn, true],
    ] as const) {
      expect(isScheduledAt(schedule, utc('2026-10-25T01:30:00'), 'Europe/Berlin')).toBe(on);
      expect(nextScheduleChange(schedule, utc('2026-10-25T01:30:00'), 'Europe/Berlin')).toBeUndefined();
    }
  });

  it('REC-10 refuses a zone that does not exist', () => {
    expect(() => isScheduledAt(shop, 0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('a schedule in nights with a change of the clock', () => {
  const changes = (schedule: WeeklySchedule, day: string, zone: string) => [
    ...scheduleChanges(schedule, { from: utc(day), to: utc(day) + DAY_MS }, zone),
  ];

  it('REC-10 the doubled hour is recorded twice: a stretch that begins in it begins two times', () => {
    const found = changes(everyDay(range('2:30', '2:45')), '2026-10-24T20:00:00', 'Europe/Berlin');
    expect(found).toEqual([
      { at: utc('2026-10-25T00:30:00'), on: true },
      { at: utc('2026-10-25T00:45:00'), on: false },
      { at: utc('2026-10-25T01:30:00'), on: true },
      { at: utc('2026-10-25T01:45:00'), on: false },
    ]);
  });

  it('REC-10 a stretch over the doubled hour lasts an hour longer, and one over the skipped hour an hour less', () => {
    const lasts = (day: string) => {
      const [on, off] = changes(everyDay(range('1:00', '4:00')), day, 'Europe/Berlin');
      return (off!.at - on!.at) / HOUR_MS;
    };
    expect(lasts('2026-10-24T20:00:00')).toBe(4);
    expect(lasts('2026-03-28T20:00:00')).toBe(2);
    expect(lasts('2026-06-28T20:00:00')).toBe(3);
  });

  it('REC-10 a stretch inside the skipped hour does not come that night, and comes a week later', () => {
    const sundays = scheduleOf((day) => (day === 'sunday' ? [range('2:15', '2:45')] : []));
    const next = nextScheduleChange(sundays, utc('2026-03-22T02:00:00'), 'Europe/Berlin');
    expect(next).toEqual({ at: utc('2026-04-05T00:15:00'), on: true });
    expect(next!.at - utc('2026-03-22T02:00:00')).toBeLessThan(SCHEDULE_HORIZON_MS);
  });

  it('REC-10 a stretch that begins in the skipped hour begins when the clock jumps', () => {
    const found = changes(everyDay(range('2:15', '5:00')), '2026-03-28T20:00:00', 'Europe/Berlin');
    expect(found[0]).toEqual({ at: utc('2026-03-29T01:00:00'), on: true });
  });

  const ranges = fc
    .array(fc.tuple(fc.nat(95), fc.nat(95)), { maxLength: 4 })
    .map((pairs) =>
      joinRanges(
        pairs.map(([a, b]) => ({ fromMinute: Math.min(a, b) * 15, toMinute: (Math.max(a, b) + 1) * 15 })),
      ),
    );
  const schedules = fc.record({
    monday: ranges,
    tuesday: ranges,
    wednesday: ranges,
    thursday: ranges,
    friday: ranges,
    saturday: ranges,
    sunday: ranges,
  });

  it.each(nights)('REC-10 agrees with the minutes of a wall clock where $zone $what', ({ zone, around }) => {
    const says = oracle(zone);
    const from = utc(around) - 14 * HOUR_MS;
    const to = utc(around) + 14 * HOUR_MS;
    fc.assert(
      fc.property(schedules, (schedule) => {
        const expected = [];
        let on = says(schedule, from);
        for (let at = from + MINUTE_MS; at <= to; at += MINUTE_MS) {
          if (says(schedule, at) === on) continue;
          on = !on;
          expected.push({ at, on });
        }
        expect([...scheduleChanges(schedule, { from, to }, zone)]).toEqual(expected);
        expect(nextScheduleChange(schedule, from, zone)).toEqual(
          expected[0] ?? nextScheduleChange(schedule, to, zone),
        );
      }),
      { numRuns: trials(12, 200) },
    );
  });

  it('REC-10 between two changes the schedule says one and the same, whatever the instant', () => {
    const zones = fc.constantFrom(...nights.map(({ zone }) => zone));
    const instants = fc.integer({ min: utc('2026-01-01T00:00:00'), max: utc('2027-01-01T00:00:00') });
    fc.assert(
      fc.property(
        schedules,
        zones,
        instants,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (schedule, zone, at, share) => {
          const next = nextScheduleChange(schedule, at, zone);
          const now = isScheduledAt(schedule, at, zone);
          if (!next) return;
          expect(next.at).toBeGreaterThan(at);
          expect(next.on).toBe(!now);
          expect(isScheduledAt(schedule, next.at, zone)).toBe(!now);
          expect(isScheduledAt(schedule, next.at - 1, zone)).toBe(now);
          expect(isScheduledAt(schedule, at + share * (next.at - 1 - at), zone)).toBe(now);
        },
      ),
      { numRuns: trials(100, 1_000) },
    );
  });
});

describe('the stretches of a day', () => {
  const anyRange = fc
    .tuple(fc.nat(MINUTES_OF_DAY), fc.nat(MINUTES_OF_DAY))
    .map(([a, b]) => ({ fromMinute: Math.min(a, b), toMinute: Math.max(a, b) }));

  it('REC-10 overlapping and touching ones become one', () => {
    expect(joinRanges([range('9:00', '12:00'), range('8:00', '9:00'), range('11:00', '13:00')])).toEqual([
      range('8:00', '13:00'),
    ]);
  });

  it('REC-10 joining keeps every minute and leaves nothing to join', () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 8 }), (ranges) => {
        const joined = joinRanges(ranges);
        const covers = (list: readonly DayRange[], minute: number) =>
          list.some((one) => one.fromMinute <= minute && minute < one.toMinute);
        for (let minute = 0; minute < MINUTES_OF_DAY; minute += 1)
          expect(covers(joined, minute)).toBe(covers(ranges, minute));
        for (const [i, one] of joined.entries())
          if (i > 0) expect(one.fromMinute).toBeGreaterThan(joined[i - 1]!.toMinute);
      }),
      { numRuns: trials(50, 1_000) },
    );
  });

  it('API-2 the contract refuses stretches that run backwards or over midnight, and joins the others', () => {
    const with_ = (ranges: readonly DayRange[]) =>
      weeklyScheduleInput.safeParse({ ...neverOn, monday: ranges });
    expect(with_([range('22:00', '6:00')]).error?.issues[0]?.path).toEqual(['monday', 0, 'toMinute']);
    expect(with_([range('8:00', '8:00')]).success).toBe(false);
    expect(with_([range('8:00', '24:01')]).success).toBe(false);
    expect(with_([{ fromMinute: 0.5, toMinute: 3 }]).success).toBe(false);
    const { monday: _, ...withoutMonday } = neverOn;
    expect(weeklyScheduleInput.safeParse(withoutMonday).success).toBe(false);
    expect(with_([range('9:00', '10:00'), range('8:00', '9:00')]).data?.monday).toEqual([
      range('8:00', '10:00'),
    ]);
  });

  it('REC-10 counts the minutes of a week', () => {
    expect(scheduledMinutes(alwaysOn)).toBe(10_080);
    expect(scheduledMinutes(everyDay(range('8:00', '9:30')))).toBe(630);
  });
});
