/** Local calendar days as ranges of UTC: 23, 24 or 25 hours long, and where a zone skips a day, none. Pure. */
import type { Span } from '../../shared/model/coverage.ts';
import { AppError } from '../../shared/model/errors.ts';

export interface LocalDay extends Span {
  /** YYYY-MM-DD */
  readonly date: string;
}

const HOUR_MS = 3_600_000;
/** Clocks of the world are between 12 hours behind and 14 hours ahead of UTC, and change by an hour or so. */
const EARLIEST_MS = -16 * HOUR_MS;
const LATEST_MS = 14 * HOUR_MS;

/** Days that overlap [from, to), whole. AppError invalidParams for a zone that is none. */
export function localDays({ from, to }: Span, timeZone?: string): LocalDay[] {
  const dateOf = dateReader(timeZone);
  const days: LocalDay[] = [];
  let date = dateOf(from);
  let start = startOf(date, dateOf);
  while (start < to) {
    const next = dayAfter(date);
    const end = startOf(next, dateOf);
    if (end > start) days.push({ date, from: start, to: end });
    date = next;
    start = end;
  }
  return days;
}

type DateReader = (at: number) => string;

function dateReader(timeZone?: string): DateReader {
  const shape = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  try {
    // Canadian dates are ISO dates.
    const format = new Intl.DateTimeFormat('en-CA', {
      ...shape,
      ...(timeZone !== undefined && { timeZone }),
    });
    return (at) => format.format(at);
  } catch {
    throw new AppError('invalidParams', `There is no time zone ${timeZone}.`);
  }
}

/** The first instant whose local date is not before this one; local dates never go back by a day. */
function startOf(date: string, dateOf: DateReader): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  let before = utc + EARLIEST_MS;
  let after = utc + LATEST_MS;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (dateOf(middle) >= date) after = middle;
    else before = middle;
  }
  return after;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
}
