import { describe, expect, it } from 'vitest';
import { inspectMp4File } from '../../src-main/media-file/inspect.ts';
import { decodeHls } from '../support/hls-judge.ts';
import { playbackRoom } from '../support/playback-room.ts';
import { ONE_FILE, WRITER_FPS } from '../support/segment-writer.ts';
import { until } from '../support/until.ts';

type Room = Awaited<ReturnType<typeof playbackRoom>>;

function picturesOnDisk(room: Room): number {
  const files = room.segments().map((segment) => room.catalogue.pathOf(segment)!);
  return files.reduce((sum, file) => sum + inspectMp4File(file).pictures, 0);
}

describe('playlists over recorded files', () => {
  it('PLY-2 every recorded picture and its sound come out of one playlist, across files, runs and a gap', async () => {
    const room = await playbackRoom();
    const from = Date.now() - 60_000;
    const first = room.record({ seconds: 7, rotationSeconds: 3, audio: true });
    await first.finished();
    const second = room.record({ seconds: 5, rotationSeconds: ONE_FILE, audio: true });
    await second.finished();

    const { url, stretches } = room.playback.playlist({ cameraId: room.camera.id, from, to: Date.now() });
    const text = await (await fetch(room.url + url)).text();
    expect(text.match(/#EXT-X-DISCONTINUITY/g)).toHaveLength(room.segments().length - 1);
    expect(stretches).toHaveLength(room.segments().length);
    expect(text).not.toContain('v=video');
    const { pictures, soundSamples, complaints } = await decodeHls(room.url + url);
    expect(complaints).toEqual([]);
    expect(pictures).toBe(picturesOnDisk(room));
    expect(soundSamples / 8_000).toBeGreaterThan(10);
    expect(complaints).toEqual([]);

    const { gaps, spans } = room.timeline.get({ cameraIds: [room.camera.id], from, to: Date.now() })[0]!;
    expect(gaps.some((gap) => gap.reason === 'camera-offline')).toBe(true);
    expect(spans.length).toBeGreaterThanOrEqual(2);
  });

  it('PLY-2 a range is served as the entries that touch it', async () => {
    const room = await playbackRoom();
    await room.record({ seconds: 9, rotationSeconds: ONE_FILE }).finished();
    const [segment] = room.segments();
    const from = segment!.startAt + 7_000;
    const wish = { cameraId: room.camera.id, from, to: from + 500 };
    const { url, stretches } = room.playback.playlist(wish);
    const { pictures } = await decodeHls(room.url + url);
    expect(stretches).toHaveLength(1);
    expect(stretches[0]!.startAt).toBeLessThanOrEqual(from);
    expect(pictures).toBe(Math.round(stretches[0]!.mediaDurationS * WRITER_FPS));
    expect(pictures).toBeLessThan(9 * WRITER_FPS);
  });

  it('PLY-2 a range in which sound ends is served as pictures only, with the same sizes', async () => {
    const room = await playbackRoom();
    const from = Date.now() - 60_000;
    await room.record({ seconds: 8, rotationSeconds: ONE_FILE, audio: true, soundSeconds: 3 }).finished();
    const { url } = room.playback.playlist({ cameraId: room.camera.id, from, to: Date.now() });
    const text = await (await fetch(room.url + url)).text();
    expect(text).toContain('?v=video');
    const { pictures, soundSamples, complaints } = await decodeHls(room.url + url);
    expect(pictures).toBe(picturesOnDisk(room));
    expect(soundSamples).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('PLY-3 the file that is being written plays up to its last whole fragment, at most 3 s behind', async () => {
    const room = await playbackRoom();
    const from = Date.now() - 60_000;
    const run = room.record({ seconds: 30, rotationSeconds: ONE_FILE });
    await room.growsTo(5);
    const askedAt = Date.now();
    const { url, stretches } = room.playback.playlist({ cameraId: room.camera.id, from, to: askedAt });
    const last = stretches.at(-1)!;
    // Three times the requirement.
    expect(askedAt - (last.startAt + last.durationMs)).toBeLessThan(9_000);
    const { pictures, complaints } = await decodeHls(room.url + url);
    expect(pictures).toBeGreaterThanOrEqual(Math.floor(last.mediaDurationS * WRITER_FPS));
    expect(complaints).toEqual([]);
    await until(() => room.grown.length > 0);
    expect(room.grown.at(-1)).toMatchObject({ cameraId: room.camera.id });
    expect(room.timeline.get({ cameraIds: [room.camera.id], from, to: askedAt })[0]).toHaveProperty(
      'playableUntil',
    );
    run.writer.quit();
    await run.finished();
  });

  it('PLY-3 a playlist that grows only ever gets longer, through rotations and the end of the run', async () => {
    const room = await playbackRoom();
    const run = room.record({ seconds: 12, rotationSeconds: 4, audio: true });
    // Files of four seconds: one that has two fragments stays for a while.
    await room.growsTo(2);
    const to = Date.now() + 600_000;
    const { url } = room.playback.playlist({ cameraId: room.camera.id, from: run.startedAt - 1_000, to });
    const entries = (text: string) =>
      [...text.matchAll(/#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\S+)\n(\S+)/g)].map((match) =>
        match.slice(1).join(' '),
      );
    const fetchEntries = async () => {
      const text = await (await fetch(room.url + url)).text();
      expect(text).not.toContain('ENDLIST');
      return entries(text);
    };
    let known = await fetchEntries();
    let isOver = false;
    void run.finished().then(() => (isOver = true));
    await until(
      async () => {
        const wasOver = isOver;
        const now = await fetchEntries();
        expect(now.slice(0, known.length)).toEqual(known);
        known = now;
        return wasOver;
      },
      { timeoutMs: 60_000, intervalMs: 100 },
    );
    const total = known.reduce((sum, entry) => sum + Number.parseFloat(entry), 0);
    expect(total).toBeCloseTo(12, 0);
  });
});
