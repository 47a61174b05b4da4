/** The problem list: worst first, in words, silent about what is off on purpose. */
import { describe, expect, it } from 'vitest';
import type { Camera } from '../../../shared/model/camera.ts';
import type { CameraStatus } from '../../../shared/model/camera-status.ts';
import { problemChanges, problemsOf, type ProblemFacts } from '../../../src-main/health/problems.ts';

const camera = (id: string, name: string) => ({ id, name }) as Camera;
const status = (id: string, over: Partial<CameraStatus>) =>
  ({ id, status: 'disconnected', state: 'reconnecting', recording: false, ...over }) as CameraStatus;
const facts = (over: Partial<ProblemFacts>): ProblemFacts => ({
  cameras: [camera('a', 'Front door'), camera('b', 'Till')],
  statuses: [],
  volumes: [],
  arrivals: new Map(),
  quarantined: 0,
  adviceFor: (reason) => `advice for ${reason}`,
  now: 1000,
  ...over,
});

describe('problems', () => {
  it('OBS-1 names the camera that is not recording, why, since when and what helps', () => {
    const reason = { reason: 'wrong-password', sentence: 'It refuses.', since: 500 } as const;
    expect(problemsOf(facts({ statuses: [status('b', { reason })] }))).toEqual([
      {
        id: 'camera:b',
        severity: 'bad',
        cameraId: 'b',
        sentence: 'Till is not recording. It refuses.',
        advice: 'advice for wrong-password',
        since: 500,
      },
    ]);
  });

  it('COV-4 OBS-1 says that nothing is recorded when no footage reaches the disk, whatever the state says', () => {
    const healthy = status('a', { status: 'connected', state: 'recording', recording: true });
    const arrivals = new Map([['a', { state: 'missing', since: 400 } as const]]);
    expect(problemsOf(facts({ statuses: [healthy], arrivals }))).toMatchObject([
      { id: 'camera:a', severity: 'bad', since: 400 },
    ]);
    expect(problemsOf(facts({ statuses: [healthy] }))).toEqual([]);
  });

  it('lists what is not recording before what is merely degraded', () => {
    const reason = { reason: 'stalled', sentence: 'No pictures.', since: 1 } as const;
    const list = problemsOf(
      facts({
        statuses: [
          status('a', { reason, recording: true, state: 'stalled' }),
          status('b', { reason: { ...reason, since: 9 } }),
        ],
      }),
    );
    expect(list.map((problem) => [problem.cameraId, problem.severity])).toEqual([
      ['b', 'bad'],
      ['a', 'warn'],
    ]);
  });

  it('says nothing about cameras that are off on purpose', () => {
    const reason = { reason: 'paused-by-operator', sentence: 'Stopped by hand.', since: 1 } as const;
    const off = { reason: 'stalled', sentence: 'x', since: 1 } as const;
    const statuses = [status('a', { reason }), status('b', { status: 'disabled', reason: off })];
    expect(problemsOf(facts({ statuses }))).toEqual([]);
  });

  it('raises what is new or reworded and clears what is gone', () => {
    const [a] = problemsOf(facts({ quarantined: 1 }));
    const [b] = problemsOf(facts({ quarantined: 2 }));
    expect(problemChanges([], [a!])).toEqual({ raised: [a], cleared: [] });
    expect(problemChanges([a!], [a!])).toEqual({ raised: [], cleared: [] });
    expect(problemChanges([a!], [b!])).toEqual({ raised: [b], cleared: [] });
    expect(problemChanges([a!], [])).toEqual({ raised: [], cleared: ['quarantine'] });
  });
});
