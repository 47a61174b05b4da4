/** What the schedule editor does to a schedule: painting stretches, copying days, presets. Pure; quarters of an hour. */
import {
  alwaysOn,
  joinRanges,
  MINUTES_OF_DAY,
  scheduleOf,
  weekdays,
  type DayRange,
  type Weekday,
  type WeeklySchedule,
} from '../../../../shared/model/schedule.ts';

/** The step of the editor, and of everything painted with it. */
export const STEP_MINUTES = 15;
/** First minute of the day's last quarter. */
export const LAST_MINUTE = MINUTES_OF_DAY - STEP_MINUTES;

export interface Stroke {
  readonly days: readonly Weekday[];
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly on: boolean;
}

export function isOnAt(schedule: WeeklySchedule, day: Weekday, minute: number): boolean {
  return schedule[day].some((range) => range.fromMinute <= minute && minute < range.toMinute);
}

/** The schedule with a stretch of some days recorded, or not. */
export function paint(schedule: WeeklySchedule, { days, fromMinute, toMinute, on }: Stroke): WeeklySchedule {
  return scheduleOf((day) => {
    if (!days.includes(day)) return schedule[day];
    if (on) return joinRanges([...schedule[day], { fromMinute, toMinute }]);
    return schedule[day].flatMap((range) => [
      ...piece(range.fromMinute, Math.min(range.toMinute, fromMinute)),
      ...piece(Math.max(range.fromMinute, toMinute), range.toMinute),
    ]);
  });
}

function piece(fromMinute: number, toMinute: number): DayRange[] {
  return fromMinute < toMinute ? [{ fromMinute, toMinute }] : [];
}

/** From one quarter to another, whichever comes first, over the days between. */
export function strokeBetween(
  a: { readonly day: Weekday; readonly minute: number },
  b: { readonly day: Weekday; readonly minute: number },
): Omit<Stroke, 'on'> {
  const [first, last] = [weekdays.indexOf(a.day), weekdays.indexOf(b.day)].toSorted((x, y) => x - y);
  return {
    days: weekdays.slice(first, (last ?? 0) + 1),
    fromMinute: Math.min(a.minute, b.minute),
    toMinute: Math.max(a.minute, b.minute) + STEP_MINUTES,
  };
}

export function copyDay(schedule: WeeklySchedule, from: Weekday, to: readonly Weekday[]): WeeklySchedule {
  return scheduleOf((day) => schedule[to.includes(day) ? from : day]);
}

export const workdays = weekdays.slice(0, 5);

const hours = (from: number, to: number): DayRange => ({ fromMinute: from * 60, toMinute: to * 60 });

export const presets: readonly { readonly name: string; readonly schedule: WeeklySchedule }[] = [
  { name: 'Opening hours', schedule: scheduleOf((day) => (day === 'sunday' ? [] : [hours(8, 19)])) },
  { name: 'Nights', schedule: scheduleOf(() => [hours(0, 6), hours(19, 24)]) },
  {
    name: 'Nights and Sundays',
    schedule: scheduleOf((day) => (day === 'sunday' ? [hours(0, 24)] : [hours(0, 8), hours(19, 24)])),
  },
  { name: 'Always', schedule: alwaysOn },
];

/** What somebody who chooses a schedule begins with. */
export const firstSchedule = presets[0]!.schedule;
