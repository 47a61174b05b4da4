/** One day of the schedule: its stretches on a bar of 24 hours, moved on and painted by keyboard, and what to do with it. */
import type { KeyboardEvent } from 'react';
import { Copy, Eraser, SunMoon } from 'lucide-react';
import {
  MINUTES_OF_DAY,
  weekdays,
  type Weekday,
  type WeeklySchedule,
} from '../../../../shared/model/schedule.ts';
import { longDay, minuteOfDay, rangesWords, shortDay } from '../../../lib/schedule-words.ts';
import { MoreMenu, type MenuItem } from '../../../ui/menu.tsx';
import { copyDay, isOnAt, LAST_MINUTE, paint, STEP_MINUTES, workdays } from './schedule-paint.ts';

export interface ScheduleDayProps {
  readonly day: Weekday;
  readonly schedule: WeeklySchedule;
  /** Where the keyboard stands, minute of the day. */
  readonly cursor: number;
  readonly isCurrent: boolean;
  readonly hintId: string;
  readonly onChange: (schedule: WeeklySchedule) => void;
  readonly onCursor: (minute: number) => void;
  readonly onFocus: (focused: boolean) => void;
  /** Moves the keyboard a day up or down. */
  readonly onLeave: (days: -1 | 1) => void;
}

const share = (minute: number): string => `${(100 * minute) / MINUTES_OF_DAY}%`;

export function ScheduleDay(props: ScheduleDayProps) {
  const { day, schedule, cursor, isCurrent, hintId, onChange, onCursor, onFocus, onLeave } = props;
  const ranges = schedule[day];
  const on = isOnAt(schedule, day, cursor);
  const moveBy = (minutes: number, painting: boolean): void => {
    const next = Math.min(LAST_MINUTE, Math.max(0, cursor + minutes));
    onCursor(next);
    if (painting)
      onChange(paint(schedule, { days: [day], fromMinute: next, toMinute: next + STEP_MINUTES, on }));
  };
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowLeft: (event) => moveBy(-STEP_MINUTES, event.shiftKey),
    ArrowRight: (event) => moveBy(STEP_MINUTES, event.shiftKey),
    PageDown: () => moveBy(-60, false),
    PageUp: () => moveBy(60, false),
    Home: () => onCursor(0),
    End: () => onCursor(LAST_MINUTE),
    ArrowUp: () => onLeave(-1),
    ArrowDown: () => onLeave(1),
    ' ': () =>
      onChange(
        paint(schedule, { days: [day], fromMinute: cursor, toMinute: cursor + STEP_MINUTES, on: !on }),
      ),
  };
  return (
    <div className="schedule-row">
      <span className="schedule-day s" aria-hidden="true">
        {shortDay(day)}
      </span>
      <div
        role="slider"
        tabIndex={0}
        className="schedule-track"
        data-day={day}
        aria-label={`${longDay(day)}: ${rangesWords(ranges)}`}
        aria-valuemin={0}
        aria-valuemax={LAST_MINUTE}
        aria-valuenow={cursor}
        aria-valuetext={`${minuteOfDay(cursor)}, ${on ? 'recorded' : 'not recorded'}`}
        aria-describedby={hintId}
        onFocus={() => onFocus(true)}
        onBlur={() => onFocus(false)}
        onKeyDown={(event) => {
          const act = keys[event.key];
          if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          act(event);
        }}
      >
        {ranges.map(({ fromMinute, toMinute }) => (
          <span
            key={fromMinute}
            className="schedule-stretch num"
            style={{ left: share(fromMinute), width: share(toMinute - fromMinute) }}
          >
            {toMinute - fromMinute >= 240 && rangesWords([{ fromMinute, toMinute }])}
          </span>
        ))}
        {isCurrent && (
          <span className="schedule-cursor" style={{ left: share(cursor), width: share(STEP_MINUTES) }} />
        )}
      </div>
      <DayMenu day={day} schedule={schedule} onChange={onChange} />
    </div>
  );
}

function DayMenu({ day, schedule, onChange }: Pick<ScheduleDayProps, 'day' | 'schedule' | 'onChange'>) {
  const copy = <Copy size={15} />;
  const name = longDay(day);
  const next = weekdays[weekdays.indexOf(day) + 1];
  const whole = { days: [day], fromMinute: 0, toMinute: MINUTES_OF_DAY };
  const items: MenuItem[] = [
    {
      label: `Copy ${name} to every day`,
      icon: copy,
      onChoose: () => onChange(copyDay(schedule, day, weekdays)),
    },
    {
      label: `Copy ${name} to Mon–Fri`,
      icon: copy,
      onChoose: () => onChange(copyDay(schedule, day, workdays)),
    },
    ...(next
      ? [
          {
            label: `Copy ${name} to ${longDay(next)}`,
            icon: copy,
            onChoose: () => onChange(copyDay(schedule, day, [next])),
          },
        ]
      : []),
    {
      label: 'Record all day',
      icon: <SunMoon size={15} />,
      apart: true,
      onChoose: () => onChange(paint(schedule, { ...whole, on: true })),
    },
    {
      label: 'Record nothing',
      icon: <Eraser size={15} />,
      onChoose: () => onChange(paint(schedule, { ...whole, on: false })),
    },
  ];
  return <MoreMenu label={`What to do with ${name}`} items={items} />;
}
