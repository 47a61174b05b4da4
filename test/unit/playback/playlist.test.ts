import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { cutEntries, settledEntries, soundOf } from '../../../src-main/playback/entries.ts';
import { buildPlaylist, decideView } from '../../../src-main/playback/playlist.ts';
import type { PlaylistFile } from '../../../src-main/playback/playlist.ts';
import type { Fragment } from '../../../src-main/media-file/mp4-report.ts';

const noon = Date.UTC(2026, 10, 23, 12);

/** Fragments of 1 s, a key frame in every other one, as FFmpeg writes a camera with GOP 2 s. */
function fragmentsOf(seconds: number, some: (index: number) => Partial<Fragment> = () => ({})): Fragment[] {
  const fragments: Fragment[] = [];
  let offset = 1_260;
  for (let i = 0; i < seconds; i += 1) {
    const usual = {
      offset,
      sizeBytes: 500,
      startMs: i * 1_000,
      durationMs: 1_000,
      key: i % 2 === 0,
      hasAudio: true,
    };
    const fragment = { ...usual, ...some(i) };
    fragments.push(fragment);
    offset = fragment.offset + fragment.sizeBytes;
  }
  return fragments;
}

function fileOf(some: Partial<PlaylistFile> = {}): PlaylistFile {
  return {
    uri: '/media/1-2.mp4',
    startAt: noon,
    durationMs: 10_000,
    mediaDurationMs: 10_000,
    initBytes: 1_260,
    entries: cutEntries(fragmentsOf(10), 'long'),
    sound: 'whole',
    videoCodec: 'H264',
    ...some,
  };
}

describe('playlist entries', () => {
  it('PLY-2 are about 6 s of whole fragments and begin with a key frame', () => {
    const entries = cutEntries(fragmentsOf(20), 'long');
    expect(entries.map((entry) => [entry.startMs, entry.durationMs])).toEqual([
      [0, 6_000],
      [6_000, 6_000],
      [12_000, 6_000],
      [18_000, 2_000],
    ]);
    expect(entries[1]).toMatchObject({ offset: 1_260 + 6 * 500, sizeBytes: 6 * 500 });
  });

  it('PLY-2 keep fragments without a key frame or without pictures with the entry before', () => {
    const fragments = fragmentsOf(7, (i) => (i === 6 ? { durationMs: 0, key: true } : {}));
    const entries = cutEntries(fragments, 'long');
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ offset: 1_260, sizeBytes: 7 * 500, durationMs: 6_000 });
  });

  it('PLY-2 a file that begins with sound only begins with that fragment', () => {
    const fragments = fragmentsOf(5, (i) => (i === 0 ? { durationMs: 0, key: true } : { key: i % 2 === 1 }));
    const entries = cutEntries(fragments, 'per-key');
    expect(entries[0]).toMatchObject({ offset: 1_260, startMs: 0, durationMs: 3_000 });
  });

  it('PLY-3 of a growing file all but the last stay as they are when it grows', () => {
    for (let seconds = 1; seconds < 20; seconds += 1) {
      const now = settledEntries(cutEntries(fragmentsOf(seconds), 'per-key'));
      const later = cutEntries(fragmentsOf(seconds + 3), 'per-key');
      expect(later.slice(0, now.length)).toEqual(now);
    }
  });

  it('PLY-2 cover every byte and every millisecond once, whatever the fragments are', () => {
    const fragment = fc.record({
      sizeBytes: fc.integer({ min: 1, max: 9_999 }),
      durationMs: fc.constantFrom(0, 40, 900, 1_000, 4_000),
      key: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fragment, { minLength: 1, maxLength: 40 }),
        fc.constantFrom('long', 'per-key'),
        (list, cut) => {
          let offset = 700;
          let startMs = 0;
          const fragments = list.map((some) => {
            const placed = { ...some, offset, startMs, hasAudio: false };
            offset += some.sizeBytes;
            startMs += some.durationMs;
            return placed;
          });
          const entries = cutEntries(fragments, cut as 'long' | 'per-key');
          expect(entries.reduce((sum, entry) => sum + entry.durationMs, 0)).toBe(startMs);
          for (const [i, entry] of entries.entries()) {
            const before = entries[i - 1];
            if (before) expect(entry.offset).toBe(before.offset + before.sizeBytes);
          }
        },
      ),
    );
  });

  it('PLY-2 know whether sound is there throughout', () => {
    expect(soundOf(fragmentsOf(4), true)).toBe('whole');
    expect(soundOf(fragmentsOf(4), false)).toBe('none');
    expect(
      soundOf(
        fragmentsOf(4, (i) => ({ hasAudio: i !== 2 })),
        true,
      ),
    ).toBe('partly');
    // The last picture of a file, between two frames of sound.
    const last = fragmentsOf(4, (i) => (i === 3 ? { hasAudio: false, durationMs: 40 } : {}));
    expect(soundOf(last, true)).toBe('whole');
  });
});

describe('playlists', () => {
  it('PLY-2 name version, map, programme time and byte ranges', () => {
    const { text } = buildPlaylist({ files: [fileOf()], from: noon, to: noon + 60_000, end: 'closed' });
    expect(text).toBe(
      [
        '#EXTM3U',
        '#EXT-X-VERSION:7',
        '#EXT-X-TARGETDURATION:6',
        '#EXT-X-PLAYLIST-TYPE:VOD',
        '#EXT-X-INDEPENDENT-SEGMENTS',
        '#EXT-X-MAP:URI="/media/1-2.mp4",BYTERANGE="1260@0"',
        '#EXT-X-PROGRAM-DATE-TIME:2026-11-23T12:00:00.000Z',
        '#EXTINF:6,',
        '#EXT-X-BYTERANGE:3000@1260',
        '/media/1-2.mp4',
        '#EXTINF:4,',
        '#EXT-X-BYTERANGE:2000@4260',
        '/media/1-2.mp4',
        '#EXT-X-ENDLIST',
        '',
      ].join('\n'),
    );
  });

  it('PLY-2 every file is a discontinuity with its own map, across gaps and without', () => {
    const files = [
      fileOf(),
      fileOf({ uri: '/media/1-12.mp4', startAt: noon + 10_000 }),
      fileOf({ uri: '/media/2-40.mp4', startAt: noon + 40_000 }),
    ];
    const { text, stretches } = buildPlaylist({ files, from: noon, to: noon + 60_000, end: 'closed' });
    expect(text.match(/#EXT-X-DISCONTINUITY/g)).toHaveLength(2);
    expect(text.match(/#EXT-X-MAP/g)).toHaveLength(3);
    // Each file's clock is moved to where the one before ended.
    expect(text.match(/(?<=MAP:URI=")[^"]+/g)).toEqual([
      '/media/1-2.mp4',
      '/media/1-12.mp4?t=10000',
      '/media/2-40.mp4?t=20000',
    ]);
    expect(stretches.map(({ startAt, mediaStartS }) => [startAt - noon, mediaStartS])).toEqual([
      [0, 0],
      [10_000, 10],
      [40_000, 20],
    ]);
  });

  it('PLY-2 hold what overlaps the range, in whole entries', () => {
    const { stretches } = buildPlaylist({
      files: [fileOf()],
      from: noon + 7_000,
      to: noon + 8_000,
      end: 'closed',
    });
    expect(stretches).toEqual([
      { startAt: noon + 6_000, durationMs: 4_000, mediaStartS: 0, mediaDurationS: 4, videoCodec: 'H264' },
    ]);
  });

  it('maps seeks by wall time when a camera lies about its frame rate', () => {
    const file = fileOf({ durationMs: 12_000 });
    const { stretches } = buildPlaylist({
      files: [file],
      from: noon + 8_000,
      to: noon + 9_000,
      end: 'closed',
    });
    expect(stretches).toEqual([
      { startAt: noon + 7_200, durationMs: 4_800, mediaStartS: 0, mediaDurationS: 4, videoCodec: 'H264' },
    ]);
  });

  it('PLY-2 are pictures only when sound comes and goes in the range', () => {
    expect(decideView([{ sound: 'whole' }, { sound: 'whole' }])).toBe('all');
    expect(decideView([{ sound: 'none' }])).toBe('all');
    expect(decideView([{ sound: 'whole' }, { sound: 'partly' }])).toBe('video');
    expect(decideView([{ sound: 'whole' }, { sound: 'none' }])).toBe('video');
    const files = [fileOf({ sound: 'partly' }), fileOf({ uri: '/media/1-12.mp4', sound: 'none' })];
    const { text } = buildPlaylist({ files, from: noon, to: noon + 60_000, end: 'closed' });
    expect(text).toContain('URI="/media/1-2.mp4?v=video"');
    expect(text).toContain('URI="/media/1-12.mp4?t=10000"');
  });

  it('PLY-3 one that grows has no end and keeps its view', () => {
    const { text, view } = buildPlaylist({
      files: [fileOf({ sound: 'partly' })],
      from: noon,
      to: noon + 60_000,
      end: 'growing',
      view: 'all',
    });
    expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    expect(text).not.toContain('ENDLIST');
    expect(view).toBe('all');
  });

  it('is still a playlist when there is nothing', () => {
    const { text, stretches } = buildPlaylist({ files: [], from: noon, to: noon + 1, end: 'closed' });
    expect(text.startsWith('#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:1\n')).toBe(true);
    expect(stretches).toEqual([]);
  });
});
