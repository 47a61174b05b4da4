import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorCodes } from '../../../shared/model/errors.ts';
import type { CameraSupervisor } from '../../../src-main/cameras/camera-supervisor.ts';
import { settle } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { FakeRoom } from './fake-room.ts';

let room: FakeRoom;
let supervisor: CameraSupervisor | undefined;

beforeEach(() => {
  room = new FakeRoom();
});

afterEach(async () => {
  const stopping = supervisor?.dispose();
  await room.clock.advance(6_000);
  await stopping;
  supervisor = undefined;
  await room.pulls.close();
  expect(room.clock.timers).toBe(0);
  room.dispose();
});

const runs = (n = 20) => room.catalogue.runs.lastOf(1, n).toReversed();
const attempts = () =>
  room.catalogue.attempts.between(1, 0, Number.MAX_SAFE_INTEGER).map(({ reason }) => reason);

describe('a camera supervisor', () => {
  it('REC-1 goes from connecting to recording and says so', async () => {
    supervisor = await room.supervise();
    expect(supervisor.status()).toMatchObject({ state: 'connecting', recording: false });
    expect(supervisor.status().reason).toBeUndefined();
    await room.answer();
    expect(supervisor.status()).toMatchObject({ state: 'recording', recording: true, status: 'connected' });
  });

  it('API-4 status carries state, recording, session, current file and elapsed time', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(5_000);
    expect(supervisor.status()).toMatchObject({
      state: 'recording',
      recording: true,
      sessionId: supervisor.sessionId,
      currentFile: `${room.folder}/a.mp4`,
      elapsedMs: 5_000,
      stream: { width: 1280 },
    });
  });

  it.each([
    ['wrong-password', 'reconnecting', 300_000, 'The camera refuses this user name or password.'],
    ['unreachable', 'reconnecting', 1_000, 'The camera does not answer at 10.0.0.7:554.'],
    ['not-found', 'reconnecting', 1_000, 'The camera has no stream at this address.'],
    [
      'redirected',
      'reconnecting',
      300_000,
      'The camera sends Watchpost to another address, which is refused.',
    ],
    ['unsupported', 'failed', undefined, 'The camera sends a format, which cannot be recorded.'],
  ] as const)('REC-1 shows %s as %s with its sentence', async (code, state, waitMs, sentence) => {
    supervisor = await room.supervise();
    const since = room.clock.now();
    room.pull.fail(code);
    await settle();
    const status = supervisor.status();
    expect(status).toMatchObject({
      state,
      status: 'disconnected',
      reason: { reason: code, sentence, since },
    });
    expect(status.nextAttemptAt).toBe(waitMs === undefined ? undefined : since + waitMs);
    expect(runs()).toEqual([]);
    expect(attempts()).toEqual([code]);
  });

  it('REC-5 tries again for ever, each time later, and stores a reason once', async () => {
    supervisor = await room.supervise();
    for (let n = 1; n <= 30; n += 1) {
      expect(room.opened).toHaveLength(n);
      room.pull.fail('unreachable');
      await room.clock.advance(60_000);
    }
    expect(attempts()).toEqual(['unreachable']);
    await room.answer();
    expect(supervisor.status().state).toBe('recording');
    expect(supervisor.status().counters.reconnectCount).toBe(30);
  });

  it('REC-5 asks a camera that refused the password once in 5 min, and viewers not at all', async () => {
    const camera = room.addCamera();
    supervisor = await room.supervise(camera);
    room.pull.fail('wrong-password');
    await settle();
    await expect(room.pulls.hold(camera, 'main', { priority: 'viewer' })).rejects.toMatchObject({
      failure: { reason: 'wrong-password' },
    });
    await room.clock.advance(299_000);
    expect(room.opened).toHaveLength(1);
    await room.clock.advance(1_000);
    expect(room.opened).toHaveLength(2);
  });

  it('REC-5 tries at once when the password was changed', async () => {
    const camera = room.addCamera();
    supervisor = await room.supervise(camera);
    room.pull.fail('wrong-password');
    await settle();
    room.passwords.set(`camera/${camera.id}/password`, 'new');
    await supervisor.setDesired(camera, { passwordChanged: true });
    await settle();
    expect(room.pull.source.password).toBe('new');
    await room.answer();
    expect(supervisor.status().state).toBe('recording');
  });

  it('REC-3 keeps the session over reconnects and rotations', async () => {
    supervisor = await room.superviseRecording();
    const { sessionId } = supervisor;
    await room.recordFor(3_000);
    room.ffmpeg.record(`${room.folder}/b.mp4`, 4_000);
    room.pull.fail('camera-lost');
    await room.runEnded();
    expect(supervisor.status()).toMatchObject({
      state: 'reconnecting',
      sessionId,
      reason: { reason: 'camera-lost' },
    });
    await room.clock.advance(1_000);
    await room.answer();
    expect(supervisor.status()).toMatchObject({ state: 'recording', sessionId });
    expect(supervisor.status().reason).toBeUndefined();
    expect(runs().map(({ endReason }) => endReason)).toEqual(['camera-lost', undefined]);
    expect(new Set(runs().map((run) => run.sessionId))).toEqual(new Set([sessionId]));
  });

  it('REC-4 refuses a second start with the running session, also while connecting', async () => {
    const camera = room.addCamera();
    supervisor = await room.supervise(camera);
    const refusal = { code: errorCodes.alreadyRecording, data: { sessionId: supervisor.sessionId } };
    await expect(supervisor.start(camera)).rejects.toMatchObject(refusal);
    await room.answer();
    await expect(supervisor.start(camera)).rejects.toMatchObject(refusal);
  });

  it('REC-4 lets one of two starts at the same moment win', async () => {
    const camera = room.addCamera({ pausedByOperator: true });
    supervisor = await room.supervise(camera);
    const wanted = { ...camera, pausedByOperator: false };
    const results = await Promise.allSettled([supervisor.start(wanted), supervisor.start(wanted)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('STO-2 refuses a start by hand above the block level', async () => {
    const camera = room.addCamera({ pausedByOperator: true });
    supervisor = await room.supervise(camera);
    room.isCritical = true;
    await expect(supervisor.start({ ...camera, pausedByOperator: false })).rejects.toMatchObject({
      code: errorCodes.storageCritical,
    });
    expect(supervisor.status().state).toBe('stopped');
  });

  it('STO-2 waits for room and goes on by itself', async () => {
    room.isCritical = true;
    supervisor = await room.supervise();
    expect(supervisor.status()).toMatchObject({
      state: 'blocked',
      reason: { reason: 'disk-full', sentence: 'The recording disk Footage is full.' },
    });
    expect(room.opened).toHaveLength(0);
    room.isCritical = false;
    supervisor.volumeChanged();
    await settle();
    await room.answer();
    expect(supervisor.status().state).toBe('recording');
  });

  it('STO-6 ends a run within 5 s of losing its disk and resumes when it is back', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(3_000);
    room.volumeState = 'volume-missing';
    await room.recordFor(3_000);
    await room.runEnded();
    expect(runs().at(-1)?.endReason).toBe('volume-missing');
    expect(supervisor.status().state).toBe('blocked');
    room.volumeState = 'ok';
    await room.clock.advance(5_000);
    await room.recorders(2);
  });

  it('REC-6 shows silence as stalled, and recording again when it heals', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(3_000);
    room.pull.measure(3_200);
    await room.clock.advance(1_000);
    expect(supervisor.status()).toMatchObject({
      state: 'stalled',
      recording: false,
      reason: { reason: 'stalled' },
    });
    await room.recordFor(2_000);
    expect(supervisor.status().state).toBe('recording');
    expect(supervisor.status().counters.stallCount).toBe(1);
    expect(room.started).toHaveLength(1);
  });

  it('REC-6 restarts a run that the relay ended as stalled', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(5_000);
    room.pull.fail('stalled');
    await room.runEnded();
    expect(supervisor.status()).toMatchObject({ state: 'reconnecting', reason: { reason: 'stalled' } });
    expect(runs().at(-1)?.endReason).toBe('stalled');
    await room.clock.advance(1_000);
    expect(room.opened).toHaveLength(2);
  });

  it('REC-14 ends a run whose file does not grow', async () => {
    supervisor = await room.supervise();
    room.pull.succeed();
    await room.recorders(1);
    await room.recordFor(9_000);
    await room.runEnded();
    expect(runs().at(-1)?.endReason).toBe('stalled');
  });

  it('REC-2 ends the run when the PC clock is changed, and begins a new one from the same pull', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(5_000);
    room.clock.stepWallClock(-3_600_000);
    await room.recordFor(1_000);
    await room.runEnded();
    await room.clock.advance(0);
    await room.recorders(2);
    expect(runs().map(({ endReason }) => endReason)).toContain('clock-step');
    expect(room.started).toHaveLength(2);
    expect(room.opened).toHaveLength(1);
    expect(new Set(runs().map(({ folder }) => folder)).size).toBe(2);
  });

  it('REC-12 goes on without sound when announced sound never comes', async () => {
    supervisor = await room.supervise();
    await room.answer({ audioFlows: false });
    for (let s = 0; s < 4; s += 1) {
      room.pull.measure(0, { audioFlows: false });
      await room.clock.advance(1_000);
    }
    await room.runEnded();
    await room.clock.advance(0);
    await room.recorders(2);
    expect(runs()[0]?.endReason).toBe('audio-missing');
    expect(room.started[0]?.args).toContain('0:a:0?');
    expect(room.ffmpeg.args).toContain('-an');
    expect(room.opened).toHaveLength(1);
  });

  it('REC-12 leaves out sound that FFmpeg cannot take, and keeps the picture', async () => {
    supervisor = await room.supervise();
    room.pull.succeed();
    await room.recorders(1);
    room.ffmpeg.say(
      'Could not find tag for codec pcm_mulaw in stream #1, codec not currently supported in container',
    );
    room.ffmpeg.exit({ code: 1, signal: undefined });
    await settle();
    await room.clock.advance(500);
    await room.runEnded();
    await room.clock.advance(0);
    await room.recorders(2);
    expect(room.ffmpeg.args).toContain('-an');
  });

  it('REC-1 starts a new recorder on the same pull when FFmpeg dies alone', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(5_000);
    room.ffmpeg.exit({ code: undefined, signal: 'SIGKILL' });
    await room.runEnded();
    expect(supervisor.status()).toMatchObject({
      state: 'reconnecting',
      reason: { reason: 'recorder-crashed' },
    });
    await room.clock.advance(1_000);
    await room.recorders(2);
    expect(room.opened).toHaveLength(1);
    expect(room.ended.map(({ reason }) => reason)).toEqual(['recorder-crashed']);
  });

  it('REC-7 stops in order, stores why, and resolves when FFmpeg is gone', async () => {
    const camera = room.addCamera();
    supervisor = await room.superviseRecording(camera);
    const { sessionId } = supervisor;
    await supervisor.setDesired({ ...camera, pausedByOperator: true });
    expect(room.ffmpeg.kills).toEqual([]);
    expect(runs().at(-1)?.endReason).toBe('paused-by-operator');
    expect(room.catalogue.sessions.byId(sessionId!)).toMatchObject({ endReason: 'paused-by-operator' });
    expect(supervisor.status()).toMatchObject({ state: 'stopped', status: 'disabled' });
    expect(room.pull.isOpen).toBe(false);
  });

  it('REC-7 climbs to SIGTERM after 2 s and SIGKILL after 5 s', async () => {
    supervisor = await room.superviseRecording();
    room.ffmpeg.isObedient = false;
    const stopped = supervisor.stop('app-stopped');
    await room.clock.advance(1_900);
    expect(room.ffmpeg.kills).toEqual([]);
    expect(supervisor.status().state).toBe('stopping');
    await room.clock.advance(200);
    expect(room.ffmpeg.kills).toEqual(['q', 'SIGTERM']);
    await room.clock.advance(3_000);
    expect(room.ffmpeg.kills).toEqual(['q', 'SIGTERM', 'SIGKILL']);
    await stopped;
    expect(runs().at(-1)?.endReason).toBe('app-stopped');
  });

  it('COV-1 names the gap after a stop between two attempts', async () => {
    const camera = room.addCamera();
    supervisor = await room.supervise(camera);
    room.pull.fail('unreachable');
    await settle();
    await supervisor.setDesired({ ...camera, pausedByOperator: true });
    expect(attempts()).toEqual(['unreachable', 'paused-by-operator']);
    expect(
      room.catalogue.enablement.between(1, 0, Number.MAX_SAFE_INTEGER).map(({ state }) => state),
    ).toContain('paused');
  });

  it('COV-1 stores no row for a camera that is off all month', async () => {
    supervisor = await room.supervise();
    for (let n = 0; n < 100; n += 1) {
      room.pull.fail('unreachable');
      await room.clock.advance(60_000);
    }
    expect(attempts()).toHaveLength(1);
  });

  it('CAM-5 does not pull a disabled camera', async () => {
    supervisor = await room.supervise(room.addCamera({ enabled: false }));
    expect(supervisor.status()).toMatchObject({ state: 'idle', status: 'disabled' });
    expect(room.opened).toHaveLength(0);
  });

  it('CAM-5 pulls from the new address when it was changed', async () => {
    const camera = room.addCamera();
    supervisor = await room.superviseRecording(camera);
    const before = room.pull;
    await supervisor.setDesired({ ...camera, source: { kind: 'rtsp', url: 'rtsp://10.0.0.8/main' } });
    await until(() => room.opened.length === 2);
    expect(before.isOpen).toBe(false);
    expect(room.pull.source.url).toBe('rtsp://10.0.0.8/main');
  });

  it('REC-2 applies a new rotation at once, with a new run on the same pull', async () => {
    supervisor = await room.superviseRecording();
    room.rotationSeconds = 10;
    supervisor.settingsChanged();
    await room.recorders(2);
    expect(room.opened).toHaveLength(1);
    expect(room.ffmpeg.args.join(' ')).toContain('-segment_time 10');
  });

  it('REC-1 survives a catalogue that cannot be written', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(5_000);
    const failing = () => {
      throw Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' });
    };
    Object.assign(room.deps.journal, { runEnded: failing, attemptFailed: failing });
    room.pull.fail('camera-lost');
    await until(() => supervisor?.status().state === 'reconnecting');
    await room.clock.advance(1_000);
    room.pull.fail('unreachable');
    await room.clock.advance(4_000);
    await room.answer();
    expect(supervisor.status().state).toBe('recording');
  });
});
