import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import { alwaysOn, scheduleOf } from '../../../shared/model/schedule.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { CameraRegistry } from '../../../src-main/cameras/camera-registry.ts';
import { settle } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { FakeRoom } from './fake-room.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const source = { kind: 'rtsp', url: 'rtsp://10.0.0.7/main' } as const;
/** The room's clock begins on Saturday 21 November 2026 at noon, UTC. */
const noon = Date.UTC(2026, 10, 21, 12);
const shop = scheduleOf((day) => (day === 'sunday' ? [] : [{ fromMinute: 480, toMinute: 1_080 }]));
const nights = scheduleOf(() => [
  { fromMinute: 0, toMinute: 360 },
  { fromMinute: 1_200, toMinute: 1_440 },
]);

let room: FakeRoom;
let registry: CameraRegistry;

const open = (lastSeenAt = room.clock.now()) =>
  new CameraRegistry({
    cameras: room.catalogue.cameras,
    volumes: room.catalogue.volumes,
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    pulls: room.pulls,
    localCameras: { check: async () => {} },
    clock: room.clock,
    logger: silentLogger,
    supervisorDeps: { ...room.deps, lastSeenAt },
    removeFootage: async () => {},
  });

beforeEach(() => {
  room = new FakeRoom();
  registry = open();
});

afterEach(async () => {
  await registry.close();
  await room.pulls.close();
  expect(room.clock.timers).toBe(0);
  room.dispose();
});

const add = (schedule = shop) =>
  registry.add({ name: 'Till', source, recording: { mode: 'schedule', schedule } });
const status = (id: string) => registry.status(id)[0]!;
const history = () =>
  room.catalogue.enablement
    .between(1, 0, Number.MAX_SAFE_INTEGER)
    .map(({ at, state }) => [(at - noon) / HOUR_MS, state]);

/** A camera that is off now: the shop's schedule on a Saturday at eight in the evening. */
async function addInTheEvening() {
  await room.clock.advance(8 * HOUR_MS);
  return add();
}

describe('a camera on a schedule', () => {
  it('REC-10 is recorded while the schedule says so, and ends its session at the minute', async () => {
    await room.clock.advance(6 * HOUR_MS - 5_000);
    const { id } = await add();
    await settle();
    await room.answer();
    const sessionId = status(id).sessionId!;
    expect(status(id)).toMatchObject({
      state: 'recording',
      schedule: { byHand: false, nextChangeAt: noon + 6 * HOUR_MS },
    });
    await room.recordFor(4_999);
    expect(status(id).sessionId).toBe(sessionId);
    await room.recordFor(1);
    await until(() => status(id).state === 'idle', { what: 'end of the session' });
    expect(room.pull.isOpen).toBe(false);
    expect(room.catalogue.sessions.byId(sessionId)).toMatchObject({ endReason: 'schedule-off' });
    expect(room.catalogue.runs.lastOf(1, 1)).toMatchObject([{ endReason: 'schedule-off' }]);
    expect(history()).toEqual([
      [6 - 5 / 3600, 'enabled'],
      [6, 'schedule-off'],
    ]);
  });

  it('REC-10 is idle in between and says when it records again; then it does', async () => {
    const { id } = await addInTheEvening();
    expect(status(id)).toMatchObject({
      state: 'idle',
      status: 'disabled',
      recording: false,
      reason: {
        reason: 'schedule-off',
        sentence: 'The schedule has this camera off now; it records again Mon 08:00.',
      },
      schedule: { byHand: false, recordsAgainAt: Date.UTC(2026, 10, 23, 8) },
    });
    expect(room.opened).toHaveLength(0);
    await room.clock.advance(36 * HOUR_MS);
    expect(status(id)).toMatchObject({ state: 'connecting' });
    expect(status(id).reason).toBeUndefined();
    expect(history()).toEqual([
      [8, 'schedule-off'],
      [44, 'enabled'],
    ]);
  });

  it('REC-10 tells the times of the zone it is in, and follows when the zone is changed', async () => {
    room.timeZone = 'America/New_York';
    const { id } = await add();
    // Seven in the morning there.
    expect(status(id).reason?.sentence).toContain('it records again Sat 08:00.');
    room.timeZone = 'Europe/Berlin';
    await room.clock.advance(MINUTE_MS);
    expect(status(id).state).toBe('connecting');
  });

  it('REC-10 follows a clock that is set, within a minute', async () => {
    const { id } = await addInTheEvening();
    room.clock.stepWallClock(36 * HOUR_MS);
    await room.clock.advance(MINUTE_MS);
    expect(status(id).state).toBe('connecting');
    expect(history().at(-1)).toEqual([44, 'enabled']);
  });

  it('REC-10 a new schedule counts at once', async () => {
    const { id } = await addInTheEvening();
    await registry.update({ id, recording: { mode: 'schedule', schedule: alwaysOn } });
    expect(status(id)).toMatchObject({ state: 'connecting', schedule: { byHand: false } });
    await registry.update({ id, recording: { mode: 'schedule', schedule: shop } });
    expect(status(id)).toMatchObject({ state: 'idle', reason: { reason: 'schedule-off' } });
    await registry.update({ id, recording: { mode: 'continuous' } });
    expect(status(id).state).toBe('connecting');
    expect(status(id).schedule).toBeUndefined();
  });

  it('REC-10 mode off is watched only: nothing is recorded, and a start says what to do', async () => {
    const { id } = await registry.add({ name: 'Till', source, recording: { mode: 'off' } });
    await settle();
    expect(status(id)).toMatchObject({ state: 'idle', recording: false });
    expect(room.opened).toHaveLength(0);
    await expect(registry.startRecording(id)).rejects.toMatchObject({
      code: errorCodes.refused,
      message: 'Till is only watched. Choose in its settings when it is to be recorded.',
    });
    expect(history()).toEqual([[0, 'disabled']]);
  });

  it('REC-5 a reason of the evening before is not the reason in the morning', async () => {
    const { id } = await addInTheEvening();
    await room.clock.advance(36 * HOUR_MS);
    const since = room.clock.now();
    room.pull.fail('unreachable');
    await settle();
    expect(status(id).reason).toMatchObject({ reason: 'unreachable', since });
  });
});

describe('starting and stopping by hand on a schedule', () => {
  it('REC-10 a start at night records until the schedule’s next change, and goes on when that is a beginning', async () => {
    const { id } = await addInTheEvening();
    const sessionId = await registry.startRecording(id);
    expect(registry.get(id).handUntil).toBe(Date.UTC(2026, 10, 23, 8));
    expect(status(id)).toMatchObject({
      sessionId,
      state: 'connecting',
      schedule: { byHand: true, nextChangeAt: Date.UTC(2026, 10, 23, 8) },
    });
    await expect(registry.startRecording(id)).rejects.toMatchObject({ code: errorCodes.alreadyRecording });
    await room.clock.advance(36 * HOUR_MS + 1);
    expect(registry.get(id)).not.toHaveProperty('handUntil');
    expect(status(id)).toMatchObject({ sessionId, schedule: { byHand: false } });
    await room.clock.advance(10 * HOUR_MS);
    await until(() => status(id).state === 'idle', { what: 'end of the session' });
    expect(history()).toEqual([
      [8, 'enabled'],
      [54, 'schedule-off'],
    ]);
  });

  it('REC-10 a stop in the day lasts for that day; the next one is recorded', async () => {
    const { id } = await add(nights);
    await room.clock.advance(9 * HOUR_MS);
    await registry.stopRecording(id);
    expect(registry.get(id)).toMatchObject({
      pausedByOperator: true,
      handUntil: Date.UTC(2026, 10, 22, 6),
    });
    expect(status(id)).toMatchObject({
      state: 'stopped',
      reason: {
        reason: 'paused-by-operator',
        sentence: 'Recording was stopped by hand; the schedule starts it again Sun 20:00.',
      },
      schedule: { byHand: true, recordsAgainAt: Date.UTC(2026, 10, 22, 20) },
    });
    await room.clock.advance(9 * HOUR_MS + 1);
    expect(registry.get(id)).toMatchObject({ pausedByOperator: false });
    expect(status(id)).toMatchObject({ state: 'idle', reason: { reason: 'schedule-off' } });
    await room.clock.advance(14 * HOUR_MS);
    expect(status(id).state).toBe('connecting');
    expect(history()).toEqual([
      [0, 'schedule-off'],
      [8, 'enabled'],
      [9, 'paused'],
      [18, 'schedule-off'],
      [32, 'enabled'],
    ]);
  });

  it('REC-10 a stop of what was started by hand gives back to the schedule', async () => {
    const { id } = await addInTheEvening();
    await registry.startRecording(id);
    await registry.stopRecording(id);
    expect(status(id)).toMatchObject({ state: 'idle', reason: { reason: 'schedule-off' } });
    expect(registry.get(id)).toMatchObject({ pausedByOperator: false });
    expect(await registry.stopRecording(id)).toBeUndefined();
  });

  it('REC-10 choosing anew when to record takes back what was done by hand', async () => {
    const { id } = await addInTheEvening();
    await registry.startRecording(id);
    await registry.update({ id, name: 'Till 2', recording: { mode: 'schedule', schedule: shop } });
    expect(status(id)).toMatchObject({ schedule: { byHand: true } });
    await registry.update({ id, recording: { mode: 'schedule', schedule: nights } });
    expect(status(id)).toMatchObject({ state: 'connecting', schedule: { byHand: false } });
  });
});

describe('a schedule while the app is away', () => {
  it('COV-1 what the schedule said in the meantime is written down at the next start, at the right instants', async () => {
    await add();
    await registry.close();
    const seenAt = room.clock.now();
    await room.clock.advance(3 * DAY_MS);
    registry = open(seenAt);
    await registry.start();
    expect(history()).toEqual([
      [0, 'enabled'],
      [6, 'schedule-off'],
      [44, 'enabled'],
      [54, 'schedule-off'],
      [68, 'enabled'],
    ]);
  });

  it('REC-10 a stop by hand stays through a restart, until the schedule’s next change', async () => {
    const { id } = await add();
    await settle();
    await registry.stopRecording(id);
    await registry.close();
    registry = open();
    await registry.start();
    expect(status(id)).toMatchObject({ state: 'stopped', reason: { reason: 'paused-by-operator' } });
    await registry.close();
    const seenAt = room.clock.now();
    await room.clock.advance(45 * HOUR_MS);
    registry = open(seenAt);
    await registry.start();
    expect(status(id).state).toBe('connecting');
    expect(registry.get(id)).toMatchObject({ pausedByOperator: false });
    expect(history().slice(-3)).toEqual([
      [0, 'paused'],
      [6, 'schedule-off'],
      [44, 'enabled'],
    ]);
  });
});
