/**
 * A weekly schedule: per weekday the stretches of the local day in which a camera records. Plain data.
 * Minutes are what a clock on the wall shows; a stretch over midnight is two, one on each day. What such a clock
 * means in UTC is `schedule-time.ts`'s business.
 */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

export const MINUTES_OF_DAY = 1_440;

/** Half-open: from the first minute on, up to but not including the last; 0 ≤ from < to ≤ 1440. */
export interface DayRange {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export type WeeklySchedule = Readonly<Record<Weekday, readonly DayRange[]>>;

/** A schedule made day by day. */
export function scheduleOf(rangesOf: (day: Weekday) => readonly DayRange[]): WeeklySchedule {
  return {
    monday: rangesOf('monday'),
    tuesday: rangesOf('tuesday'),
    wednesday: rangesOf('wednesday'),
    thursday: rangesOf('thursday'),
    friday: rangesOf('friday'),
    saturday: rangesOf('saturday'),
    sunday: rangesOf('sunday'),
  };
}

/** Sorted, without overlaps; stretches that touch become one. Empty ones vanish. */
export function joinRanges(ranges: readonly DayRange[]): DayRange[] {
  const joined: { fromMinute: number; toMinute: number }[] = [];
  for (const range of ranges.toSorted((a, b) => a.fromMinute - b.fromMinute)) {
    if (range.toMinute <= range.fromMinute) continue;
    const last = joined.at(-1);
    if (last && range.fromMinute <= last.toMinute) last.toMinute = Math.max(last.toMinute, range.toMinute);
    else joined.push({ fromMinute: range.fromMinute, toMinute: range.toMinute });
  }
  return joined;
}

/** Minutes of one week in which the schedule records, 0…10080. The schedule must be joined. */
export function scheduledMinutes(schedule: WeeklySchedule): number {
  return weekdays
    .flatMap((day) => schedule[day])
    .reduce((sum, range) => sum + range.toMinute - range.fromMinute, 0);
}

export const alwaysOn: WeeklySchedule = scheduleOf(() => [{ fromMinute: 0, toMinute: MINUTES_OF_DAY }]);
export const neverOn: WeeklySchedule = scheduleOf(() => []);
