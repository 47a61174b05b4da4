import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordingChoice } from '../../../shared/contract/names.ts';
import { errorCodes } from '../../../shared/model/errors.ts';
import { neverOn, scheduleOf } from '../../../shared/model/schedule.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { CameraRegistry } from '../../../src-main/cameras/camera-registry.ts';
import { LocalCameras } from '../../../src-main/cameras/local-cameras.ts';
import { checkName, checkSource } from '../../../src-main/cameras/camera-validation.ts';
import { settle } from '../../support/fake-clock.ts';
import { testDevice, testDevices, type TestDevices } from '../../support/test-devices.ts';
import { until } from '../../support/until.ts';
import { FakePull, FakeRoom } from './fake-room.ts';

let room: FakeRoom;
let registry: CameraRegistry;
let devices: TestDevices;
const removed: string[] = [];
const url = 'rtsp://10.0.0.7/main';

beforeEach(() => {
  room = new FakeRoom();
  devices = testDevices();
  removed.length = 0;
  registry = new CameraRegistry({
    cameras: room.catalogue.cameras,
    volumes: room.catalogue.volumes,
    secrets: {
      get: async (key) => room.passwords.get(key),
      set: async (key, value) => void room.passwords.set(key, value),
      delete: async (key) => void room.passwords.delete(key),
    },
    pulls: room.pulls,
    localCameras: new LocalCameras({
      listDevices: () => devices.list(),
      cameras: room.catalogue.cameras,
      pulls: room.pulls,
      open: () => new FakePull(99, { url }),
    }),
    clock: room.clock,
    logger: silentLogger,
    supervisorDeps: room.deps,
    removeFootage: async (camera) => void removed.push(camera.slug),
  });
});

afterEach(async () => {
  await registry.close();
  await room.pulls.close();
  expect(room.clock.timers).toBe(0);
  room.dispose();
});

const add = (name = 'Back door', extra: object = {}) =>
  registry.add({
    name,
    source: { kind: 'rtsp', url, username: 'watch', password: 'planted-secret', ...extra },
  });

describe('how a camera is to be recorded', () => {
  const opening = scheduleOf(() => [{ fromMinute: 480, toMinute: 1_080 }]);
  const refused = (recording: RecordingChoice) =>
    expect(registry.add({ name: 'Till', source: { kind: 'rtsp', url }, recording })).rejects.toMatchObject({
      code: errorCodes.invalidParams,
    });

  it('REC-10 keeps the schedule through other modes', async () => {
    const { id } = await registry.add({
      name: 'Till',
      source: { kind: 'rtsp', url },
      recording: { mode: 'schedule', schedule: opening },
    });
    expect(await registry.update({ id, recording: { mode: 'continuous' } })).toMatchObject({
      recordingMode: 'continuous',
      schedule: opening,
    });
    expect(await registry.update({ id, recording: { mode: 'schedule' } })).toMatchObject({
      recordingMode: 'schedule',
      schedule: opening,
    });
  });

  it('REC-10 refuses a schedule without times, one that never records, and events, which are not there yet', async () => {
    await refused({ mode: 'schedule' });
    await refused({ mode: 'schedule', schedule: neverOn });
    await refused({ mode: 'events' });
    expect(registry.list()).toEqual([]);
  });
});

describe('the list of cameras', () => {
  it('CAM-4 keeps the password out of what is stored and answered', async () => {
    const camera = await add();
    expect([...room.passwords.values()]).toEqual(['planted-secret']);
    expect(JSON.stringify([camera, registry.list(), registry.status()])).not.toContain('planted-secret');
  });

  it('CAM-4 moves user and password out of a pasted address', () => {
    expect(checkSource({ kind: 'rtsp', url: 'rtsp://me:p%40ss@10.0.0.7/main' })).toEqual({
      source: { kind: 'rtsp', url, username: 'me' },
      password: 'p@ss',
    });
  });

  it('REC-2 gives cameras of one name different folders, also after one was removed', async () => {
    const first = await add();
    const second = await add();
    await registry.remove(first.id, 'keep');
    const third = await add();
    expect([first.slug, second.slug, third.slug]).toEqual(['back-door', 'back-door-2', 'back-door-3']);
    expect(new Set([first.number, second.number, third.number]).size).toBe(3);
  });

  it('CAM-5 records a new camera at once and tells about it', async () => {
    const told: string[] = [];
    registry.on('changed', ({ cameras }) => told.push(cameras.map(({ name }) => name).join()));
    await add();
    await settle();
    expect(room.opened).toHaveLength(1);
    expect(told).toEqual(['Back door']);
  });

  it('CAM-5 renames without touching the recording', async () => {
    const { id, slug } = await add();
    await settle();
    await room.answer();
    const changed = await registry.update({ id, name: 'Front door' });
    expect(changed).toMatchObject({ name: 'Front door', slug });
    expect(registry.status(id)[0]?.state).toBe('recording');
    expect(room.opened).toHaveLength(1);
  });

  it('ING-6 keeps how a camera’s files are noticed, and null takes the choice back', async () => {
    const { id } = await add();
    expect(registry.get(id)).not.toHaveProperty('ingestSource');
    const { sessionId } = registry.status(id)[0]!;
    expect(await registry.update({ id, ingestSource: 'watcher' })).toMatchObject({ ingestSource: 'watcher' });
    expect(await registry.update({ id, name: 'Yard' })).toMatchObject({ ingestSource: 'watcher' });
    expect(await registry.update({ id, ingestSource: null })).not.toHaveProperty('ingestSource');
    // Recording goes on as it was: the choice is about files that are finished.
    expect(registry.status(id)[0]).toMatchObject({ sessionId });
  });

  it('CAM-5 reorders', async () => {
    const ids = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push((await add(name)).id);
    await registry.update({ id: ids[3]!, position: 1 });
    await registry.update({ id: ids[0]!, position: 4 });
    expect(registry.list().map(({ name }) => name)).toEqual(['D', 'B', 'C', 'A']);
    expect(registry.list().map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  it('CAM-5 disables and enables', async () => {
    const { id } = await add();
    await registry.update({ id, enabled: false });
    expect(registry.status(id)[0]).toMatchObject({ state: 'idle', status: 'disabled' });
    await expect(registry.startRecording(id)).rejects.toMatchObject({ code: errorCodes.refused });
    await registry.update({ id, enabled: true });
    expect(registry.status(id)[0]?.state).toBe('connecting');
  });

  it.each(['keep', 'delete'] as const)(
    'CAM-5 removes a camera and its password; footage: %s',
    async (footage) => {
      const { id, slug } = await add();
      await settle();
      await room.answer();
      await registry.remove(id, footage);
      expect(registry.list()).toEqual([]);
      expect(room.passwords.size).toBe(0);
      expect(room.pull.isOpen).toBe(false);
      expect(removed).toEqual(footage === 'delete' ? [slug] : []);
      expect(() => registry.get(id)).toThrowError(/does not exist/);
    },
  );

  it('REC-4 a stop by hand stays through a restart until recording is started', async () => {
    const { id } = await add();
    await settle();
    await room.answer();
    await registry.stopRecording(id);
    expect(registry.get(id).pausedByOperator).toBe(true);
    expect(registry.status(id)[0]).toMatchObject({
      state: 'stopped',
      reason: { reason: 'paused-by-operator' },
    });
    await registry.close();
    await registry.start();
    expect(registry.status(id)[0]?.state).toBe('stopped');
    const sessionId = await registry.startRecording(id);
    expect(registry.status(id)[0]).toMatchObject({ state: 'connecting', sessionId });
    expect(registry.get(id).pausedByOperator).toBe(false);
  });

  it('STO-2 a refused start changes nothing', async () => {
    const { id } = await add();
    await registry.stopRecording(id);
    room.isCritical = true;
    await expect(registry.startRecording(id)).rejects.toMatchObject({ code: errorCodes.storageCritical });
    expect(registry.get(id).pausedByOperator).toBe(true);
  });

  it('STO-4 a camera is given a storage location, another one, and the default one again', async () => {
    const { number: volume } = room.catalogue.volumes.takeUp({ path: '/other', at: 1 });
    const source = { kind: 'rtsp', url } as const;
    const { id } = await registry.add({ name: 'Till', source, volume });
    expect(registry.get(id).volume).toBe(volume);
    expect(await registry.update({ id, volume: null })).not.toHaveProperty('volume');
    expect(await registry.update({ id, volume: 1 })).toMatchObject({ volume: 1 });
    expect(await registry.update({ id, name: 'Till 2' })).toMatchObject({ volume: 1 });
    for (const call of [
      () => registry.update({ id, volume: 9 }),
      () => registry.add({ name: 'X', source, volume: 9 }),
    ]) {
      await expect(call()).rejects.toMatchObject({
        code: errorCodes.invalidParams,
        message: expect.stringMatching(/does not exist any more/) as unknown,
      });
    }
    expect(registry.list()).toHaveLength(1);
  });

  it('STO-4 STO-2 only the cameras of a disk that has room again are woken, and only those without one move with the default', async () => {
    const { number: volume } = room.catalogue.volumes.takeUp({ path: '/other', at: 1 });
    room.isCritical = true;
    const source = { kind: 'rtsp', url } as const;
    const here = await registry.add({ name: 'Here', source });
    const there = await registry.add({ name: 'There', source, volume });
    await until(() => registry.status().every(({ state }) => state === 'blocked'));
    room.isCritical = false;
    registry.volumeUsable(volume);
    await settle();
    const states = () => registry.status().map(({ id, state }) => [id, state]);
    expect(states()).toEqual([
      [here.id, 'blocked'],
      [there.id, 'connecting'],
    ]);
    registry.defaultVolumeChanged();
    await settle();
    expect(states()[0]).toEqual([here.id, 'connecting']);
  });

  it('CAM-4 tests with the stored password only at the host it was stored for', async () => {
    const { id } = await add();
    const typed = { kind: 'rtsp', url: 'rtsp://10.0.0.7/other', username: 'watch' } as const;
    expect(await registry.sourceToTest(typed, id)).toMatchObject({ password: 'planted-secret' });
    expect(await registry.sourceToTest({ ...typed, url: 'rtsp://10.0.0.9/main' }, id)).not.toHaveProperty(
      'password',
    );
    expect(await registry.sourceToTest({ ...typed, password: 'typed' }, id)).toMatchObject({
      password: 'typed',
    });
  });

  it.each(['', '   ', 'x'.repeat(61), 'a\u0000b', 'two\nlines'])('CAM-5 refuses the name %j', (name) => {
    expect(() => checkName(name)).toThrowError(expect.objectContaining({ code: errorCodes.invalidParams }));
  });

  it('CAM-5 takes names in any script', () => {
    for (const name of ['الباب الخلفي', '收银台', 'Überwachung Süd', 'x'.repeat(60)])
      expect(checkName(name)).toBe(name);
  });

  it('SEC-1 refuses an address that is none', async () => {
    for (const bad of ['file:///etc/passwd', 'rtsp://', '-i /etc/passwd', 'http://10.0.0.7/']) {
      await expect(add('X', { url: bad })).rejects.toMatchObject({ code: errorCodes.invalidParams });
    }
    expect(registry.list()).toEqual([]);
    expect(room.passwords.size).toBe(0);
  });
});

describe('a camera of this PC', () => {
  const usb = (device = testDevice) => ({ kind: 'usb' as const, device });

  it('SEC-1 REC-11 can only be one that is listed', async () => {
    for (const device of ['/dev/video7', '/etc/passwd', '-y', 'http://10.0.0.1/', `${testDevice}\n-y`]) {
      await expect(registry.add({ name: 'Till', source: usb(device) })).rejects.toMatchObject({
        code: errorCodes.invalidParams,
        data: [{ path: 'source.device' }],
      });
    }
    expect(room.catalogue.cameras.list()).toEqual([]);
    expect((await registry.add({ name: 'Till', source: usb() })).source).toEqual(usb());
  });

  it('belongs to one camera of the list', async () => {
    await registry.add({ name: 'Till', source: usb() });
    const again = registry.add({ name: 'Door', source: usb() });
    await expect(again).rejects.toMatchObject({ message: 'This camera is in the list already, as Till.' });
    const other = await add('Door');
    await expect(registry.update({ id: other.id, source: usb() })).rejects.toMatchObject({
      code: errorCodes.invalidParams,
    });
  });

  it('keeps its device while it is unplugged, and another one must be there', async () => {
    const { id } = await registry.add({ name: 'Till', source: usb() });
    devices.plugged = [];
    expect((await registry.update({ id, name: 'Counter', source: usb() })).name).toBe('Counter');
    await expect(registry.update({ id, source: usb('/dev/video1') })).rejects.toMatchObject({
      code: errorCodes.invalidParams,
    });
  });

  it('is tested by its device, and a simulated camera not at all', async () => {
    expect(await registry.sourceToTest(usb())).toEqual({ kind: 'device', device: testDevice });
    await expect(registry.sourceToTest({ kind: 'demo' })).rejects.toMatchObject({ code: errorCodes.refused });
  });
});
