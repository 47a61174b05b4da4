/**
 * A camera on a weekly schedule through the running app: off now, on now, started and stopped by hand, over a restart; and
 * what scripts, coverage and files say of it. The instants of changes are proven with a clock of their own in the unit tests.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekdayTime } from '../../shared/model/schedule-time.ts';
import { alwaysOn, joinRanges, scheduleOf, type WeeklySchedule } from '../../shared/model/schedule.ts';
import { AppCameras } from '../support/app-cameras.ts';
import { startApp, type AppProcess } from '../support/app-process.ts';

/** Nobody's own, and with odd minutes: what is local to this PC would not pass. */
const zone = 'Asia/Kathmandu';
const DAY_MINUTES = 1_440;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'watchpost-schedule-'));
let app: AppProcess;
let cameras: AppCameras;

beforeAll(start);
afterAll(async () => {
  await app.dispose();
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function start(): Promise<void> {
  app = await startApp({ flags: ['--demo', '1'], env: { TZ: zone }, dataDir });
  cameras = new AppCameras(app, await app.client());
}

/** Every day from `hours` from now on, for two hours; so it is off now, and neither begins nor ends while a test runs. */
function inHours(hours: number): { schedule: WeeklySchedule; recordsAgain: string } {
  const begin = Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000;
  const [, time = ''] = weekdayTime(begin, zone).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const from = hour * 60 + minute;
  const until = from + 120;
  const ranges = joinRanges([
    { fromMinute: from, toMinute: Math.min(until, DAY_MINUTES) },
    { fromMinute: 0, toMinute: Math.max(0, until - DAY_MINUTES) },
  ]);
  return { schedule: scheduleOf(() => ranges), recordsAgain: weekdayTime(begin, zone) };
}

describe('a schedule in the running app', () => {
  it('REC-10 off now is idle with its sentence, and nothing is written; on now is recorded', async () => {
    const [camera] = await cameras.client.call('cameras.list', {});
    const { id } = camera!;
    await cameras.untilFootage(id, 2);
    const { schedule, recordsAgain } = inHours(3);
    const changed = await cameras.client.call('cameras.update', {
      id,
      recording: { mode: 'schedule', schedule },
    });
    expect(changed).toMatchObject({ recordingMode: 'schedule', schedule });
    const sentence = `The schedule has this camera off now; it records again ${recordsAgain}.`;
    const off = await cameras.untilReason(id, 'schedule-off');
    expect(off).toMatchObject({ state: 'idle', recording: false, reason: { sentence } });
    const [told] = await cameras.client.call('get_camera_status', { id });
    expect(told).toMatchObject({
      state: 'idle',
      recording: false,
      reason: 'schedule-off',
      reason_sentence: sentence,
      recording_session: null,
    });
    const before = await cameras.segments(id);

    const problems = (await cameras.client.call('health.get', {})).problems;
    expect(problems.filter(({ cameraId }) => cameraId === id)).toEqual([]);

    await cameras.client.call('cameras.update', { id, recording: { mode: 'schedule', schedule: alwaysOn } });
    await cameras.untilFootage(id, 4);
    const gaps = await cameras.gaps(id, before.at(-1)!.startAt);
    expect(gaps[0]).toMatchObject({ reason: 'schedule-off' });
    expect(gaps.filter(({ reason }) => reason !== 'schedule-off').map(({ reason }) => reason)).toEqual([
      'restarting',
    ]);
    const { from, to } = gaps[0]!;
    const figures = await cameras.client.call('coverage.get', { cameraId: id, from, to });
    expect(figures.percent).toBe(100);
  });

  it('REC-10 a start by hand records while the schedule is off, a stop gives back to it', async () => {
    const [camera] = await cameras.client.call('cameras.list', {});
    const { id } = camera!;
    const { schedule } = inHours(3);
    await cameras.client.call('cameras.update', { id, recording: { mode: 'schedule', schedule } });
    await cameras.untilReason(id, 'schedule-off');
    await cameras.client.call('start_recording', { id });
    const recording = await cameras.untilRecording(id);
    expect(recording.schedule).toMatchObject({ byHand: true });
    await cameras.client.call('stop_recording', { id });
    expect(await cameras.untilReason(id, 'schedule-off')).toMatchObject({
      state: 'idle',
      schedule: { byHand: false },
    });
  });

  it('REC-10 REC-4 a stop by hand stays through a restart, and the window of the schedule is in words', async () => {
    const [camera] = await cameras.client.call('cameras.list', {});
    const { id } = camera!;
    // On now, off in two hours, on again a day after it began.
    const { schedule } = inHours(-1);
    await cameras.client.call('cameras.update', { id, recording: { mode: 'schedule', schedule } });
    await cameras.untilRecording(id);
    await cameras.client.call('stop_recording', { id });
    const stopped = await cameras.untilReason(id, 'paused-by-operator');
    expect(stopped).toMatchObject({ state: 'stopped', schedule: { byHand: true } });
    expect(stopped.reason?.sentence).toMatch(/^Recording was stopped by hand; the schedule starts it again /);
    await app.stop();
    await start();
    expect(await cameras.untilReason(id, 'paused-by-operator')).toMatchObject({ schedule: { byHand: true } });
    await cameras.client.call('start_recording', { id });
    expect(await cameras.untilRecording(id)).toMatchObject({ schedule: { byHand: false } });
  });
});
