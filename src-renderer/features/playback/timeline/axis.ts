/**
 * Marks of the time scale: local hours and days in the recorder's eyes, true on days of 23 and 25 hours, where the
 * doubled hour carries its zone. Pure; instants UTC ms.
 */
import {
  dayName,
  localDay,
  zonedTime,
  minuteTime,
  secondTime,
  systemTime,
  zoneName,
  type TimeStyle,
} from '../../../lib/time.ts';
import { spanOf, type Viewport } from './viewport.ts';

export interface Mark {
  readonly at: number;
  readonly label: string;
  /** Begins a day (or is otherwise worth a longer stroke). */
  readonly strong: boolean;
}

/** A Monday to count steps of several days from. */
const FIXED_MONDAY = localDay(Date.UTC(2020, 0, 6), { zone: 'UTC', hour12: false });
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];

/** The step whose labels keep at least `minPx` between them. */
export function stepFor(view: Viewport, width: number, minPx: number): number {
  const wanted = (spanOf(view) / Math.max(1, width)) * minPx;
  return STEPS.find((step) => step >= wanted) ?? 7 * DAY;
}

/** All marks within the view, in order of time. */
export function marksOf(view: Viewport, step: number, style: TimeStyle = systemTime): Mark[] {
  return step >= DAY ? dayMarks(view, step / DAY, style) : clockMarks(view, step, style);
}

function dayMarks(view: Viewport, every: number, style: TimeStyle): Mark[] {
  const marks: Mark[] = [];
  let day = localDay(view.from, style);
  // Steps of several days are counted from a fixed day, or the marks would wander while the view moves.
  const count = FIXED_MONDAY.until(day).days;
  day = day.subtract({ days: ((count % every) + every) % every });
  for (;;) {
    const at = day.toZonedDateTime(style.zone).epochMilliseconds;
    if (at >= view.to) return marks;
    if (at >= view.from) marks.push({ at, label: dayName(at, view.to, style), strong: true });
    day = day.add({ days: every });
  }
}

/** Walks real time day by day, so that a skipped hour is missing and a doubled one appears twice. */
function clockMarks(view: Viewport, step: number, style: TimeStyle): Mark[] {
  const marks: Mark[] = [];
  for (let day = localDay(view.from, style); ; day = day.add({ days: 1 })) {
    const start = day.toZonedDateTime(style.zone).epochMilliseconds;
    if (start >= view.to) return marks;
    const end = day.add({ days: 1 }).toZonedDateTime(style.zone).epochMilliseconds;
    const irregular = end - start !== DAY;
    const first = irregular ? start : start + Math.max(0, Math.floor((view.from - start) / step)) * step;
    const walk = irregular ? Math.min(step, HOUR / 2) : step;
    for (let at = first; at < Math.min(end, view.to); at += walk) {
      if (at < view.from) continue;
      if (irregular && !onStep(at, step, style)) continue;
      marks.push({ at, label: labelOf(at, step, { start, irregular }, style), strong: at === start });
    }
  }
}

function onStep(at: number, step: number, style: TimeStyle): boolean {
  const local = zonedTime(at, style);
  const ms = local.hour * HOUR + local.minute * MINUTE + local.second * SECOND;
  return ms % step === 0;
}

function labelOf(
  at: number,
  step: number,
  day: { start: number; irregular: boolean },
  style: TimeStyle,
): string {
  if (at === day.start) return dayName(at, at, style);
  const text = step < MINUTE ? secondTime(at, style) : minuteTime(at, style);
  return day.irregular && isDoubled(at, style) ? `${text} ${zoneName(at, style)}` : text;
}

/** Does the same clock reading come twice around this instant? */
function isDoubled(at: number, style: TimeStyle): boolean {
  const local = zonedTime(at, style).toPlainDateTime();
  const early = local.toZonedDateTime(style.zone, { disambiguation: 'earlier' }).epochMilliseconds;
  const late = local.toZonedDateTime(style.zone, { disambiguation: 'later' }).epochMilliseconds;
  return early !== late;
}

/** "24 hours", "31 days", "10 s": the length of what is shown. */
export function spanWords(ms: number): string {
  if (ms >= 2 * DAY) return `${Math.round(ms / DAY)} days`;
  if (ms >= 2 * HOUR) return `${Math.round(ms / HOUR)} hours`;
  if (ms >= 2 * MINUTE) return `${Math.round(ms / MINUTE)} min`;
  return `${Math.round(ms / SECOND)} s`;
}
