import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callSchemas } from '../../../shared/contract/schemas.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { ApiRouter, type ApiConnection } from '../../../src-main/api/router.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import {
  alreadyRecording,
  fakeCamera,
  fakeRecorder,
  fakeStatus,
  fakeStorage,
  type FakeRecorder,
} from '../../support/fake-recorder.ts';

interface Answer {
  id?: unknown;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

let recorder: FakeRecorder;
let router: ApiRouter;
let connection: ApiConnection;
let sent: Answer[];
const errorLog = vi.fn();

beforeEach(() => {
  recorder = fakeRecorder();
  router = new ApiRouter(recorder, { ...silentLogger, error: errorLog });
  sent = [];
  connection = router.connect((text) => sent.push(JSON.parse(text)));
});
afterEach(() => {
  connection.close();
  errorLog.mockReset();
});

async function ask(method: string, params?: unknown): Promise<Answer> {
  await connection.receive(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  return sent.at(-1) ?? {};
}

describe('the router of the API', () => {
  it('API-1 answers every call of the contract through the recorder', async () => {
    const range = { cameraId: 'cam-1', from: 0, to: 1 };
    const source = { kind: 'rtsp', url: 'rtsp://camera/' };
    const params: Record<string, unknown> = {
      'cameras.add': { name: 'Till', source },
      'cameras.get': { id: 'cam-1' },
      'cameras.update': { id: 'cam-1', name: 'New' },
      'cameras.remove': { id: 'cam-1', footage: 'keep' },
      'cameras.test': { source },
      start_recording: { id: 'cam-1' },
      stop_recording: { id: 'cam-1' },
      'timeline.get': { cameraIds: ['cam-1'], from: 0, to: 1 },
      'coverage.get': range,
      'coverage.days': { cameraIds: ['cam-1'], from: 0, to: 1 },
      'segments.list': range,
      'playback.playlist': range,
      'live.open': { cameraId: 'cam-1', stream: 'main' },
      'live.subscribe': { cameraId: 'cam-1', stream: 'sub', channel: 'c' },
      'live.unsubscribe': { subscription: 1, channel: 'c' },
      'stills.get': { cameraId: 'cam-1', at: 5 },
      'volumes.add': { path: '/mnt/two' },
      'volumes.update': { number: 1, name: '' },
      'volumes.remove': { number: 2 },
      'retention.preview': { policy: { keepDays: 7 } },
      'holds.create': { cameraIds: ['cam-1'], from: 0, to: 1, reason: 'theft' },
      'holds.remove': { id: 'hold-1' },
      'quarantine.retry': { id: 1 },
      'quarantine.reveal': { id: 1 },
      'problems.dismiss': { id: 'library-recovery' },
      'settings.update': { storage: { warnPercent: 70 } },
      'demo.fault': { cameraId: 'cam-1', fault: 'drop' },
      'demo.sendLog': range,
    };
    for (const call of Object.keys(callSchemas) as (keyof typeof callSchemas)[]) {
      const { result, error } = await ask(call, params[call]);
      expect(error, call).toBeUndefined();
      expect(callSchemas[call].result.safeParse(result).error, call).toBeUndefined();
    }
  });

  it('API-2 hands validated params on, without what the contract does not know', async () => {
    await ask('cameras.get', { id: 'cam-1', surprise: true });
    expect(recorder.asked).toEqual([{ call: 'cameras.get', params: { id: 'cam-1' } }]);
  });

  it('API-2 refuses bad params with the path of each bad field, and asks nobody', async () => {
    const { error } = await ask('cameras.add', {
      name: '',
      source: { kind: 'rtsp', url: 'file:///etc/passwd' },
    });
    expect(error).toMatchObject({ code: -32602 });
    expect((error?.data as { path: string }[] | undefined)?.map(({ path }) => path)).toEqual([
      'name',
      'source.url',
    ]);
    expect(recorder.asked).toEqual([]);
  });

  it('API-2 refuses params by position and params that are no object', async () => {
    expect((await ask('cameras.get', ['cam-1'])).error?.code).toBe(-32602);
    expect((await ask('cameras.get', 'cam-1')).error?.code).toBe(-32602);
    expect((await ask('cameras.get')).error?.code).toBe(-32602);
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'cameras',
    '',
    'cameras.list ',
    'isPrototypeOf',
  ])('API-3 does not know the call %j', async (method) => {
    expect((await ask(method, {})).error?.code).toBe(-32601);
  });

  it('API-2 lets expected failures through with code, words and data', async () => {
    recorder.fail('storage.info', new AppError('storageUnavailable', 'The disk cannot be read.'));
    expect((await ask('storage.info')).error).toEqual({ code: -1005, message: 'The disk cannot be read.' });
  });

  it('API-2 turns an unknown failure into one plain sentence and keeps its details in the log', async () => {
    recorder.fail('cameras.list', new Error('SQLITE_CORRUPT at /home/secret/catalogue.db'));
    const { error } = await ask('cameras.list');
    expect(error?.code).toBe(-32603);
    expect(JSON.stringify(error)).not.toMatch(/SQLITE|secret/);
    expect(errorLog).toHaveBeenCalledOnce();
    expect(JSON.stringify(errorLog.mock.calls)).toContain('SQLITE_CORRUPT');
  });

  it('API-2 survives data and results that cannot travel', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    recorder.fail('health.get', new AppError('unavailable', 'Not now.', circular));
    expect((await ask('health.get')).error).toEqual({ code: -1023, message: 'Not now.' });
    connection.close();
    const broken = fakeRecorder({ app: { get: () => circular as never } });
    connection = new ApiRouter(broken, silentLogger).connect((text) => sent.push(JSON.parse(text)));
    expect((await ask('app.get')).error?.code).toBe(-32603);
  });

  it('API-3 answers a batch in one text, and a notification by nothing', async () => {
    await connection.receive(
      JSON.stringify([
        { jsonrpc: '2.0', id: 'a', method: 'cameras.list' },
        { jsonrpc: '2.0', method: 'cameras.list' },
        { jsonrpc: '2.0', id: 'b', method: 'nonsense' },
      ]),
    );
    expect(sent).toHaveLength(1);
    const answers = sent[0] as unknown as Answer[];
    expect(answers.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(answers[0]?.result).toEqual([fakeCamera]);
    await connection.receive(JSON.stringify([{ jsonrpc: '2.0', method: 'cameras.list' }]));
    await connection.receive('{"jsonrpc":"2.0","method":"nonsense"}');
    expect(sent).toHaveLength(1);
  });

  it('API-3 speaks underscores to scripts: status, storage, sessions', async () => {
    expect((await ask('get_camera_status')).result).toMatchObject([
      {
        id: 'cam-1',
        state: 'recording',
        recording_session: 'session-1',
        current_file: 'till_2023-11-14_22-13-20Z.mp4',
        elapsed_time: 12,
        fps: 25,
        bitrate_bps: 2_000_000,
        last_error: null,
        counters: { manifest_ingest_count: 3, reconnect_count: 1 },
      },
    ]);
    expect((await ask('get_storage_info')).result).toMatchObject({
      total_space: 1000,
      available_space: 150,
      used_percent: 85,
      level: 'low',
      code: -1008,
      cameras: [{ id: 'cam-1', bytes_per_day: 50, oldest: null }],
      full_in_days: null,
    });
    expect((await ask('start_recording', { id: 'cam-1' })).result).toEqual({ session_id: 'session-2' });
  });

  it('REC-4 refuses a second start with -1006 and the session in underscores', async () => {
    recorder.fail('recording.start', alreadyRecording());
    expect((await ask('start_recording', { id: 'cam-1' })).error).toMatchObject({
      code: -1006,
      data: { session_id: 'session-1' },
    });
  });

  it('API-3 sends events as notifications to those who subscribed, and only while they do', async () => {
    recorder.emitter.emit('camera.status', fakeStatus);
    expect((await ask('subscribe', { events: ['camera.status', 'storage.changed'] })).result).toEqual({
      events: ['camera.status', 'storage.changed'],
    });
    sent = [];
    recorder.emitter.emit('camera.status', fakeStatus);
    recorder.emitter.emit('storage.changed', fakeStorage);
    recorder.emitter.emit('problem.cleared', { id: 'p' });
    expect(sent.map(({ method, params }) => [method, params])).toEqual([
      ['camera.status', fakeStatus],
      ['storage.changed', fakeStorage],
    ]);
    await ask('unsubscribe', { events: ['camera.status'] });
    sent = [];
    recorder.emitter.emit('camera.status', fakeStatus);
    expect(sent).toEqual([]);
  });

  it('API-3 sends an event once to a connection that subscribed twice', async () => {
    await ask('subscribe', { events: ['problem.cleared', 'problem.cleared'] });
    await ask('subscribe', { events: ['problem.cleared'] });
    sent = [];
    recorder.emitter.emit('problem.cleared', { id: 'p' });
    expect(sent).toHaveLength(1);
  });

  it.each([{ events: ['nothing'] }, { events: ['__proto__'] }, { events: 'camera.status' }, {}])(
    'API-2 refuses the subscription %j',
    async (params) => {
      expect((await ask('subscribe', params)).error?.code).toBe(-32602);
    },
  );

  it('API-3 forgets a closed connection: no event, no late answer, no listener at the recorder', async () => {
    await ask('subscribe', { events: ['problem.cleared'] });
    expect(recorder.emitter.count('problem.cleared')).toBe(1);
    const late = ask('cameras.list');
    connection.close();
    sent = [];
    await late;
    recorder.emitter.emit('problem.cleared', { id: 'p' });
    expect(sent).toEqual([]);
    expect(recorder.emitter.count('problem.cleared')).toBe(0);
  });
});
