/**
 * Times as people read them: local zone, 12 or 24 h as the system has it, the date when it is not today.
 * Words are English everywhere (the window's language); only the hour cycle follows the system. All input is UTC ms.
 */
import { Temporal } from 'temporal-polyfill';

const systemOptions = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
const LOCALE = 'en-GB';

export interface TimeStyle {
  readonly zone: string;
  readonly hour12: boolean;
}

/** The system's zone and hour cycle. */
export const systemTime: TimeStyle = {
  zone: systemOptions.timeZone,
  hour12: systemOptions.hour12 ?? false,
};

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: number, style: TimeStyle, options: Intl.DateTimeFormatOptions): string {
  const key = `${style.zone}|${style.hour12}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    const hours = options.hour ? { hourCycle: style.hour12 ? ('h12' as const) : ('h23' as const) } : {};
    found = new Intl.DateTimeFormat(LOCALE, { timeZone: style.zone, ...hours, ...options });
    formats.set(key, found);
  }
  return found.format(at);
}

/** 14:32 */
export function minuteTime(at: number, style = systemTime): string {
  return format(at, style, { hour: style.hour12 ? 'numeric' : '2-digit', minute: '2-digit' });
}

/** 14:32:07 */
export function secondTime(at: number, style = systemTime): string {
  return format(at, style, {
    hour: style.hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** 14:32:07.4, for single pictures. */
export function tenthTime(at: number, style = systemTime): string {
  return format(at, style, {
    hour: style.hour12 ? 'numeric' : '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 1,
  });
}

/** CET, BST, GMT+8: short name of the zone at that instant. */
export function zoneName(at: number, style = systemTime): string {
  const parts = new Intl.DateTimeFormat(LOCALE, {
    timeZone: style.zone,
    timeZoneName: 'short',
  }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? style.zone;
}

/** An instant on the local clock. Pixels give fractions of a millisecond, which Temporal refuses. */
export function zonedTime(at: number, style = systemTime): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(style.zone);
}

/** The local calendar day of an instant. */
export function localDay(at: number, style = systemTime): Temporal.PlainDate {
  return zonedTime(at, style).toPlainDate();
}

/** First instant of the local day, UTC ms; days have 23, 24 or 25 hours (and 24.5 on Lord Howe). */
export function startOfDay(at: number, style = systemTime): number {
  return localDay(at, style).toZonedDateTime(style.zone).epochMilliseconds;
}

/** First instant of the local day that many days later. */
export function shiftDay(at: number, days: number, style = systemTime): number {
  return localDay(at, style).add({ days }).toZonedDateTime(style.zone).epochMilliseconds;
}

/** Sat 21 Nov; with the year when it is not this one. */
export function dayName(at: number, now: number, style = systemTime): string {
  const sameYear = localDay(at, style).year === localDay(now, style).year;
  const text = format(at, style, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' as const }),
  });
  return text.replace(',', '');
}

/** Sat 21 Nov 2026 */
export function fullDay(at: number, style = systemTime): string {
  return format(at, style, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).replace(
    ',',
    '',
  );
}

/** 14:21 when today, yesterday 14:21, else Sun 8 Nov 14:21. */
export function moment(at: number, now: number, style = systemTime): string {
  const days = localDay(at, style).until(localDay(now, style)).days;
  const time = minuteTime(at, style);
  if (days === 0) return time;
  if (days === 1) return `yesterday ${time}`;
  return `${dayName(at, now, style)} ${time}`;
}

/** A moment to come: 14:21 when today, tomorrow 14:21, Mon 14:21 within the week, else Sun 8 Nov 14:21. */
export function comingMoment(at: number, now: number, style = systemTime): string {
  const days = localDay(now, style).until(localDay(at, style)).days;
  const time = minuteTime(at, style);
  if (days === 0) return time;
  if (days === 1) return `tomorrow ${time}`;
  return days < 7
    ? `${format(at, style, { weekday: 'short' })} ${time}`
    : `${dayName(at, now, style)} ${time}`;
}

/** As `moment`, with seconds. */
export function momentSeconds(at: number, now: number, style = systemTime): string {
  const time = secondTime(at, style);
  return localDay(at, style).equals(localDay(now, style)) ? time : `${dayName(at, now, style)} ${time}`;
}

/** 06:50 – 07:08; zones are named when the range crosses a change of the clock, days when it crosses midnight. */
export function timeRange(from: number, to: number, now: number, style = systemTime): string {
  const short = to - from < 120_000;
  const time = short ? secondTime : minuteTime;
  const crosses = zoneName(from, style) !== zoneName(to, style);
  const zone = (at: number): string => (crosses ? ` ${zoneName(at, style)}` : '');
  const sameDay = localDay(from, style).equals(localDay(to, style));
  const today = localDay(from, style).equals(localDay(now, style));
  const day = (at: number, show: boolean): string => (show ? `${dayName(at, now, style)} ` : '');
  return `${day(from, !today || !sameDay)}${time(from, style)}${zone(from)} – ${day(to, !sameDay)}${time(to, style)}${zone(to)}`;
}
