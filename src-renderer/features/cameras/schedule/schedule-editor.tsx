/**
 * A week of recording as seven bars: painted with the mouse (also over several days at once) or the keyboard, in quarters
 * of an hour. Shows and changes what it is given; keeps nothing but where the pointer and the keyboard stand.
 */
import { useId, useRef, useState, type PointerEvent } from 'react';
import {
  MINUTES_OF_DAY,
  scheduledMinutes,
  weekdays,
  type Weekday,
  type WeeklySchedule,
} from '../../../../shared/model/schedule.ts';
import { daysWords, minuteOfDay, rangesWords, scheduleWords } from '../../../lib/schedule-words.ts';
import { systemTime } from '../../../lib/time.ts';
import { Button } from '../../../ui/button.tsx';
import { ScheduleDay } from './schedule-day.tsx';
import {
  isOnAt,
  LAST_MINUTE,
  paint,
  presets,
  STEP_MINUTES,
  strokeBetween,
  type Stroke,
} from './schedule-paint.ts';
import './schedule.css';

export interface ScheduleEditorProps {
  readonly schedule: WeeklySchedule;
  readonly onChange: (schedule: WeeklySchedule) => void;
  readonly error?: string | undefined;
}

interface Place {
  readonly day: Weekday;
  readonly minute: number;
}

/** Beginning of the day's working part: where the keyboard starts. */
const FIRST_CURSOR = 8 * 60;
const HOURS_LABELLED = [0, 3, 6, 9, 12, 15, 18, 21, 24];

export function ScheduleEditor({ schedule, onChange, error }: ScheduleEditorProps) {
  const hintId = useId();
  const bars = useRef<HTMLDivElement>(null);
  const drag = useRef<{ from: Place; before: WeeklySchedule; on: boolean }>(undefined);
  const [cursor, setCursor] = useState(FIRST_CURSOR);
  const [current, setCurrent] = useState<Weekday>();
  const [pointed, setPointed] = useState<Omit<Stroke, 'on'>>();

  const begin = (event: PointerEvent<HTMLDivElement>): void => {
    const track = (event.target as Element).closest('.schedule-track');
    const from = placeAt(bars.current, event);
    if (event.button !== 0 || !track || !from) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setCursor(from.minute);
    const on = !isOnAt(schedule, from.day, from.minute);
    drag.current = { from, before: schedule, on };
    onChange(paint(schedule, { ...strokeBetween(from, from), on }));
  };
  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const to = placeAt(bars.current, event);
    const isOnBar = (event.target as Element).closest('.schedule-track') !== null;
    if (!to || !(isOnBar || drag.current)) return setPointed(undefined);
    const stroke = strokeBetween(drag.current?.from ?? to, to);
    setPointed(stroke);
    if (drag.current) onChange(paint(drag.current.before, { ...stroke, on: drag.current.on }));
  };
  const leaveDay = (day: Weekday, days: -1 | 1): void => {
    const next = weekdays[weekdays.indexOf(day) + days];
    if (next) bars.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };

  return (
    <div className="schedule" role="group" aria-label="When to record">
      <div className="row wrap">
        {presets.map((preset) => (
          <Button key={preset.name} small onClick={() => onChange(preset.schedule)}>
            {preset.name}
          </Button>
        ))}
        <span className="grow" />
        <span className="s num muted" aria-hidden="true">
          {pointed && strokeWords(pointed)}
        </span>
      </div>
      <div className="schedule-hours xs num faint" aria-hidden="true">
        {HOURS_LABELLED.map((hour) => (
          <span key={hour} style={{ left: `${(100 * hour) / 24}%` }}>
            {hourLabel(hour)}
          </span>
        ))}
      </div>
      <div
        ref={bars}
        className="schedule-bars"
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={() => (drag.current = undefined)}
        onPointerCancel={() => (drag.current = undefined)}
        onPointerLeave={() => setPointed(undefined)}
      >
        {weekdays.map((day) => (
          <ScheduleDay
            key={day}
            day={day}
            schedule={schedule}
            cursor={cursor}
            isCurrent={current === day}
            hintId={hintId}
            onChange={onChange}
            onCursor={setCursor}
            onFocus={(focused) => setCurrent(focused ? day : undefined)}
            onLeave={(days) => leaveDay(day, days)}
          />
        ))}
      </div>
      {error ? (
        <p className="schedule-words field-error" role="alert">
          {error}
        </p>
      ) : (
        <p className="schedule-words s" role="status">
          {scheduleWords(schedule)} <span className="faint">({hoursWords(schedule)} a week)</span>
        </p>
      )}
      <p id={hintId} className="xs faint">
        Drag to paint, over several days at once if you like. With the keyboard: <kbd>←</kbd> <kbd>→</kbd> a
        quarter of an hour, <kbd>↑</kbd> <kbd>↓</kbd> a day, <kbd>Space</kbd> paints, <kbd>Shift</kbd> with{' '}
        <kbd>←</kbd> <kbd>→</kbd> paints on.
      </p>
    </div>
  );
}

/** 18, or 6 pm. */
function hourLabel(hour: number): string {
  if (!systemTime.hour12) return String(hour);
  return `${hour % 12 || 12} ${hour % 24 < 12 ? 'am' : 'pm'}`;
}

/** "Mon 08:00–12:30", "Mon–Wed 08:00–12:30"; of one quarter its beginning. */
function strokeWords({ days, fromMinute, toMinute }: Omit<Stroke, 'on'>): string {
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last) return '';
  const time =
    toMinute - fromMinute === STEP_MINUTES
      ? minuteOfDay(fromMinute)
      : rangesWords([{ fromMinute, toMinute }]);
  return `${daysWords(first, last)} ${time}`;
}

function hoursWords(schedule: WeeklySchedule): string {
  const hours = scheduledMinutes(schedule) / 60;
  return `${Number(hours.toFixed(2))} h`;
}

/** The quarter under the pointer, the nearest one when it has left the bars. */
function placeAt(bars: HTMLDivElement | null, { clientX, clientY }: PointerEvent): Place | undefined {
  const tracks = [...(bars?.querySelectorAll<HTMLElement>('.schedule-track') ?? [])];
  const [first] = tracks;
  if (!first) return undefined;
  const { left, width } = first.getBoundingClientRect();
  const row = tracks.findIndex((track) => clientY < track.getBoundingClientRect().bottom);
  const day = weekdays[row < 0 ? weekdays.length - 1 : row];
  if (!day) return undefined;
  const minute = ((clientX - left) / width) * MINUTES_OF_DAY;
  const quarter = Math.floor(minute / STEP_MINUTES) * STEP_MINUTES;
  return { day, minute: Math.min(LAST_MINUTE, Math.max(0, quarter)) };
}
