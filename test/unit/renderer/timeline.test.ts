/** The timeline's arithmetic: zoom, move, marks on odd days, what is under the pointer. */
import { describe, expect, it } from 'vitest';
import { marksOf, spanWords, stepFor } from '../../../src-renderer/features/playback/timeline/axis.ts';
import {
  laneOf,
  nearestFootage,
  whatIsAt,
} from '../../../src-renderer/features/playback/timeline/footage.ts';
import {
  resolutionFor,
  TimelineData,
} from '../../../src-renderer/features/playback/timeline/timeline-data.ts';
import { closed, grown } from '../../../src-renderer/state/cameras-slice.ts';
import {
  bringIntoSight,
  clampView,
  firstView,
  SPAN_MAX_MS,
  SPAN_MIN_MS,
  spanOf,
  timeAt,
  xOf,
  zoomAbout,
} from '../../../src-renderer/features/playback/timeline/viewport.ts';

const HOUR = 3_600_000;
const berlin = { zone: 'Europe/Berlin', hour12: false };
const now = Date.parse('2026-11-21T13:32:07Z');
const day = { from: now - 20 * HOUR, to: now + 4 * HOUR };

describe('timeline view', () => {
  it('PLY-1 zooms about the pointer: the instant under it stays there', () => {
    const about = timeAt(day, 1000, 300);
    const closer = zoomAbout(day, about, 0.5, now);
    expect(xOf(closer, 1000, about)).toBeCloseTo(300, 6);
    expect(spanOf(closer)).toBeCloseTo(12 * HOUR, 3);
  });

  it('PLY-1 stays between ten seconds and a month', () => {
    let view = day;
    for (let turn = 0; turn < 60; turn += 1) view = zoomAbout(view, now - HOUR, 0.5, now);
    expect(spanOf(view)).toBe(SPAN_MIN_MS);
    for (let turn = 0; turn < 60; turn += 1) view = zoomAbout(view, now - HOUR, 2, now);
    expect(spanOf(view)).toBe(SPAN_MAX_MS);
  });

  it('never shows more future than past', () => {
    const view = clampView({ from: now + HOUR, to: now + 2 * HOUR }, now);
    expect(view.to - now).toBeLessThanOrEqual(spanOf(view) / 2);
  });

  it('does not move for an instant that is in sight', () => {
    expect(bringIntoSight(day, now, now)).toBe(day);
    const moved = bringIntoSight(day, now - 90 * HOUR, now);
    expect(moved.from).toBeLessThan(now - 90 * HOUR);
    expect(spanOf(moved)).toBe(spanOf(day));
  });

  it('begins with everything when there is less than a day', () => {
    const view = firstView(now - 2 * HOUR, now);
    expect(view.from).toBeLessThan(now - 2 * HOUR);
    expect(spanOf(view)).toBeLessThan(3 * HOUR);
    expect(spanOf(firstView(now - 900 * HOUR, now))).toBeLessThan(30 * HOUR);
  });
});

describe('time scale', () => {
  it('keeps labels apart', () => {
    expect(stepFor(day, 1000, 90)).toBe(3 * HOUR);
    expect(stepFor({ from: now - 10_000, to: now }, 1000, 90)).toBe(1_000);
  });

  it('PLY-7 draws 25 hours on the day the clock goes back, the doubled hour with its zone', () => {
    const from = Date.parse('2026-10-24T22:00:00Z');
    const marks = marksOf({ from, to: from + 25 * HOUR }, HOUR, berlin);
    expect(marks).toHaveLength(25);
    expect(marks.slice(0, 5).map((mark) => mark.label)).toEqual([
      'Sun 25 Oct',
      '01:00',
      '02:00 CEST',
      '02:00 CET',
      '03:00',
    ]);
    expect(marks[3]?.at).toBe(Date.parse('2026-10-25T01:00:00Z'));
  });

  it('PLY-7 draws 23 hours on the day the clock goes forward', () => {
    const from = Date.parse('2026-03-28T23:00:00Z');
    const marks = marksOf({ from, to: from + 23 * HOUR }, HOUR, berlin);
    expect(marks).toHaveLength(23);
    expect(marks.slice(1, 4).map((mark) => mark.label)).toEqual(['01:00', '03:00', '04:00']);
  });

  it('PLY-7 keeps wall hours with wider steps on such days', () => {
    const from = Date.parse('2026-10-24T22:00:00Z');
    const labels = marksOf({ from, to: from + 25 * HOUR }, 6 * HOUR, berlin).map((mark) => mark.label);
    expect(labels).toEqual(['Sun 25 Oct', '06:00', '12:00', '18:00']);
  });

  it('marks days when hours are too fine, and says how long the view is', () => {
    const marks = marksOf({ from: now - 5 * 24 * HOUR, to: now }, 24 * HOUR, berlin);
    expect(marks.map((mark) => mark.label)).toEqual([
      'Tue 17 Nov',
      'Wed 18 Nov',
      'Thu 19 Nov',
      'Fri 20 Nov',
      'Sat 21 Nov',
    ]);
    expect([spanWords(24 * HOUR), spanWords(31 * 24 * HOUR), spanWords(10_000), spanWords(480_000)]).toEqual([
      '24 hours',
      '31 days',
      '10 s',
      '8 min',
    ]);
  });
});

describe('footage under the pointer', () => {
  const timeline = {
    cameraId: 'a',
    spans: [
      { from: 0, to: 10_000 },
      { from: 30_000, to: 50_000 },
    ],
    gaps: [{ from: 10_000, to: 30_000, reason: 'camera-offline' as const }],
    events: [],
  };
  const lane = laneOf(timeline, { startAt: 50_000, playableUntil: 60_000 });

  it('COV-3 tells footage, gap and nothing apart', () => {
    expect(whatIsAt(lane, 5_000).kind).toBe('footage');
    expect(whatIsAt(lane, 20_000)).toMatchObject({ kind: 'gap', gap: { reason: 'camera-offline' } });
    expect(whatIsAt(lane, 55_000).kind).toBe('footage');
    expect(whatIsAt(lane, 70_000).kind).toBe('nothing');
  });

  it('PLY-1 keeps the file that was finished a moment ago, until the catalogue has it', () => {
    const guessed = grown(undefined, 50_100, 52_000);
    const known = grown(guessed, 50_000, 60_000);
    expect(known).toEqual({ startAt: 50_000, playableUntil: 60_000 });
    const next = grown(known, 61_000, 62_000);
    expect(whatIsAt(laneOf(timeline, next), 55_000).kind).toBe('footage');
    const caughtUp = { ...timeline, spans: [...timeline.spans, { from: 50_000, to: 61_000 }] };
    expect(laneOf(caughtUp, grown(next, 61_000, 63_000)).spans).toBe(caughtUp.spans);
  });

  it('PLY-1 draws a finished file as finished, also when no other follows', () => {
    const written = grown(undefined, 50_000, 60_000);
    expect(closed(written, 20_000, 50_000)).toBeUndefined();
    const after = laneOf(timeline, closed(written, 50_100, 61_000));
    expect(after.open).toBeUndefined();
    expect(whatIsAt(after, 60_500).kind).toBe('footage');
    expect(whatIsAt(after, 61_500).kind).toBe('nothing');
  });

  it('PLY-1 goes to the nearest footage', () => {
    expect(nearestFootage(lane, 5_000)).toBe(5_000);
    expect(nearestFootage(lane, 12_000)).toBe(9_000);
    expect(nearestFootage(lane, 28_000)).toBe(30_000);
    expect(nearestFootage(lane, 90_000)).toBe(59_000);
    expect(nearestFootage({ spans: [], gaps: [] }, 5)).toBeUndefined();
  });
});

describe('timeline data', () => {
  it('asks exactly up to six hours and no finer than pixels beyond', () => {
    expect(resolutionFor({ from: 0, to: 6 * HOUR }, 1000)).toBeUndefined();
    expect(resolutionFor({ from: 0, to: 31 * 24 * HOUR }, 1000)).toBe(900_000);
  });

  it('asks once for a view that stays within what it has, and drops overtaken answers', async () => {
    const answers: ((lanes: []) => void)[] = [];
    let changes = 0;
    const data = new TimelineData(
      () => new Promise((resolve) => answers.push(resolve)),
      () => (changes += 1),
    );
    data.want(['a'], { from: now - HOUR, to: now }, 1000, 1);
    data.want(['a'], { from: now - HOUR, to: now }, 1000, 1);
    data.want(['a'], { from: now - HOUR, to: now }, 1000, 2);
    expect(answers).toHaveLength(2);
    answers[0]?.([]);
    await Promise.resolve();
    await Promise.resolve();
    expect(changes).toBe(0);
    answers[1]?.([]);
    await Promise.resolve();
    await Promise.resolve();
    expect(changes).toBe(1);
    data.want(['a'], { from: now - 1.5 * HOUR, to: now - 0.5 * HOUR }, 1000, 2);
    expect(answers).toHaveLength(2);
  });
});
