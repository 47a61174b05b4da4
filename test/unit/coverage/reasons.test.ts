/**
 * The table of COV-1: how every reason of a gap comes about, with a real supervisor, real tables and the real ledger.
 * Camera and FFmpeg are played, because no real one shows all of this in a second.
 */
import { describe, expect, it, onTestFinished } from 'vitest';
import { gapReasons } from '../../../shared/model/end-reason.ts';
import type { GapReason } from '../../../shared/model/end-reason.ts';
import type { Camera } from '../../../shared/model/camera.ts';
import { gapReasonOf } from '../../../src-main/cameras/end-reasons.ts';
import type { CameraSupervisor } from '../../../src-main/cameras/camera-supervisor.ts';
import { CoverageLedger } from '../../../src-main/coverage/ledger.ts';
import { NO_INDEX, segmentOf } from '../../support/catalogue-fixture.ts';
import { until } from '../../support/until.ts';
import { FakeRoom } from '../cameras/fake-room.ts';

interface Scene {
  readonly room: FakeRoom;
  readonly camera: Camera;
  readonly supervisor: CameraSupervisor;
  readonly segmentId: number;
}

interface Cause {
  /** What happened to the camera, as an operator would tell it. */
  readonly how: string;
  readonly happens: (scene: Scene) => unknown;
}

const pullFails =
  (code: 'unreachable' | 'not-found' | 'wrong-password' | 'unsupported' | 'stalled'): Cause['happens'] =>
  ({ room }) =>
    room.pull.fail(code);
const volumeIs =
  (state: 'disk-full' | 'disk-error' | 'volume-missing'): Cause['happens'] =>
  ({ room }) => {
    room.volumeState = state;
    room.ffmpeg.exit({ code: 1, signal: undefined });
  };

/** `pc-asleep` comes with the desktop's power events. */
const causes: Readonly<Record<Exclude<GapReason, 'pc-asleep'>, Cause>> = {
  'camera-offline': { how: 'it was unplugged', happens: pullFails('unreachable') },
  'camera-refused': { how: 'it has no stream at its address any more', happens: pullFails('not-found') },
  'wrong-password': { how: 'its password was changed', happens: pullFails('wrong-password') },
  unsupported: { how: 'it was set to a codec that cannot be recorded', happens: pullFails('unsupported') },
  stalled: { how: 'it stopped sending and kept the connection', happens: pullFails('stalled') },
  restarting: {
    how: 'the length of files was changed',
    happens: ({ supervisor }) => supervisor.settingsChanged(),
  },
  'app-not-running': {
    how: 'Watchpost was ended and started again',
    happens: async ({ room, supervisor }) => {
      const { heartbeats } = room.catalogue;
      await supervisor.dispose();
      heartbeats.appStopped(room.clock.now());
      await room.clock.advance(30_000);
      heartbeats.appStarted(room.clock.now());
    },
  },
  'disk-full': { how: 'the disk ran full', happens: volumeIs('disk-full') },
  'disk-error': { how: 'the disk became read-only', happens: volumeIs('disk-error') },
  'volume-missing': { how: 'the disk was pulled out', happens: volumeIs('volume-missing') },
  'schedule-off': {
    how: 'its schedule ended for today',
    happens: async ({ room, camera, supervisor }) => {
      room.catalogue.enablement.record(camera.number, room.clock.now(), 'schedule-off');
      await supervisor.stop('schedule-off');
    },
  },
  'paused-by-operator': {
    how: 'somebody stopped its recording',
    happens: ({ camera, supervisor }) => supervisor.setDesired({ ...camera, pausedByOperator: true }),
  },
  unreadable: {
    how: 'its file cannot be read',
    happens: ({ room, segmentId }) => room.catalogue.segments.setState(segmentId, 'failed'),
  },
  'deleted-by-retention': {
    how: 'its footage became too old',
    happens: ({ room, segmentId }) => deleted(room, segmentId, 'deleted-by-retention'),
  },
  'deleted-by-operator': {
    how: 'somebody deleted its footage',
    happens: ({ room, segmentId }) => deleted(room, segmentId, 'deleted-by-operator'),
  },
};

/** What becomes of a file leaves its run alone. */
const ofFiles = new Set(['unreadable', 'deleted-by-retention', 'deleted-by-operator']);

function deleted(room: FakeRoom, id: number, reason: 'deleted-by-retention' | 'deleted-by-operator'): void {
  const { deletions } = room.catalogue;
  deletions.mark([id], { reason, at: room.clock.now() });
  deletions.finish(deletions.pending({ limit: 10 }));
}

/** Ending a run takes both the clock's time (limits, the ladder of a stop) and real time (its file is looked at). */
async function untilRunEnded({ catalogue, clock }: FakeRoom): Promise<void> {
  const ended = async () => {
    if (catalogue.runs.lastOf(1, 9).some((run) => run.endReason)) return true;
    await clock.advance(500);
    return false;
  };
  await until(ended, { timeoutMs: 15_000, what: 'the end of the run' });
}

/** A camera that has been recorded for four seconds, and is. */
async function scene(): Promise<Scene> {
  const room = new FakeRoom();
  room.catalogue.heartbeats.appStarted(room.clock.now());
  const camera = room.addCamera();
  const supervisor = await room.superviseRecording(camera);
  onTestFinished(async () => {
    const stopping = supervisor.dispose();
    await room.clock.advance(6_000);
    await stopping;
    await room.pulls.close();
    room.dispose();
  });
  const startAt = room.clock.now();
  await room.recordFor(4_000);
  const [run] = room.catalogue.runs.lastOf(camera.number, 1);
  const file = segmentOf(
    { cameraNumber: camera.number, runId: run!.id },
    { startAt, durationMs: 4_000, mediaDurationMs: 4_000 },
  );
  const { segment } = room.catalogue.segments.insert(file, NO_INDEX);
  return { room, camera, supervisor, segmentId: segment.id };
}

describe('how a gap comes to its reason', () => {
  const rows = Object.entries(causes).map(([reason, cause]) => ({ reason, ...cause }));
  it.each(rows)(
    'COV-1 $reason: $how',
    async ({ reason, happens }) => {
      const now = await scene();
      const { room, camera } = now;
      const from = room.clock.now() - 4_000;
      await happens(now);
      if (!ofFiles.has(reason)) await untilRunEnded(room);
      await room.clock.advance(8_000);
      const { catalogue, clock } = room;
      const ledger = new CoverageLedger({ catalogue, clock, gapReasonOf, openFootage: () => [] });
      // Well past the time in which what is in the camera's pipe could still arrive.
      await clock.advance(20_000);
      const { gaps, recordedMs, enabledMs } = await ledger.exact({
        cameraNumber: camera.number,
        from,
        to: clock.now(),
      });
      expect(new Set(gaps.map((gap) => gap.reason))).toContain(reason);
      expect(gaps[0]?.reason).toBe(reason);
      expect(recordedMs + gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0)).toBe(enabledMs);
    },
    30_000,
  );

  it('COV-1 knows of every reason how it comes about', () => {
    expect([...Object.keys(causes), 'pc-asleep'].toSorted()).toEqual(gapReasons.toSorted());
  });
});
