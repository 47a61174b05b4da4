import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRunFolderName, runFolderName, segmentPattern } from '../../../src-main/cameras/run-folder.ts';
import { rotationOffsetS } from '../../../src-main/cameras/rotation-offset.ts';
import { slugFor } from '../../../src-main/cameras/slug.ts';

describe('names on disk', () => {
  it.each([
    ['Back door', 'back-door'],
    ['  Über-Straße 7 ', 'uber-strasse-7'],
    ['收银台', 'camera'],
    ['كاميرا 2', '2'],
    ['../../etc/passwd', 'etc-passwd'],
    ['con', 'camera-con'],
    ['', 'camera'],
    ['x'.repeat(60), 'x'.repeat(40)],
  ])('REC-2 makes of the name %j the slug %j', (name, slug) => {
    expect(slugFor(name)).toBe(slug);
  });

  it('REC-2 lets no text of a user into a path', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        expect(slugFor(name)).toMatch(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/);
      }),
    );
  });

  it('REC-2 never gives one slug twice', () => {
    const taken = new Set<string>();
    for (let n = 0; n < 200; n += 1) {
      const slug = slugFor('The very long name of a camera that is cut off here', taken);
      expect(taken.has(slug)).toBe(false);
      expect(slug.length).toBeLessThanOrEqual(40);
      taken.add(slug);
    }
  });

  it('REC-2 names a run after its UTC start and something random', () => {
    const at = Date.UTC(2026, 9, 25, 0, 59, 59, 999);
    expect(runFolderName(at, 0)).toBe('20261025T005959Z-000000');
    expect(runFolderName(at, 0.999_999_999_9)).toBe('20261025T005959Z-zzzzzz');
    expect(isRunFolderName(runFolderName(at, 0.5))).toBe(true);
    expect(isRunFolderName('..')).toBe(false);
  });

  it('REC-2 names segments in UTC', () => {
    expect(segmentPattern('till')).toBe('till_%Y-%m-%d_%H-%M-%SZ.mp4');
  });

  it('REC-2 spreads rotations over 0 to 30 s, always the same for one camera', () => {
    const offsets = Array.from({ length: 500 }, (_, n) => rotationOffsetS(`camera-${n}`));
    expect(Math.min(...offsets)).toBe(0);
    expect(Math.max(...offsets)).toBe(30);
    expect(new Set(offsets).size).toBe(31);
    expect(rotationOffsetS('back-door')).toBe(rotationOffsetS('back-door'));
  });
});
