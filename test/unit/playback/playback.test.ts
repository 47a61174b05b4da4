import { describe, expect, it } from 'vitest';
import { encodeFragmentIndex } from '../../../src-main/media-file/fragment-index.ts';
import type { Fragment } from '../../../src-main/media-file/mp4-report.ts';
import type { OpenSegment, OpenSegments } from '../../../src-main/playback/open-segments.ts';
import { Playback } from '../../../src-main/playback/playback.ts';
import {
  addCamera,
  beginRun,
  HOUR_START,
  openTestCatalogue,
  segmentOf,
} from '../../support/catalogue-fixture.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function fragmentsOf(seconds: number): Fragment[] {
  return Array.from({ length: seconds }, (_, i) => ({
    offset: 1_000 + i * 500,
    sizeBytes: 500,
    startMs: i * 1_000,
    durationMs: 1_000,
    key: i % 2 === 0,
    hasAudio: false,
  }));
}

function room() {
  const catalogue = openTestCatalogue();
  const camera = addCamera(catalogue);
  const runId = beginRun(catalogue, camera.number);
  const clock = new FakeClock(HOUR_START + 60_000);
  const growing: OpenSegment[] = [];
  const open = {
    of: () => growing,
    find: (id: number, stamp: number) =>
      growing.find((file) => file.runId === id && file.nameStampS === stamp),
  } as unknown as OpenSegments;
  const playback = new Playback({ catalogue, open, clock });
  const add = (n: number, some = {}) =>
    catalogue.segments.insert(
      segmentOf(
        { cameraNumber: camera.number, runId },
        { startAt: HOUR_START + n * 10_000, hasAudio: false, ...some },
      ),
      encodeFragmentIndex(fragmentsOf(10)),
    ).segment;
  const openFile = (n: number, seconds: number): OpenSegment => ({
    runId,
    cameraId: camera.id,
    cameraNumber: camera.number,
    slug: camera.slug,
    file: `/recordings/open-${n}.mp4`,
    nameStampS: HOUR_START / 1_000 + n * 10,
    startAt: HOUR_START + n * 10_000,
    durationMs: seconds * 1_000,
    mediaDurationMs: seconds * 1_000,
    initBytes: 1_000,
    hasAudio: false,
    videoCodec: 'H264',
    fragments: fragmentsOf(seconds),
  });
  const range = { cameraId: camera.id, from: HOUR_START, to: HOUR_START + 3_600_000 };
  const entries = () =>
    [...playback.playlistText(range, { isGrowing: true }).matchAll(/EXTINF.*\n.*\n.*/g)].map(String);
  return { catalogue, camera, runId, clock, growing, playback, add, openFile, range, entries };
}

describe('playback', () => {
  it('PLY-2 plays ready and suspect segments, and no others', () => {
    const { playback, add, range, clock } = room();
    add(0);
    add(1, { state: 'suspect' });
    add(2, { state: 'deferred' });
    add(3, { state: 'failed' });
    const { stretches, url } = playback.playlist({ ...range, to: clock.now() });
    expect(stretches.map(({ startAt }) => startAt - HOUR_START)).toEqual([0, 10_000]);
    expect(url).toBe(`/hls/front-door/${HOUR_START}-${clock.now()}.m3u8?v=all`);
  });

  it('PLY-3 a growing list only gets longer while a file is rotated, awaits its row, and gets it', () => {
    const { growing, openFile, entries, add } = room();
    growing.push(openFile(0, 9));
    const before = entries();
    growing[0] = openFile(0, 10);
    growing.push(openFile(1, 5));
    const rotated = entries();
    growing.shift();
    add(0);
    const stored = entries();
    growing[0] = openFile(1, 8);
    const later = entries();
    expect(rotated.slice(0, before.length)).toEqual(before);
    expect(stored).toEqual(rotated);
    expect(later.slice(0, stored.length)).toEqual(stored);
    expect(later.length).toBeGreaterThan(before.length);
  });

  it('PLY-3 a growing list points into its first entry, so that a corrected start does not change it', () => {
    const { playback, growing, openFile, range } = room();
    growing.push(openFile(0, 9));
    const { url } = playback.playlist(range);
    const from = Number(/\/(\d+)-/.exec(url)?.[1]);
    const wish = { ...range, from };
    const entriesOf = (text: string) => text.match(/EXT-X-BYTERANGE.*/g);
    const first = entriesOf(playback.playlistText(wish, { isGrowing: true }));
    for (const byMs of [-200, 200]) {
      growing[0] = { ...openFile(0, 9), startAt: HOUR_START + byMs };
      expect(entriesOf(playback.playlistText(wish, { isGrowing: true }))).toEqual(first);
    }
  });

  it('SEC-2 files are found by the catalogue’s names only, and only playable ones', () => {
    const { playback, add, runId, growing, openFile } = room();
    const ready = add(0);
    const failed = add(1, { state: 'failed' });
    const all = { view: 'all', shiftMs: 0 } as const;
    const path = playback.file({ kind: 'segment', segmentId: ready.id }, all)?.path;
    expect(path).toMatch(/^\/recordings\/front-door\/[^/]+\/front-door_2026-11-23_12-00-00Z\.mp4$/);
    expect(playback.file({ kind: 'run', runId, nameStampS: ready.nameStampS }, all)?.path).toBe(path);
    expect(playback.file({ kind: 'segment', segmentId: failed.id }, all)).toBeUndefined();
    expect(playback.file({ kind: 'run', runId, nameStampS: 5 }, all)).toBeUndefined();
    growing.push(openFile(3, 4));
    const named = { kind: 'run', runId, nameStampS: HOUR_START / 1_000 + 30 } as const;
    expect(playback.file(named, all)?.path).toBe('/recordings/open-3.mp4');
  });

  it('lists segments page by page, with the one that reaches into the range', () => {
    const { playback, add, range, camera } = room();
    for (let n = 0; n < 620; n += 1) add(n);
    const wish = { cameraId: camera.id, from: HOUR_START + 5_000, to: HOUR_START + 6_150_000 };
    const first = playback.segments(wish);
    expect(first.segments).toHaveLength(501);
    expect(first.segments[0]).toMatchObject({ startAt: HOUR_START, durationMs: 10_000, state: 'ready' });
    const second = playback.segments({ ...wish, cursor: first.cursor! });
    expect(second.segments).toHaveLength(114);
    expect(second).not.toHaveProperty('cursor');
    expect(() => playback.segments({ ...wish, cursor: 'x' })).toThrow(/cursor/);
    expect(() => playback.playlist({ ...range, to: range.from })).toThrow(/31 days/);
  });
});
