import { describe, expect, it } from 'vitest';
import { ORPHAN_AGE_MS } from '../../../shared/model/limits.ts';
import { isAtRest, sortFolder } from '../../../src-main/ingest/orphan-policy.ts';
import { runFolderName } from '../../../src-main/cameras/run-folder.ts';
import { runStartOf } from '../../../shared/model/run-folder-name.ts';
import { segmentFileName } from '../../../shared/model/segment-name.ts';

const slug = 'front-door';
const at = Date.UTC(2026, 10, 23, 12) / 1000;
const file = (n: number) => segmentFileName(slug, at + n * 10);
const none = () => false;

describe('what the files of a run’s folder are', () => {
  it('ING-5 orphans are the files without a row, oldest first', () => {
    const names = [file(3), 'segments.csv', file(0), file(1), file(2)];
    const isKnown = (stampS: number) => stampS === at + 10;
    expect(sortFolder({ slug, names, isKnown, isLive: false })).toEqual({
      orphans: [file(0), file(2), file(3)],
      unlisted: [],
    });
  });

  it('ING-5 the newest file of a live run is being written, also when it has a row already', () => {
    const names = [file(0), file(1), file(2)];
    expect(sortFolder({ slug, names, isKnown: none, isLive: true }).orphans).toEqual([file(0), file(1)]);
    const isKnown = (stampS: number) => stampS === at + 20;
    expect(sortFolder({ slug, names, isKnown, isLive: true }).orphans).toEqual([file(0), file(1)]);
    expect(sortFolder({ slug, names: [file(0)], isKnown: none, isLive: true }).orphans).toEqual([]);
    expect(sortFolder({ slug, names: [], isKnown: none, isLive: true })).toEqual({
      orphans: [],
      unlisted: [],
    });
  });

  it('ING-5 media with other names are unlisted; what is no media is nobody’s business', () => {
    const strangers = [
      'holiday.mp4',
      `back-door_2026-11-23_12-00-00Z.mp4`,
      `${slug}_2026-13-45_12-00-00Z.mp4`,
    ];
    const names = [...strangers, 'HOLIDAY.MP4', 'notes.txt', '.hidden.mp4', `${file(0)}.salvaged`];
    expect(sortFolder({ slug, names, isKnown: none, isLive: false })).toEqual({
      orphans: [],
      unlisted: [...strangers, 'HOLIDAY.MP4'],
    });
  });

  it('ING-5 a file is at rest when nobody can be writing it, by its time in the past or far ahead', () => {
    const now = at * 1000;
    expect(isAtRest(now, now)).toBe(false);
    expect(isAtRest(now - ORPHAN_AGE_MS, now)).toBe(false);
    expect(isAtRest(now - ORPHAN_AGE_MS - 1, now)).toBe(true);
    expect(isAtRest(now + 1_000, now)).toBe(false);
    expect(isAtRest(now + 86_400_000, now)).toBe(true);
  });

  it('reads the start of a run from the name that the recorder gave its folder, and from no other', () => {
    expect(runStartOf(runFolderName(at * 1000, 0.37))).toBe(at * 1000);
    for (const name of [
      '',
      'backup',
      '20261123T120000Z',
      '20261123T120000Z-ABCDEF',
      '../20261123T120000Z-abcdef',
    ])
      expect(runStartOf(name), name).toBeUndefined();
  });
});
