/** "Go to time": everything people type, and the sentences for what cannot be read. */
import { describe, expect, it } from 'vitest';
import { parseGoToTime } from '../../../src-renderer/lib/go-to-time.ts';

const zone = 'Europe/Berlin';
/** Saturday 21 November 2026, 14:32:07 CET. */
const now = Date.parse('2026-11-21T13:32:07Z');
const at = (text: string, shown = now): string => {
  const found = parseGoToTime(text, { now, shown, zone });
  return found.ok ? new Date(found.at).toISOString().replace('.000Z', 'Z') : found.sentence;
};

describe('go to time', () => {
  it.each([
    ['14:10', '2026-11-21T13:10:00Z'],
    ['14.10', '2026-11-21T13:10:00Z'],
    ['9:30', '2026-11-21T08:30:00Z'],
    ['14:10:30', '2026-11-21T13:10:30Z'],
    ['2:10 pm', '2026-11-21T13:10:00Z'],
    ['2pm', '2026-11-21T13:00:00Z'],
    ['12:05 am', '2026-11-20T23:05:00Z'],
    ['today 9:30', '2026-11-21T08:30:00Z'],
    ['yesterday 9:30', '2026-11-20T08:30:00Z'],
    ['Yesterday at 9:30', '2026-11-20T08:30:00Z'],
    ['yesterday', '2026-11-19T23:00:00Z'],
    ['last Tue 14:10', '2026-11-17T13:10:00Z'],
    ['tuesday 14:10', '2026-11-17T13:10:00Z'],
    ['last Sat 9:30', '2026-11-14T08:30:00Z'],
    ['sat 9:30', '2026-11-21T08:30:00Z'],
    ['21.11. 9:30', '2026-11-21T08:30:00Z'],
    ['20.11.2026 9:30', '2026-11-20T08:30:00Z'],
    ['20.11.26 9:30', '2026-11-20T08:30:00Z'],
    ['24.12. 18:00', '2025-12-24T17:00:00Z'],
    ['2026-11-20 14:10', '2026-11-20T13:10:00Z'],
    ['2026-11-20T14:10', '2026-11-20T13:10:00Z'],
    ['20 Nov 14:10', '2026-11-20T13:10:00Z'],
    ['Nov 20, 14:10', '2026-11-20T13:10:00Z'],
    ['5 min ago', '2026-11-21T13:27:07Z'],
    ['-30s', '2026-11-21T13:31:37Z'],
    ['2 hours ago', '2026-11-21T11:32:07Z'],
    ['now', '2026-11-21T13:32:07Z'],
  ])('PLY-1 understands “%s”', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  it('takes a time alone as one of the day shown', () => {
    expect(at('9:30', Date.parse('2026-11-18T12:00:00Z'))).toBe('2026-11-18T08:30:00Z');
  });

  it('takes a time that is still to come today as yesterday’s', () => {
    expect(at('16:00')).toBe('2026-11-20T15:00:00Z');
  });

  it.each(['', 'soon', '25:00', '14:61', '13 pm', '31.2. 9:30', 'last blursday 9:30', '14', 'today 23:00'])(
    'answers “%s” with a sentence',
    (text) => {
      const found = parseGoToTime(text, { now, shown: now, zone });
      expect(found.ok).toBe(false);
      expect(found.ok ? '' : found.sentence).toMatch(/[.]$/);
    },
  );

  it('PLY-7 finds a time on a day whose clock changed', () => {
    const autumn = {
      now: Date.parse('2026-10-25T20:00:00Z'),
      shown: Date.parse('2026-10-25T20:00:00Z'),
      zone,
    };
    expect(parseGoToTime('6:00', autumn)).toEqual({ ok: true, at: Date.parse('2026-10-25T05:00:00Z') });
  });
});
