/** What an operator reads about the recording disks. */
import { describe, expect, it } from 'vitest';
import type { VolumeInfo } from '../../../shared/model/storage.ts';
import { volumeStates } from '../../../shared/model/storage.ts';
import { volumeProblems, watchedVolumes } from '../../../src-main/health/volume-problems.ts';
import { fakeVolume } from '../../support/fake-recorder.ts';

const volume = (over: Partial<VolumeInfo> = {}): VolumeInfo => {
  const { code: _, ...calm } = fakeVolume;
  return { ...calm, level: 'ok', name: 'Attic', path: '/mnt/attic', ...over };
};
/** As it is while it cannot be read. */
const away = (over: Partial<VolumeInfo> = {}): VolumeInfo => {
  const { totalBytes: _t, availableBytes: _a, usedPercent: _u, ...rest } = volume({ code: -1005, ...over });
  return rest;
};
const problems = (...volumes: VolumeInfo[]) =>
  volumeProblems(volumes.map((each) => ({ volume: each, since: 5 })));

describe('problems of the recording disks', () => {
  it('STO-2 carries -1008 when storage is low and -1010 when it is critical', () => {
    expect(problems(volume({ level: 'low', code: -1008, usedPercent: 85.4 }))).toEqual([
      {
        id: 'storage:1',
        severity: 'warn',
        sentence: 'Storage is low: 85 % of the recording disk is used.',
        advice: 'Free some space, or record fewer cameras.',
        since: 5,
        code: -1008,
      },
    ]);
    expect(problems(volume({ level: 'critical', code: -1010 }))).toMatchObject([
      { severity: 'bad', code: -1010 },
    ]);
  });

  it('STO-4 names the disk when there are several, and says the worst first', () => {
    const low = volume({ level: 'low', code: -1008, usedPercent: 81 });
    const gone = away({ number: 2, name: 'Cellar', path: '/mnt/cellar', state: 'missing' });
    expect(problems(low, gone).map((problem) => problem.sentence)).toEqual([
      'The recording disk Cellar is not there.',
      'Storage is low: 81 % of Attic is used.',
    ]);
  });

  it('STO-6 every state but ok is a problem with advice and a code', () => {
    for (const state of volumeStates.filter((each) => each !== 'ok')) {
      const [problem] = problems(
        state === 'failing' || state === 'read-only' ? volume({ state }) : away({ state }),
      );
      expect(problem).toMatchObject({ severity: 'bad', code: -1005 });
      expect(problem?.sentence).toContain('Attic');
      expect(problem?.advice).toMatch(/\.$/);
    }
    expect(problems(volume())).toEqual([]);
  });

  it('STO-4 a disk that no camera records to is a problem only while its footage is away', () => {
    const unused = { assignedCameras: 0, isDefault: false };
    const empty = { kinds: [{ kind: 'footage', bytes: 0 } as const] };
    expect(problems(volume({ ...unused, level: 'critical', code: -1010 }))).toEqual([]);
    expect(problems(away({ ...unused, ...empty, state: 'missing' }))).toEqual([]);
    expect(problems(away({ ...unused, state: 'missing' }))).toMatchObject([
      { severity: 'warn', sentence: 'The disk Attic is not there; its footage cannot be played.' },
    ]);
  });

  it('knows since when a disk is as it is, whatever its figures do', () => {
    const first = watchedVolumes([volume({ usedPercent: 10 })], [], 1_000);
    const later = watchedVolumes([volume({ usedPercent: 20 })], first, 2_000);
    expect(later[0]?.since).toBe(1_000);
    expect(watchedVolumes([away({ state: 'missing' })], later, 3_000)[0]?.since).toBe(3_000);
  });
});
