/**
 * A recorder of canned answers for tests of the API and the hosts: remembers what it was asked, emits what it is told,
 * hands out one media channel. Never touches a disk, a camera or a process.
 */
import type { Events } from '../../shared/contract/names.ts';
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import { AppError } from '../../shared/model/errors.ts';
import { defaultCameraRetention, type Hold } from '../../shared/model/retention.ts';
import type { StorageInfo, VolumeInfo } from '../../shared/model/storage.ts';
import { Emitter } from '../../src-main/base/emitter.ts';
import type { LivePort, RunningRecorder } from '../../src-main/recorder/facade.ts';

export const fakeCamera: Camera = {
  id: 'cam-1',
  name: 'Till',
  slug: 'till',
  number: 1,
  source: { kind: 'rtsp', url: 'rtsp://192.168.1.20/stream1', username: 'operator' },
  recordingMode: 'continuous',
  enabled: true,
  pausedByOperator: false,
  recordAudio: true,
  retention: defaultCameraRetention,
  position: 0,
  createdAt: 1_700_000_000_000,
};

export const fakeStatus: CameraStatus = {
  id: 'cam-1',
  status: 'connected',
  state: 'recording',
  recording: true,
  sessionId: 'session-1',
  sessionStartedAt: 1_700_000_000_000,
  currentFile: 'till_2023-11-14_22-13-20Z.mp4',
  elapsedMs: 12_345,
  stream: {
    videoCodec: 'H264',
    codecString: 'avc1.64001f',
    width: 1280,
    height: 720,
    audioFlows: true,
    fps: 25,
    gopSeconds: 2,
    bitrateBps: 2_000_000,
  },
  counters: {
    manifestIngestCount: 3,
    watcherIngestCount: 0,
    manifestParseErrors: 0,
    probeRetryCount: 0,
    probeDeferredCount: 0,
    probeFinalFailCount: 0,
    reconnectCount: 1,
    stallCount: 0,
  },
};

export const fakeVolume: VolumeInfo = {
  number: 1,
  id: 'v1',
  name: 'footage',
  path: '/footage',
  isDefault: true,
  state: 'ok',
  level: 'low',
  code: -1008,
  totalBytes: 1000,
  availableBytes: 150,
  usedPercent: 85,
  kinds: [
    { kind: 'footage', bytes: 500 },
    { kind: 'unreadable', bytes: 0 },
  ],
  cameras: [{ cameraId: 'cam-1', bytes: 500 }],
  assignedCameras: 1,
  writeBytesPerSecond: 10,
  weekBytesPerSecond: 8,
  reserveBytes: 100,
};

export const fakeStorage: StorageInfo = {
  totalBytes: 1000,
  availableBytes: 150,
  usedPercent: 85,
  level: 'low',
  warnThresholdPercent: 80,
  blockThresholdPercent: 90,
  volumes: [fakeVolume],
  cameras: [{ cameraId: 'cam-1', bytes: 500, bytesPerDay: 50 }],
  writeBytesPerSecond: 10,
  code: -1008,
};

const fakeHold: Hold = {
  id: 'hold-1',
  cameraIds: ['cam-1'],
  from: 1_700_000_000_000,
  to: 1_700_003_600_000,
  reason: 'theft at the till',
  createdAt: 1_700_010_000_000,
  bytes: 1_000,
};

export interface FakeRecorder extends RunningRecorder {
  /** Calls in the order they came: `cameras.add` and its params. */
  readonly asked: { readonly call: string; readonly params: unknown }[];
  readonly live: RunningRecorder['live'];
  readonly livePorts: LivePort[];
  readonly emitter: Emitter<Events>;
  /** Makes one call fail with this error from now on. */
  fail(call: string, error: unknown): void;
  stopped: boolean;
}

/** A fresh fake; `overrides` replaces whole areas. */
export function fakeRecorder(overrides: Partial<RunningRecorder> = {}): FakeRecorder {
  const asked: FakeRecorder['asked'] = [];
  const failures = new Map<string, unknown>();
  const emitter = new Emitter<Events>();
  const livePorts: LivePort[] = [];
  const answer =
    <T>(call: string, result: T) =>
    async (params: unknown): Promise<T> => {
      asked.push({ call, params });
      if (failures.has(call)) throw failures.get(call);
      return result;
    };
  const recorder: FakeRecorder = {
    asked,
    emitter,
    livePorts,
    stopped: false,
    fail: (call, error) => void failures.set(call, error),
    app: {
      get: answer('app.get', {
        version: '0.0.0',
        host: 'node',
        dataFolder: '/data',
        recordingsFolder: '/data/recordings',
        ffmpeg: { path: '/usr/bin/ffmpeg', version: '5.1' },
        timeZone: 'Europe/Berlin',
        startedAt: 1_700_000_000_000,
      }),
    },
    cameras: {
      add: answer('cameras.add', fakeCamera),
      list: answer('cameras.list', [fakeCamera]),
      get: answer('cameras.get', fakeCamera),
      update: answer('cameras.update', fakeCamera),
      devices: answer('cameras.devices', [{ device: '/dev/video0', name: 'Webcam' }]),
      remove: answer('cameras.remove', { ok: true } as const),
      test: answer('cameras.test', {
        ok: true,
        videoCodec: 'H264',
        width: 1280,
        height: 720,
        fps: 25,
        gopSeconds: 2,
        bitrateBps: 2_000_000,
        bytesPerDay: 21_600_000_000,
      } as const),
      status: answer('cameras.status', [fakeStatus]),
    },
    recording: {
      start: answer('recording.start', { sessionId: 'session-2' }),
      stop: answer('recording.stop', { sessionId: 'session-2' }),
    },
    storage: { info: answer('storage.info', fakeStorage) },
    volumes: {
      list: answer('volumes.list', [fakeVolume]),
      add: answer('volumes.add', fakeVolume),
      update: answer('volumes.update', fakeVolume),
      remove: answer('volumes.remove', { ok: true } as const),
    },
    timeline: { get: answer('timeline.get', []) },
    coverage: {
      get: answer('coverage.get', { recordedMs: 0, enabledMs: 0, percent: 100, gaps: [] }),
      days: answer('coverage.days', []),
    },
    segments: { list: answer('segments.list', { segments: [] }) },
    playback: { playlist: answer('playback.playlist', { url: 'hls/cam-1/0-1.m3u8', stretches: [] }) },
    live: {
      open: answer('live.open', { url: 'live/cam-1/main.mp4', mimeType: 'video/mp4' }),
      subscribe: answer('live.subscribe', {
        subscription: 1,
        codec: 'avc1.64001f',
        width: 1280,
        height: 720,
        stream: 'main',
      } as const),
      unsubscribe: answer('live.unsubscribe', { ok: true } as const),
    },
    stills: { get: answer('stills.get', { url: 'stills/1.jpg' }) },
    retention: {
      get: answer('retention.get', { cameras: [] }),
      preview: answer('retention.preview', { cameras: [], files: 0, bytes: 0 }),
    },
    holds: {
      create: answer('holds.create', fakeHold),
      list: answer('holds.list', [fakeHold]),
      remove: answer('holds.remove', { ok: true } as const),
    },
    health: {
      get: answer('health.get', {
        problems: [],
        cameras: [],
        totals: fakeStatus.counters,
        quarantine: [],
        unlisted: [],
        eventLoopDelayP99Ms: 1,
      }),
    },
    quarantine: {
      list: answer('quarantine.list', []),
      retry: answer('quarantine.retry', {
        restored: 'nothing',
        sentence: 'It still cannot be read.',
      } as const),
      reveal: answer('quarantine.reveal', { path: '/data/recordings/.quarantine/x.mp4', shown: false }),
    },
    problems: { dismiss: answer('problems.dismiss', { ok: true } as const) },
    settings: {
      get: answer('settings.get', fakeSettings),
      update: answer('settings.update', fakeSettings),
    },
    demo: { fault: answer('demo.fault', { ok: true } as const), sendLog: answer('demo.sendLog', []) },
    on: (event, listener) => emitter.on(event, listener),
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      asked.push({ call: 'fetch', params: pathname });
      return new Response(request.method === 'HEAD' ? null : `answer to ${pathname}`);
    },
    openLive: (port) => {
      livePorts.push(port);
      return { channel: `channel-${livePorts.length}` };
    },
    stop: async () => {
      recorder.stopped = true;
    },
    ...overrides,
  };
  return recorder;
}

const fakeSettings = {
  recording: { rotationMinutes: 10 },
  storage: { warnPercent: 80, blockPercent: 90, recordingsFolder: '/data/recordings' },
  retention: { keepDays: 30 },
  ingest: { source: 'manifest' },
  probe: { tries: 5, coolDownMs: 600_000 },
  reconnect: { minMs: 1000, maxMs: 60_000, slowMs: 300_000 },
} as const;

/** The refusal of a second start of recording, as the recorder throws it. */
export function alreadyRecording(): AppError {
  return new AppError('alreadyRecording', 'The camera is being recorded already.', {
    sessionId: 'session-1',
  });
}
