/**
 * The PC's time zone, also when it is changed while the app runs: schedules follow the clock on the wall.
 * Reads only; never sets a zone.
 */
import type { Clock } from '../base/clock.ts';

/** Asking the system may cost some ms where it keeps the zone as a file without a name. */
const READ_EVERY_MS = 600_000;

/** A function that tells the zone's name (IANA), at most ten minutes old; UTC where the system does not know it. */
export function hostTimeZone(clock: Clock): () => string {
  let zone = 'UTC';
  let readAt: number | undefined;
  return () => {
    const now = clock.monotonicMs();
    if (readAt === undefined || now - readAt >= READ_EVERY_MS) {
      readAt = now;
      zone = readTimeZone();
    }
    return zone;
  };
}

function readTimeZone(): string {
  // Node asks the system again only when TZ is touched. Where TZ is set, somebody chose the zone and it stays.
  if (process.env['TZ'] === undefined) delete process.env['TZ'];
  const found = Intl.DateTimeFormat().resolvedOptions().timeZone;
  try {
    return Intl.DateTimeFormat('en', { timeZone: found }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}
