/** Lengths of time in words: "4 min 30 s", "45 min ago", "13 days". Input in ms. Two units at most. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 7 s · 4 min 30 s · 2 h 5 min · 3 days 4 h. Below a second: "less than 1 s". */
export function duration(ms: number): string {
  if (ms < SECOND) return 'less than 1 s';
  const length = Math.round(ms / SECOND) * SECOND;
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return pair(length, MINUTE, 'min', SECOND, 's');
  if (length < DAY) return pair(length, HOUR, 'h', MINUTE, 'min');
  const days = Math.floor(length / DAY);
  const hours = Math.floor((length - days * DAY) / HOUR);
  const unit = days === 1 ? 'day' : 'days';
  return hours === 0 || days > 6 ? `${days} ${unit}` : `${days} ${unit} ${hours} h`;
}

function pair(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const count = Math.floor(ms / big);
  const rest = Math.floor((ms - count * big) / small);
  return rest === 0 ? `${count} ${bigName}` : `${count} ${bigName} ${rest} ${smallName}`;
}

/** One unit only: "45 min", for texts that are read in passing. */
export function roughDuration(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return `${Math.max(1, Math.round(length / SECOND))} s`;
  if (length < HOUR) return `${Math.round(length / MINUTE)} min`;
  if (length < 2 * DAY) return `${Math.round(length / HOUR)} h`;
  return `${Math.round(length / DAY)} days`;
}

/** "now" below 2 s, else "45 min ago". */
export function ago(at: number, now: number): string {
  const ms = now - at;
  return ms < 2 * SECOND ? 'now' : `${roughDuration(ms)} ago`;
}

/** Days of room in words: "less than 1 hour", "7 hours", "13 days", "more than a year". */
export function days(count: number): string {
  if (count > 365) return 'more than a year';
  if (count >= 2) return `${Math.floor(count)} days`;
  const hours = Math.floor(count * 24);
  if (hours >= 2) return `${hours} hours`;
  return hours === 1 ? '1 hour' : 'less than 1 hour';
}
