/**
 * What a weekly schedule says at an instant, and when it changes next. Pure: instants UTC ms and a zone's name in, same out.
 * A schedule follows the clock on the wall: an hour that the spring night skips is not recorded, one that the autumn
 * night repeats is recorded twice, and both days are right to the millisecond in any zone.
 */
import { Temporal } from 'temporal-polyfill';
import { SCHEDULE_HORIZON_MS } from './limits.ts';
import { MINUTES_OF_DAY, scheduledMinutes, weekdays, type WeeklySchedule } from './schedule.ts';

export interface ScheduleChange {
  readonly at: number;
  /** What the schedule says from `at` on. */
  readonly on: boolean;
}

const DAY_MS = 86_400_000;

/** Whether the schedule records at an instant. Throws RangeError for a zone that does not exist. */
export function isScheduledAt(schedule: WeeklySchedule, at: number, timeZone: string): boolean {
  const local = zoned(at, timeZone);
  const minute = local.hour * 60 + local.minute;
  return schedule[weekdays[local.dayOfWeek - 1]!].some(
    (range) => range.fromMinute <= minute && minute < range.toMinute,
  );
}

/** The first change after `at`; undefined when there is none within the horizon (a schedule that never changes). */
export function nextScheduleChange(
  schedule: WeeklySchedule,
  at: number,
  timeZone: string,
): ScheduleChange | undefined {
  return scheduleChanges(schedule, { from: at, to: at + SCHEDULE_HORIZON_MS }, timeZone).next().value;
}

/** "Mon 08:00": an instant of the coming week on the clock on the wall. */
export function weekdayTime(at: number, timeZone: string): string {
  const { dayOfWeek, hour, minute } = zoned(at, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = weekdays[dayOfWeek - 1]!.slice(0, 3);
  return `${day.charAt(0).toUpperCase()}${day.slice(1)} ${two(hour)}:${two(minute)}`;
}

/** Every change in (from, to], in order. */
export function* scheduleChanges(
  schedule: WeeklySchedule,
  range: { readonly from: number; readonly to: number },
  timeZone: string,
): Generator<ScheduleChange, undefined> {
  const minutes = scheduledMinutes(schedule);
  if (minutes === 0 || minutes === 7 * MINUTES_OF_DAY) return undefined;
  const start = Math.floor(range.from);
  let on = isScheduledAt(schedule, start, timeZone);
  for (let from = start; from < range.to; from += DAY_MS) {
    const to = Math.min(from + DAY_MS, range.to);
    for (const at of candidates(schedule, { from, to }, timeZone)) {
      if (isScheduledAt(schedule, at, timeZone) === on) continue;
      on = !on;
      yield { at, on };
    }
  }
  return undefined;
}

/** Instants of (from, to] at which the wall clock passes an edge of the schedule or is itself set; sorted. */
function candidates(
  schedule: WeeklySchedule,
  { from, to }: { readonly from: number; readonly to: number },
  timeZone: string,
): number[] {
  const found = new Set<number>(offsetChange(from, to, timeZone));
  const last = zoned(to, timeZone).toPlainDate().add({ days: 1 });
  // A day earlier too: some zones have set their clocks back over midnight.
  let date = zoned(from, timeZone).toPlainDate().subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const { fromMinute, toMinute } of schedule[weekdays[date.dayOfWeek - 1]!]) {
      for (const minute of [fromMinute, toMinute]) {
        const local = date.toPlainDateTime().add({ minutes: minute });
        for (const disambiguation of ['earlier', 'later'] as const)
          found.add(local.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds);
      }
    }
  }
  return [...found].filter((at) => at > from && at <= to).toSorted((a, b) => a - b);
}

/** The instant of (from, to] from which the zone's offset is another one, if there is one; `to` is at most a day later. */
function offsetChange(from: number, to: number, timeZone: string): number[] {
  const offsetAt = (at: number) => zoned(at, timeZone).offsetNanoseconds;
  const before = offsetAt(from);
  if (offsetAt(to) === before) return [];
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return [high];
}

function zoned(at: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(timeZone);
}
