/** A weekly schedule as people say it: "Mon–Fri 08:00–18:00 · Sat 09:00–13:00". Pure; minutes are those of the local day. */
import {
  MINUTES_OF_DAY,
  weekdays,
  type DayRange,
  type Weekday,
  type WeeklySchedule,
} from '../../shared/model/schedule.ts';
import { systemTime, type TimeStyle } from './time.ts';

/** Monday → Mon */
export function shortDay(day: Weekday): string {
  return longDay(day).slice(0, 3);
}

export function longDay(day: Weekday): string {
  return day.charAt(0).toUpperCase() + day.slice(1);
}

/** 08:15, or 8:15 am and 8 am; the end of the day is 24:00 or midnight. */
export function minuteOfDay(minute: number, style: Pick<TimeStyle, 'hour12'> = systemTime): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hour = Math.floor(minute / 60);
  if (!style.hour12) return `${two(hour)}:${two(minute % 60)}`;
  if (minute === MINUTES_OF_DAY) return 'midnight';
  const past = minute % 60 === 0 ? '' : `:${two(minute % 60)}`;
  return `${hour % 12 || 12}${past} ${hour < 12 ? 'am' : 'pm'}`;
}

/** 08:00–12:00, 13:00–18:00 · all day · not at all */
export function rangesWords(ranges: readonly DayRange[], style = systemTime): string {
  if (ranges.length === 0) return 'not at all';
  const isWhole = ranges[0]?.fromMinute === 0 && ranges[0].toMinute === MINUTES_OF_DAY;
  if (isWhole) return 'all day';
  return ranges
    .map(({ fromMinute, toMinute }) => `${minuteOfDay(fromMinute, style)}–${minuteOfDay(toMinute, style)}`)
    .join(', ');
}

/** Neighbouring days that are alike are said once. */
export function scheduleWords(schedule: WeeklySchedule, style = systemTime): string {
  const groups: { from: Weekday; to: Weekday; words: string }[] = [];
  for (const day of weekdays) {
    const words = rangesWords(schedule[day], style);
    const last = groups.at(-1);
    if (last?.words === words) last.to = day;
    else groups.push({ from: day, to: day, words });
  }
  const [first] = groups;
  if (groups.length === 1 && first) return first.words === 'all day' ? 'Always' : `Every day ${first.words}`;
  return groups.map(({ from, to, words }) => `${daysWords(from, to)} ${words}`).join(' · ');
}

/** Mon · Mon–Fri */
export function daysWords(from: Weekday, to: Weekday): string {
  return from === to ? shortDay(from) : `${shortDay(from)}–${shortDay(to)}`;
}
