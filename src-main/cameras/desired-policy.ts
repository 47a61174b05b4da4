/**
 * What the operator wants of a camera at an instant, as the supervisor needs it (REC-10). Pure.
 * In order: switched off, done by hand, the schedule. What is done by hand against a schedule holds until the schedule's
 * next change, so that a stop for an hour never costs the days after it.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import { SCHEDULE_HORIZON_MS } from '../../shared/model/limits.ts';
import { isScheduledAt, nextScheduleChange, scheduleChanges } from '../../shared/model/schedule-time.ts';
import type { WeeklySchedule } from '../../shared/model/schedule.ts';
import type { Enablement } from './ports.ts';

/** UTC ms, and the zone whose clock hangs on the shop's wall. */
export interface Moment {
  readonly now: number;
  readonly timeZone: string;
}

export interface Desired {
  readonly record: boolean;
  readonly enablement: Enablement;
  /** Why not, where the operator is told. */
  readonly offReason?: EndReason;
  /** On a schedule: it was outranked by hand. */
  readonly byHand?: boolean;
  /** On a schedule: when this ends by itself (UTC ms); absent when it does not. */
  readonly until?: number;
}

export function desiredOf(camera: Camera, moment: Moment): Desired {
  if (!camera.enabled || camera.recordingMode === 'off') return { record: false, enablement: 'disabled' };
  const schedule = scheduleInForce(camera);
  if (!schedule) return camera.pausedByOperator ? paused : enabled;
  const until = handHoldsUntil(camera, moment.now);
  if (until !== undefined) return { ...(camera.pausedByOperator ? paused : enabled), byHand: true, until };
  if (camera.pausedByOperator && camera.handUntil === undefined) return { ...paused, byHand: true };
  const next = nextScheduleChange(schedule, moment.now, moment.timeZone);
  return {
    ...(isScheduledAt(schedule, moment.now, moment.timeZone) ? enabled : scheduledOff),
    ...(next && { until: next.at }),
  };
}

const enabled: Desired = { record: true, enablement: 'enabled' };
const paused: Desired = { record: false, enablement: 'paused', offReason: 'paused-by-operator' };
const scheduledOff: Desired = { record: false, enablement: 'schedule-off', offReason: 'schedule-off' };

/** When a camera that is off now records again by itself; undefined when it does not. */
export function recordsAgainAt(camera: Camera, moment: Moment): number | undefined {
  let desired = desiredOf(camera, moment);
  // A pause by hand ends where the schedule goes off, so that two changes may have to be waited for.
  for (let changes = 0; changes < 3 && !desired.record; changes += 1) {
    const { until } = desired;
    if (until === undefined) return undefined;
    desired = desiredOf(camera, { ...moment, now: until });
    if (desired.record) return until;
  }
  return undefined;
}

/** The camera after a start by hand: recorded now, and where the schedule is off, until its next change. */
export function startedByHand(camera: Camera, moment: Moment): Camera {
  const { handUntil: _, ...rest } = { ...camera, pausedByOperator: false };
  const schedule = scheduleInForce(camera);
  if (!schedule || isScheduledAt(schedule, moment.now, moment.timeZone)) return rest;
  const next = nextScheduleChange(schedule, moment.now, moment.timeZone);
  return { ...rest, handUntil: next?.at ?? moment.now + SCHEDULE_HORIZON_MS };
}

/** The camera after a stop by hand: paused until it is started again, or on a schedule until its next change. */
export function stoppedByHand(camera: Camera, moment: Moment): Camera {
  const { handUntil: _, ...rest } = camera;
  const schedule = scheduleInForce(camera);
  if (!schedule) return { ...rest, pausedByOperator: true };
  if (!isScheduledAt(schedule, moment.now, moment.timeZone)) return { ...rest, pausedByOperator: false };
  const next = nextScheduleChange(schedule, moment.now, moment.timeZone);
  return { ...rest, pausedByOperator: true, ...(next && { handUntil: next.at }) };
}

/** True when what was done by hand is over and should be forgotten. */
export function isHandOver(camera: Camera, now: number): boolean {
  return camera.handUntil !== undefined && handHoldsUntil(camera, now) === undefined;
}

/** Where the desired state changes by itself in (from, to], as the enablement history has it; in order. */
export function enablementChanges(
  camera: Camera,
  range: { readonly from: number; readonly to: number },
  timeZone: string,
): { readonly at: number; readonly enablement: Enablement }[] {
  const schedule = scheduleInForce(camera);
  if (!schedule || range.from >= range.to) return [];
  const instants = [...scheduleChanges(schedule, range, timeZone)].map(({ at }) => at);
  const { handUntil } = camera;
  if (handUntil !== undefined && range.from < handUntil && handUntil <= range.to) instants.push(handUntil);
  let last = desiredOf(camera, { now: range.from, timeZone }).enablement;
  return instants
    .toSorted((a, b) => a - b)
    .map((at) => ({ at, enablement: desiredOf(camera, { now: at, timeZone }).enablement }))
    .filter(({ enablement }) => {
      const isNew = enablement !== last;
      last = enablement;
      return isNew;
    });
}

/** True when the pull must be made anew: address, user or what was agreed to differs. */
export function sourceChanged(before: Camera, after: Camera): boolean {
  return JSON.stringify(before.source) !== JSON.stringify(after.source);
}

/** True when FFmpeg must be started anew although the pull can stay. */
export function runChanged(before: Camera, after: Camera): boolean {
  return before.recordAudio !== after.recordAudio || before.volume !== after.volume;
}

/** The schedule that decides; none in other modes and for a camera that is switched off. */
function scheduleInForce(camera: Camera): WeeklySchedule | undefined {
  return camera.enabled && camera.recordingMode === 'schedule' ? camera.schedule : undefined;
}

/** Further ahead than any schedule reaches it was set by a wrong clock. */
function handHoldsUntil({ handUntil }: Camera, now: number): number | undefined {
  const holds = handUntil !== undefined && now < handUntil && handUntil - now <= SCHEDULE_HORIZON_MS;
  return holds ? handUntil : undefined;
}
