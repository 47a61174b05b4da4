/** What the schedule editor paints, what it says in words, and what of the form goes to the recorder. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alwaysOn, neverOn, scheduleOf, weekdays, type Weekday } from '../../../shared/model/schedule.ts';
import {
  emptyForm,
  formOf,
  recordingChange,
  recordingOf,
  scheduleError,
} from '../../../src-renderer/features/cameras/camera-form.ts';
import {
  copyDay,
  isOnAt,
  LAST_MINUTE,
  paint,
  presets,
  STEP_MINUTES,
  strokeBetween,
  workdays,
} from '../../../src-renderer/features/cameras/schedule/schedule-paint.ts';
import { minuteOfDay, rangesWords, scheduleWords } from '../../../src-renderer/lib/schedule-words.ts';
import { comingMoment } from '../../../src-renderer/lib/time.ts';
import { trials } from '../../support/trials.ts';

const at24 = { zone: 'Europe/Berlin', hour12: false };
const at12 = { zone: 'Europe/Berlin', hour12: true };
const hours = (from: number, to: number) => ({ fromMinute: from * 60, toMinute: to * 60 });
const shop = scheduleOf((day) =>
  day === 'sunday' ? [] : day === 'saturday' ? [hours(9, 13)] : [hours(8, 12), hours(13, 18)],
);

describe('painting a schedule', () => {
  const quarter = fc.integer({ min: 0, max: LAST_MINUTE / STEP_MINUTES }).map((n) => n * STEP_MINUTES);
  const place = fc.record({ day: fc.constantFrom(...weekdays), minute: quarter });
  const strokes = fc.array(fc.tuple(place, place, fc.boolean()), { maxLength: 12 });

  it('REC-10 colours exactly the quarters between two places, whatever was painted before', () => {
    fc.assert(
      fc.property(strokes, (list) => {
        let schedule = neverOn;
        const cells = new Map<string, boolean>();
        for (const [a, b, on] of list) {
          schedule = paint(schedule, { ...strokeBetween(a, b), on });
          const [first = 0, last = 0] = [a, b]
            .map(({ day }) => weekdays.indexOf(day))
            .toSorted((x, y) => x - y);
          const [from = 0, to = 0] = [a.minute, b.minute].toSorted((x, y) => x - y);
          for (const day of weekdays.slice(first, last + 1))
            for (let minute = from; minute <= to; minute += STEP_MINUTES) cells.set(`${day} ${minute}`, on);
        }
        for (const day of weekdays)
          for (let minute = 0; minute <= LAST_MINUTE; minute += STEP_MINUTES)
            expect(isOnAt(schedule, day, minute)).toBe(cells.get(`${day} ${minute}`) ?? false);
      }),
      { numRuns: trials(100, 2_000) },
    );
  });

  it('REC-10 copies one day to others and leaves the rest alone', () => {
    const copied = copyDay(shop, 'saturday', workdays);
    expect(copied.friday).toEqual([hours(9, 13)]);
    expect(copied.saturday).toEqual([hours(9, 13)]);
    expect(copied.sunday).toEqual([]);
    expect(copyDay(shop, 'sunday', weekdays)).toEqual(neverOn);
  });

  it('REC-10 every preset records at some time', () => {
    for (const { name, schedule } of presets)
      expect(scheduleError({ ...emptyForm, recordingMode: 'schedule', schedule }), name).toBeUndefined();
    expect(presets.map(({ name }) => name)).toEqual([
      'Opening hours',
      'Nights',
      'Nights and Sundays',
      'Always',
    ]);
  });
});

describe('a schedule in words', () => {
  it.each([
    [480, '08:00', '8 am'],
    [495, '08:15', '8:15 am'],
    [0, '00:00', '12 am'],
    [720, '12:00', '12 pm'],
    [1_080, '18:00', '6 pm'],
    [1_440, '24:00', 'midnight'],
  ])('minute %i is %s or %s', (minute, long, short) => {
    expect([minuteOfDay(minute, at24), minuteOfDay(minute, at12)]).toEqual([long, short]);
  });

  it('REC-10 says neighbouring days that are alike once', () => {
    expect(scheduleWords(shop, at24)).toBe(
      'Mon–Fri 08:00–12:00, 13:00–18:00 · Sat 09:00–13:00 · Sun not at all',
    );
    expect(scheduleWords(shop, at12)).toBe('Mon–Fri 8 am–12 pm, 1 pm–6 pm · Sat 9 am–1 pm · Sun not at all');
    expect(scheduleWords(alwaysOn, at24)).toBe('Always');
    expect(scheduleWords(neverOn, at24)).toBe('Every day not at all');
    expect(
      scheduleWords(
        scheduleOf(() => [hours(20, 24)]),
        at24,
      ),
    ).toBe('Every day 20:00–24:00');
    expect(rangesWords(alwaysOn.monday, at24)).toBe('all day');
  });

  it('names a moment to come by how far it is', () => {
    const now = Date.parse('2026-11-25T14:00+01:00');
    const say = (text: string) => comingMoment(Date.parse(text), now, at24);
    expect(say('2026-11-25T18:00+01:00')).toBe('18:00');
    expect(say('2026-11-26T08:00+01:00')).toBe('tomorrow 08:00');
    expect(say('2026-11-30T08:00+01:00')).toBe('Mon 08:00');
    expect(say('2026-12-02T08:00+01:00')).toBe('Wed 2 Dec 08:00');
  });
});

describe('when to record, in the form', () => {
  const camera = (changes: object) =>
    formOf({
      id: 'a',
      name: 'Till',
      slug: 'till',
      number: 1,
      source: { kind: 'demo' },
      recordingMode: 'continuous',
      enabled: true,
      pausedByOperator: false,
      recordAudio: true,
      retention: { keepDays: null, keepBytes: null, maxAgeDays: null },
      position: 1,
      createdAt: 0,
      ...changes,
    });

  it('REC-10 sends the schedule only with the mode, and nothing when nothing was changed', () => {
    const before = camera({ recordingMode: 'schedule', schedule: shop });
    expect(before).toMatchObject({ recordingMode: 'schedule', schedule: shop });
    expect(recordingOf(before)).toEqual({ mode: 'schedule', schedule: shop });
    expect(recordingChange(before, { ...before, name: 'Front door' })).toEqual({});
    expect(recordingChange(before, { ...before, recordingMode: 'off' })).toEqual({
      recording: { mode: 'off' },
    });
    expect(recordingChange(camera({}), { ...camera({}), schedule: shop })).toEqual({});
  });

  it('REC-10 an empty schedule is refused beside its bars', () => {
    const form = { ...emptyForm, schedule: neverOn };
    expect(scheduleError(form)).toBeUndefined();
    expect(scheduleError({ ...form, recordingMode: 'schedule' })).toMatch(/^Nothing is painted\./);
    const day: Weekday = 'monday';
    expect(
      scheduleError({ ...form, recordingMode: 'schedule', schedule: { ...neverOn, [day]: [hours(1, 2)] } }),
    ).toBeUndefined();
  });
});
