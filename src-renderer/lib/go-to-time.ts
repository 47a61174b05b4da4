/**
 * "Go to time": 14:10, yesterday 9:30, last Tue 14:10, 21.11. 9:30, 2026-11-21 14:10, 5 min ago, now.
 * Pure: text, now and the day that is shown go in, an instant (UTC ms) or a sentence comes out. Never the future.
 */
import { Temporal } from 'temporal-polyfill';

export type GoToTime =
  { readonly ok: true; readonly at: number } | { readonly ok: false; readonly sentence: string };

export interface GoToContext {
  readonly now: number;
  /** Any instant of the day that is on the screen: a bare time means that day. */
  readonly shown: number;
  readonly zone: string;
}

const EXAMPLE = 'Try 14:10, yesterday 9:30, last Tue 14:10 or 21.11. 9:30.';
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const UNIT_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads the text; a time alone belongs to the day shown, or to the day before when that is still to come. */
export function parseGoToTime(text: string, context: GoToContext): GoToTime {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (words === '') return fail(EXAMPLE);
  if (words === 'now' || words === 'live') return { ok: true, at: context.now };
  const back = /^-? ?(\d+) ?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)( ago)?$/.exec(words);
  if (back && (back[3] || words.startsWith('-'))) {
    return { ok: true, at: context.now - Number(back[1]) * (UNIT_MS[back[2]?.[0] ?? 's'] ?? 1000) };
  }
  const clock = splitClock(words);
  if (!clock) return fail(`This is no time of day. ${EXAMPLE}`);
  const today = dayOf(context.now, context.zone);
  const named = clock.day === '' ? undefined : parseDay(clock.day, today);
  if (named === null) return fail(`“${clock.day}” is no day that can be understood. ${EXAMPLE}`);
  let day = named ?? dayOf(context.shown, context.zone);
  let at = instant(day, clock.time, context.zone);
  if (at > context.now && named === undefined) {
    day = day.subtract({ days: 1 });
    at = instant(day, clock.time, context.zone);
  }
  if (at > context.now) return fail('That is still to come.');
  return { ok: true, at };
}

const fail = (sentence: string): GoToTime => ({ ok: false, sentence });

function dayOf(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone).toPlainDate();
}

function instant(day: Temporal.PlainDate, time: Temporal.PlainTime, zone: string): number {
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

/** Splits "last tue 9:30 pm" into day words and a time; a day without a time means its midnight. */
function splitClock(words: string): { day: string; time: Temporal.PlainTime } | undefined {
  const match =
    /(?:^|[ ,t])(\d{1,2})(?:[:h.](\d{2}))(?:[:.](\d{2}))? ?(am|pm)?$/.exec(words) ??
    /(?:^| )(\d{1,2})()() ?(am|pm)$/.exec(words);
  // 14.10 is a time of day; 31.12 can only be a date.
  const looksLikeDate = /^\d{1,2}\.\d{1,2}$/.test(words) && Number(match?.[1]) > 23;
  if (!match || looksLikeDate) {
    return /[a-z]|\d[./-]\d|\d\.$/.test(words) ? { day: words, time: new Temporal.PlainTime() } : undefined;
  }
  let hour = Number(match[1]);
  const minute = Number(match[2] || 0);
  const second = Number(match[3] || 0);
  if (match[4] && (hour < 1 || hour > 12)) return undefined;
  if (match[4] === 'pm' && hour < 12) hour += 12;
  if (match[4] === 'am' && hour === 12) hour = 0;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const day = words.slice(0, match.index).replace(/,$/, '').replace(/ at$/, '').trim();
  return { day, time: new Temporal.PlainTime(hour, minute, second) };
}

/** Null when the words name no day. Days without a year are the last ones that have been. */
function parseDay(words: string, today: Temporal.PlainDate): Temporal.PlainDate | null {
  if (words === 'today') return today;
  if (words === 'yesterday') return today.subtract({ days: 1 });
  const weekday = /^(last |on )?([a-z]{3,9})\.?$/.exec(words);
  const index = weekday ? WEEKDAYS.findIndex((name) => weekday[2]?.startsWith(name)) : -1;
  if (weekday && index >= 0) {
    const back = (today.dayOfWeek - (index + 1) + 7) % 7;
    return today.subtract({ days: back === 0 && weekday[1] === 'last ' ? 7 : back });
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(words);
  if (iso) return date(today, Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})[./](\d{1,2})(?:[./]? ?(\d{4}|\d{2})?)?$/.exec(words);
  if (dotted) return date(today, year(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const named = /^(\d{1,2})\.? ([a-z]{3,9})\.?(?: (\d{4}))?$/.exec(words);
  if (named) return date(today, year(named[3]), monthOf(named[2]), Number(named[1]));
  const american = /^([a-z]{3,9})\.? (\d{1,2})(?:,? (\d{4}))?$/.exec(words);
  if (american) return date(today, year(american[3]), monthOf(american[1]), Number(american[2]));
  return null;
}

const year = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text) + (text.length === 2 ? 2000 : 0);
const monthOf = (text: string | undefined): number =>
  MONTHS.findIndex((name) => text?.startsWith(name) ?? false) + 1;

function date(
  today: Temporal.PlainDate,
  year: number | undefined,
  month: number,
  day: number,
): Temporal.PlainDate | null {
  try {
    const found = Temporal.PlainDate.from({ year: year ?? today.year, month, day }, { overflow: 'reject' });
    const future = Temporal.PlainDate.compare(found, today) > 0;
    return year === undefined && future ? found.subtract({ years: 1 }) : found;
  } catch {
    return null;
  }
}
