/** The words of the status line, of a camera and of a tile: what is said when, and what is never said. */
import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraState, CameraStatus } from '../../../shared/model/camera-status.ts';
import { endReasons, type EndReason } from '../../../shared/model/end-reason.ts';
import type { StorageInfo } from '../../../shared/model/storage.ts';
import { cameraWords, scheduleSentence } from '../../../src-renderer/state/camera-words.ts';
import { readRoute, writeRoute } from '../../../src-renderer/state/navigation.ts';
import { statusSentence, type StatusInput } from '../../../src-renderer/state/status-sentence.ts';
import { daysWith, footageBackTo } from '../../../src-renderer/state/storage-words.ts';
import { tileState } from '../../../src-renderer/features/live/tile-state.ts';

const now = Date.parse('2026-11-21T13:32:07Z');
const counters = {
  manifestIngestCount: 0,
  watcherIngestCount: 0,
  manifestParseErrors: 0,
  probeRetryCount: 0,
  probeDeferredCount: 0,
  probeFinalFailCount: 0,
  reconnectCount: 0,
  stallCount: 0,
};

function camera(id: string, change: Partial<Camera> = {}): Camera {
  return {
    id,
    name: `Camera ${id}`,
    slug: id,
    number: 1,
    source: { kind: 'rtsp', url: 'rtsp://192.168.1.64/stream1' },
    recordingMode: 'continuous',
    enabled: true,
    pausedByOperator: false,
    recordAudio: true,
    retention: { keepDays: null, keepBytes: null, maxAgeDays: null },
    position: 0,
    createdAt: 0,
    ...change,
  };
}

function status(id: string, state: CameraState, reason?: EndReason): CameraStatus {
  const recording = state === 'recording';
  return {
    id,
    state,
    status: recording ? 'connected' : 'disconnected',
    recording,
    counters,
    ...(reason
      ? { reason: { reason, sentence: 'The camera does not answer at x:554.', since: now - 60_000 } }
      : {}),
  };
}

const storage: StorageInfo = {
  totalBytes: 1_000e9,
  availableBytes: 400e9,
  usedPercent: 60,
  level: 'ok',
  warnThresholdPercent: 80,
  blockThresholdPercent: 90,
  volumes: [],
  cameras: [
    { cameraId: 'a', bytes: 50e9, bytesPerDay: 20e9, oldestAt: 1_000 },
    { cameraId: 'b', bytes: 50e9, bytesPerDay: 20e9, oldestAt: 5_000 },
  ],
  writeBytesPerSecond: 0,
};

function say(cameras: Camera[], statuses: CameraStatus[], change: Partial<StatusInput> = {}) {
  return statusSentence({
    connection: { phase: 'ready' },
    cameras,
    statuses: Object.fromEntries(statuses.map((one) => [one.id, one])),
    storage,
    storageFailure: undefined,
    now,
    ...change,
  });
}

describe('a camera on a schedule', () => {
  const again = Date.parse('2026-11-23T07:00Z');
  const scheduled = camera('a', { recordingMode: 'schedule' });
  const off: CameraStatus = {
    ...status('a', 'idle', 'schedule-off'),
    status: 'disabled',
    schedule: { byHand: false, nextChangeAt: again, recordsAgainAt: again },
  };

  it('REC-10 is off on purpose, says when it records again, and can be recorded now', () => {
    const words = cameraWords(scheduled, off);
    expect(words).toMatchObject({
      tone: 'off',
      word: 'Off by schedule',
      why: 'The schedule has this camera off now.',
      remedy: { kind: 'record', label: 'Record now' },
    });
    expect(scheduleSentence(off, now)).toMatch(/^It records again Mon \d?\d:00( [ap]m)?\.$/);
    expect(say([scheduled], [off])).toMatchObject({
      tone: 'off',
      title: 'Nothing is being recorded',
      detail: expect.stringMatching(
        /^Every camera is off on purpose\. The next one records again Mon \d?\d:00( [ap]m)?\.$/,
      ),
    });
  });

  it('REC-10 that records says until when, and that it was started by hand', () => {
    const on = { ...status('a', 'recording'), schedule: { byHand: false, nextChangeAt: again } };
    expect(cameraWords(scheduled, on).tone).toBe('ok');
    expect(scheduleSentence(on, now)).toMatch(/^Scheduled until Mon /);
    const byHand = { ...on, schedule: { byHand: true, nextChangeAt: again } };
    expect(scheduleSentence(byHand, now)).toMatch(
      /^Started by hand; from Mon \S+( [ap]m)? on as scheduled\.$/,
    );
    expect(scheduleSentence({ ...on, schedule: { byHand: false } }, now)).toBe('');
    expect(scheduleSentence(status('a', 'recording'), now)).toBe('');
  });

  it('REC-10 a camera that is only watched leads to the choice of when to record', () => {
    const watched = camera('a', { recordingMode: 'off' });
    for (const state of [undefined, status('a', 'idle')]) {
      expect(cameraWords(watched, state)).toMatchObject({
        tone: 'off',
        word: 'Not recorded',
        remedy: { kind: 'edit', focus: 'schedule' },
      });
    }
  });
});

describe('status line', () => {
  it('says all only when every wanted camera is recording', () => {
    const two = [camera('a'), camera('b')];
    expect(say(two, [status('a', 'recording'), status('b', 'recording')])).toMatchObject({
      tone: 'ok',
      title: 'Both cameras are recording',
    });
    expect(say(two, [status('a', 'recording'), status('b', 'connecting')]).tone).toBe('warn');
    expect(say(two, [status('a', 'recording')]).title).toBe('Camera b is connecting');
    const off = say([camera('a'), camera('b', { enabled: false })], [status('a', 'recording')]);
    expect(off).toMatchObject({ tone: 'ok', title: 'Camera a is recording', detail: '1 off on purpose' });
  });

  it('puts the worst problem first and counts the others', () => {
    const three = [camera('a'), camera('b'), camera('c')];
    const sentence = say(three, [
      status('a', 'stalled'),
      status('b', 'reconnecting', 'wrong-password'),
      status('c', 'recording'),
    ]);
    expect(sentence).toMatchObject({
      tone: 'bad',
      title: 'Camera b is not recording',
      cameraId: 'b',
      more: 1,
      tally: '1 of 3 recording',
      remedy: { kind: 'edit', label: 'Enter password', focus: 'password' },
    });
    expect(sentence.detail).toMatch(/, since \d\d?:\d\d/);
  });

  it('STO-2 carries the code of a disk that fills up', () => {
    const low: StorageInfo = { ...storage, usedPercent: 83, level: 'low', code: -1008 };
    expect(say([camera('a')], [status('a', 'recording')], { storage: low })).toMatchObject({
      tone: 'warn',
      code: -1008,
    });
    const full: StorageInfo = { ...storage, usedPercent: 93, level: 'critical', code: -1010 };
    expect(say([camera('a')], [status('a', 'recording')], { storage: full })).toMatchObject({
      tone: 'bad',
      code: -1010,
    });
  });

  it('says that the connection is lost before anything else', () => {
    const lost = say([camera('a')], [status('a', 'recording')], {
      connection: { phase: 'lost', since: now },
    });
    expect(lost.title).toBe('Connection to the recorder is lost…');
    expect(say([], []).title).toBe('No cameras yet');
  });
});

describe('camera words', () => {
  it('REC-1 has a heading, a sentence and a remedy for every end reason', () => {
    for (const reason of endReasons) {
      const words = cameraWords(camera('a'), status('a', 'reconnecting', reason));
      expect(words.heading).not.toBe('');
      expect(words.remedy).toBeDefined();
      expect(`${words.heading} ${words.why}`).not.toMatch(/manifest|segment|probe|\brun\b/i);
    }
  });

  it('is grey for what is off on purpose and red only for what is not recorded', () => {
    expect(cameraWords(camera('a', { enabled: false }), status('a', 'idle')).tone).toBe('off');
    expect(cameraWords(camera('a', { pausedByOperator: true }), status('a', 'stopped')).tone).toBe('off');
    expect(cameraWords(camera('a'), status('a', 'stalled')).tone).toBe('warn');
    expect(cameraWords(camera('a'), status('a', 'blocked', 'disk-full')).tone).toBe('bad');
    expect(cameraWords(camera('a'), status('a', 'recording')).tone).toBe('ok');
  });

  it('OBS-1 sends nobody to the address of a simulated camera', () => {
    const away = status('a', 'reconnecting', 'unreachable');
    expect(cameraWords(camera('a'), away).remedy?.kind).toBe('edit');
    expect(cameraWords(camera('a', { source: { kind: 'demo' } }), away).remedy?.kind).toBe('health');
  });
});

describe('tile', () => {
  const ok = cameraWords(camera('a'), status('a', 'recording'));
  const bad = cameraWords(camera('a'), status('a', 'reconnecting', 'unreachable'));
  const base = { openedAt: now - 30_000, unsupportedCodec: undefined, now };

  it('LIV-2 never covers a picture that moves, even when recording failed', () => {
    expect(tileState({ ...base, words: bad, drawnAt: now - 500 }).kind).toBe('live');
    expect(tileState({ ...base, words: bad, drawnAt: now - 4_000 }).kind).toBe('failed');
  });

  it('notices a frozen picture after 3 s and says connecting after 1 s', () => {
    expect(tileState({ ...base, words: ok, drawnAt: now - 7_000 })).toEqual({ kind: 'frozen', forMs: 7_000 });
    expect(tileState({ ...base, words: ok, drawnAt: undefined, openedAt: now - 400 })).toEqual({
      kind: 'connecting',
      shown: false,
    });
    expect(tileState({ ...base, words: ok, drawnAt: undefined, openedAt: now - 1_400 })).toEqual({
      kind: 'connecting',
      shown: true,
    });
  });

  it('LIV-5 says when the platform cannot decode', () => {
    const state = tileState({ ...base, words: ok, drawnAt: undefined, unsupportedCodec: 'hvc1.1.6.L93.B0' });
    expect(state).toEqual({ kind: 'unsupported', codec: 'hvc1.1.6.L93.B0' });
  });
});

describe('storage words and addresses of screens', () => {
  it('takes the youngest of the oldest footage, and none while a camera has none', () => {
    expect(footageBackTo(storage, ['a', 'b'])).toBe(5_000);
    expect(footageBackTo(storage, ['a', 'c'])).toBeUndefined();
  });

  it('CAM-3 says how many days the disk will hold with one more camera', () => {
    expect(daysWith(storage, 20e9)).toBeCloseTo((300e9 + 100e9) / 60e9);
  });

  it('comes back to the same screen after a reload', () => {
    const route = { page: 'playback', cameraId: 'a b/ü', at: 1_700_000_000_000 } as const;
    expect(readRoute(writeRoute(route))).toEqual(route);
    expect(readRoute('#/nonsense/%E0%A4%A/x')).toEqual({ page: 'live' });
  });
});
