/** Times, lengths and sizes as people read them. */
import { describe, expect, it } from 'vitest';
import { bitrate, bytes, percent } from '../../../src-renderer/lib/bytes.ts';
import { ago, days, duration } from '../../../src-renderer/lib/duration.ts';
import {
  dayName,
  fullDay,
  minuteTime,
  moment,
  shiftDay,
  startOfDay,
  timeRange,
  zoneName,
} from '../../../src-renderer/lib/time.ts';

const style = { zone: 'Europe/Berlin', hour12: false };
const now = Date.parse('2026-11-21T13:32:07Z');

describe('words', () => {
  it('says lengths with two units at most', () => {
    const texts = [400, 7_000, 270_000, 240_000, 7_500_000, 93_600_000, 1_123_200_000].map(duration);
    expect(texts).toEqual([
      'less than 1 s',
      '7 s',
      '4 min 30 s',
      '4 min',
      '2 h 5 min',
      '1 day 2 h',
      '13 days',
    ]);
  });

  it('says how long ago and how long there is room', () => {
    expect([
      ago(now - 500, now),
      ago(now - 45 * 60_000, now),
      days(13.9),
      days(0.4),
      days(0.01),
      days(900),
    ]).toEqual(['now', '45 min ago', '13 days', '9 hours', 'less than 1 hour', 'more than a year']);
  });

  it('says sizes in decimal units with one decimal at most', () => {
    expect([0, 640_000, 138_200_000, 1_240_000_000, 43_900_000_000, 1_240_000_000_000].map(bytes)).toEqual([
      '0 bytes',
      '640 kB',
      '138 MB',
      '1.2 GB',
      '44 GB',
      '1.2 TB',
    ]);
    expect([bitrate(4_090_000), bitrate(640_000)]).toEqual(['4.1 Mbit/s', '640 kbit/s']);
    expect([percent(62.4), percent(99.96), percent(100)]).toEqual(['62\u00a0%', '99.9\u00a0%', '100\u00a0%']);
  });

  it('gives the date when it is not today', () => {
    expect(moment(Date.parse('2026-11-21T13:21:00Z'), now, style)).toBe('14:21');
    expect(moment(Date.parse('2026-11-20T13:21:00Z'), now, style)).toBe('yesterday 14:21');
    expect(moment(Date.parse('2026-11-08T13:21:00Z'), now, style)).toBe('Sun 8 Nov 14:21');
    expect(dayName(Date.parse('2025-11-08T13:21:00Z'), now, style)).toBe('Sat 8 Nov 2025');
    expect(fullDay(now, style)).toBe('Sat 21 Nov 2026');
  });

  it('follows the system in 12 and 24 hours', () => {
    expect(minuteTime(now, style)).toBe('14:32');
    expect(minuteTime(now, { ...style, hour12: true })).toMatch(/^2:32\spm$/);
  });

  it('names the zone of a range only where the clock changes within it', () => {
    const plain = timeRange(
      Date.parse('2026-11-21T05:50:00Z'),
      Date.parse('2026-11-21T06:08:00Z'),
      now,
      style,
    );
    expect(plain).toBe('06:50 – 07:08');
    const crossing = timeRange(
      Date.parse('2026-10-25T00:30:00Z'),
      Date.parse('2026-10-25T01:30:00Z'),
      now,
      style,
    );
    expect(crossing).toBe('Sun 25 Oct 02:30 CEST – 02:30 CET');
  });

  it('PLY-7 knows days of 23 and 25 hours', () => {
    const autumn = Date.parse('2026-10-25T12:00:00Z');
    const spring = Date.parse('2026-03-29T12:00:00Z');
    expect(shiftDay(autumn, 1, style) - startOfDay(autumn, style)).toBe(25 * 3_600_000);
    expect(shiftDay(spring, 1, style) - startOfDay(spring, style)).toBe(23 * 3_600_000);
    expect([zoneName(autumn, style), zoneName(spring, style)]).toEqual(['CET', 'CEST']);
  });
});
