/** Each camera's way from the picture to the timeline in words; the first cause is named and only that. */
import { describe, expect, it } from 'vitest';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import { endReasons } from '../../../shared/model/end-reason.ts';
import { FOOTAGE_LATE_MS } from '../../../shared/model/limits.ts';
import { arrivalOf, FootageWatch } from '../../../src-main/health/footage-arrival.ts';
import { pipelineOf, type PipelineFacts } from '../../../src-main/health/pipeline.ts';

const recording = {
  id: 'a',
  status: 'connected',
  state: 'recording',
  recording: true,
  sessionId: 's',
  sessionStartedAt: 0,
} as CameraStatus;

const facts = (over: Partial<PipelineFacts> = {}): PipelineFacts => ({
  status: recording,
  stream: { lostPackets: 0, slowReaders: 0 },
  arrival: { state: 'arriving' },
  queue: { waiting: 0, deferred: 0 },
  unreadable: 0,
  now: 100_000,
  ...over,
});
const states = (over: Partial<PipelineFacts>) =>
  Object.fromEntries(pipelineOf(facts(over)).map(({ step, state }) => [step, state]));

describe('whether footage arrives', () => {
  const status = { sessionId: 's', sessionStartedAt: 1_000 };

  it.each([
    ['nobody wants it', { status: {}, now: 1e6 }, { state: 'not-wanted' }],
    ['it has just been started', { status, now: 2_000 }, { state: 'starting' }],
    ['the growing file grows', { status, newestFootageAt: 9_000, now: 10_000 }, { state: 'arriving' }],
    ['nothing ever came', { status, now: 1_001 + FOOTAGE_LATE_MS }, { state: 'missing', since: 1_000 }],
    [
      'it stopped coming',
      { status, newestFootageAt: 5_000, now: 5_001 + FOOTAGE_LATE_MS },
      { state: 'missing', since: 5_000 },
    ],
    ['only older footage is there', { status, newestFootageAt: 900, now: 2_000 }, { state: 'starting' }],
  ])('COV-4 is judged by the footage itself: %s', (_, given, arrival) => {
    expect(arrivalOf(given)).toEqual(arrival);
  });
});

describe('a camera that comes back', () => {
  it('COV-4 is given a moment from the instant it says that it records again', () => {
    const watch = new FootageWatch();
    const away = { ...recording, recording: false };
    const newestFootageAt = 10_000;
    expect(watch.look({ status: away, newestFootageAt, now: 3_600_000 })).toMatchObject({ state: 'missing' });
    const back = (now: number) => watch.look({ status: recording, newestFootageAt, now }).state;
    expect(back(3_601_000)).toBe('starting');
    expect(back(3_601_000 + FOOTAGE_LATE_MS)).toBe('starting');
    expect(back(3_601_001 + FOOTAGE_LATE_MS)).toBe('missing');
  });
});

describe('the pipeline in words', () => {
  it('OBS-1 all is well', () => {
    expect(states({})).toEqual({
      connection: 'ok',
      relay: 'ok',
      recorder: 'ok',
      files: 'ok',
      catalogue: 'ok',
    });
  });

  it('OBS-1 COV-4 a recorder that runs and stores nothing is wrong at the files', () => {
    const steps = pipelineOf(facts({ arrival: { state: 'missing', since: 55_000 } }));
    expect(steps.filter(({ state }) => state === 'wrong')).toEqual([
      { step: 'files', state: 'wrong', sentence: 'No footage has reached the disk for 45 s.' },
    ]);
  });

  it.each(endReasons)('OBS-1 names the step that %s lies in, and no other', (reason) => {
    const status: CameraStatus = {
      ...recording,
      status: reason === 'disk-full' || reason === 'recorder-crashed' ? 'connected' : 'disconnected',
      state: 'reconnecting',
      recording: false,
      reason: { reason, sentence: 'Because.', since: 1 },
    };
    const wrong = pipelineOf(facts({ status, arrival: { state: 'starting' } })).filter(
      ({ state }) => state === 'wrong',
    );
    expect(wrong.length).toBeLessThanOrEqual(1);
    if (wrong[0]) expect(wrong[0].sentence).toBe('Because.');
  });

  it.each([
    ['wrong-password', 'disconnected', 'connection'],
    ['recorder-crashed', 'connected', 'recorder'],
    ['disk-full', 'connected', 'files'],
    // A blocked camera is not pulled, so that nothing is connected.
    ['volume-missing', 'disconnected', 'files'],
    ['unsupported', 'disconnected', 'recorder'],
  ] as const)('OBS-1 %s is wrong while %s at the %s', (reason, connection, where) => {
    const status: CameraStatus = {
      ...recording,
      status: connection,
      state: 'blocked',
      recording: false,
      reason: { reason, sentence: 'Because.', since: 1 },
    };
    expect(states({ status, arrival: { state: 'starting' } })[where]).toBe('wrong');
  });

  it('OBS-1 a camera that is off on purpose is one calm line', () => {
    const off = { ...recording, sessionId: undefined, status: 'disabled' } as unknown as CameraStatus;
    expect(pipelineOf(facts({ status: off }))).toEqual([
      { step: 'connection', state: 'off', sentence: 'Off on purpose.' },
    ]);
  });

  it('OBS-1 says when the catalogue does not keep up, and what waits for another look', () => {
    expect(states({ queue: { waiting: 6, deferred: 0 } })['catalogue']).toBe('wrong');
    expect(states({ queue: { waiting: 1, deferred: 0 } })['catalogue']).toBe('ok');
    expect(states({ queue: { waiting: 0, deferred: 2 } })['catalogue']).toBe('waiting');
  });
});
