import { describe, expect, it } from 'vitest';
import { localDays } from '../../../src-main/coverage/local-days.ts';

const HOUR = 3_600_000;
const hoursOf = (date: string, timeZone: string) => {
  const noon = Date.parse(`${date}T12:00:00Z`);
  const day = localDays({ from: noon - 14 * HOUR, to: noon + 14 * HOUR }, timeZone).find(
    (one) => one.date === date,
  );
  return day && (day.to - day.from) / HOUR;
};

describe('local days', () => {
  it.each([
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-11-25', 'Europe/Berlin', 24],
    ['2026-11-25', 'Asia/Kolkata', 24],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    // Midnight itself does not exist on this one.
    ['2024-04-26', 'Africa/Cairo', 23],
    ['2026-11-25', 'Pacific/Kiritimati', 24],
    ['2026-11-25', 'Etc/GMT+12', 24],
  ])('PLY-7 %s in %s has %d hours', (date, timeZone, hours) => {
    expect(hoursOf(date, timeZone)).toBe(hours);
  });

  it('PLY-7 leaves out a day that a zone skipped', () => {
    const from = Date.UTC(2011, 11, 29, 12);
    const dates = localDays({ from, to: from + 48 * HOUR }, 'Pacific/Apia').map(({ date }) => date);
    expect(dates).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
  });

  it('PLY-7 days follow each other without a seam and overlap the range', () => {
    const from = Date.UTC(2026, 9, 20, 3, 17);
    const days = localDays({ from, to: from + 14 * 24 * HOUR }, 'America/New_York');
    expect(days).toHaveLength(15);
    expect(days[0]!.from).toBeLessThanOrEqual(from);
    expect(days.at(-1)!.to).toBeGreaterThan(from + 14 * 24 * HOUR - 1);
    for (const [i, day] of days.slice(1).entries()) expect(day.from).toBe(days[i]!.to);
  });

  it('API-2 refuses a zone that is none', () => {
    expect(() => localDays({ from: 0, to: 1 }, 'Mars/Olympus')).toThrow(/no time zone/);
  });
});
