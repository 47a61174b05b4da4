import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CameraSupervisor } from '../../../src-main/cameras/camera-supervisor.ts';
import { until } from '../../support/until.ts';
import { FakeRoom } from './fake-room.ts';

let room: FakeRoom;
let supervisor: CameraSupervisor | undefined;

beforeEach(() => {
  room = new FakeRoom();
  supervisor = undefined;
});

afterEach(async () => {
  await supervisor?.dispose();
  await room.pulls.close();
  expect(room.clock.timers).toBe(0);
  room.dispose();
});

const runs = () => room.catalogue.runs.page({ limit: 20 });

describe('a camera and its disk', () => {
  it('STO-4 begins a new run on the disk that the camera is given, in the same session and on the same pull', async () => {
    const camera = room.addCamera();
    const { number: volume } = room.catalogue.volumes.takeUp({ path: '/other', at: 1 });
    supervisor = await room.superviseRecording(camera);
    await room.recordFor(3_000);
    const { sessionId } = supervisor;
    await supervisor.setDesired({ ...camera, volume });
    await room.runEnded();
    await room.recorders(2);
    expect(runs().map((run) => run.volumeNumber)).toEqual([1, volume]);
    expect(supervisor.sessionId).toBe(sessionId);
    expect(room.opened).toHaveLength(1);
  });

  it('STO-4 STO-2 asks the other disk whether it has room before it begins there', async () => {
    const camera = room.addCamera();
    const { number: volume } = room.catalogue.volumes.takeUp({ path: '/other', at: 1 });
    supervisor = await room.superviseRecording(camera);
    await room.recordFor(3_000);
    room.isCritical = true;
    await supervisor.setDesired({ ...camera, volume });
    await room.runEnded();
    await until(() => supervisor?.status().reason?.reason === 'disk-full');
    expect(supervisor.status().state).toBe('blocked');
    room.isCritical = false;
    await supervisor.setDesired(camera);
    await room.recorders(2);
  });

  it('STO-5 says that the disk cannot be written while its recorder cannot be ended', async () => {
    supervisor = await room.superviseRecording();
    await room.recordFor(3_000);
    room.started.at(-1)!.isObedient = false;
    room.volumeState = 'disk-error';
    await room.recordFor(3_000);
    expect(supervisor.status()).toMatchObject({
      state: 'blocked',
      reason: { reason: 'disk-error', sentence: 'The recording disk Footage cannot be written.' },
    });
    room.volumeState = 'ok';
    room.started.at(-1)!.exit({ code: undefined, signal: 'SIGKILL' });
    await room.runEnded();
  });
});
