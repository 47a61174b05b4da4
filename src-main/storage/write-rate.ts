/**
 * How fast footage is written, from the catalogue's hourly roll-up: bytes of a window over the time they took.
 * A camera that began an hour ago is measured over that hour, not over the day.
 */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { HOUR_MS } from '../catalogue/camera-hours-table.ts';

const DAY_MS = 24 * HOUR_MS;
/** Less footage than this says nothing about a day. */
const SHORTEST_MEASURE_MS = 1_000;

export interface WriteRate {
  readonly bytesPerSecond: number;
  /** From the first footage of the window to the end of the last finished file. */
  readonly measuredMs: number;
}

/** Bytes per second of one camera over the last 24 h of wall time; 0 while nothing was recorded. */
export function cameraWriteRate(catalogue: Catalogue, cameraNumber: number, now: number): number {
  return measureWriteRate(catalogue, cameraNumber, { now, windowMs: DAY_MS })?.bytesPerSecond ?? 0;
}

/** The rate over the last `windowMs` before `now`; undefined when nothing was recorded in them. */
export function measureWriteRate(
  catalogue: Catalogue,
  cameraNumber: number,
  { now, windowMs }: { readonly now: number; readonly windowMs: number },
): WriteRate | undefined {
  const hours = catalogue.segments.rollup(cameraNumber, now - windowMs, now + HOUR_MS);
  const [first] = hours;
  if (!first) return undefined;
  const bytes = hours.reduce((sum, hour) => sum + hour.sizeBytes, 0);
  const firstSegment = catalogue.segments.inRange(cameraNumber, first.startAt, first.startAt + HOUR_MS)[0];
  const since = Math.max(first.startAt, firstSegment?.startAt ?? first.startAt);
  const newest = catalogue.segments.newest(cameraNumber);
  // Up to the last finished file: the open one is not counted in bytes either.
  const until = newest ? newest.startAt + newest.durationMs : now;
  const measuredMs = Math.max(SHORTEST_MEASURE_MS, until - since);
  return { bytesPerSecond: (bytes * 1_000) / measuredMs, measuredMs };
}
