import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { createMediaHandler } from '../../../src-main/media/handler.ts';
import type { MediaResolvers } from '../../../src-main/media/handler.ts';
import { readByteRange } from '../../../src-main/media/byte-range.ts';
import type { FileRef, ServedFile } from '../../../src-main/playback/served-file.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { until } from '../../support/until.ts';

const content = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 251));

function handlerWith(some: Partial<MediaResolvers> = {}) {
  const file = path.join(tempFolder(), 'a.mp4');
  writeFileSync(file, content);
  const asked: FileRef[] = [];
  const resolvers: MediaResolvers = {
    playlist: () => '#EXTM3U\n',
    file: (ref): ServedFile | undefined => {
      asked.push(ref);
      return ref.kind === 'segment' && ref.segmentId === 404 ? undefined : { path: file };
    },
    liveStream: async () => undefined,
    ...some,
  };
  const handle = createMediaHandler({ resolvers });
  const get = (target: string, init: RequestInit = {}) =>
    handle(new Request(`http://127.0.0.1${target}`, init));
  return { file, asked, get };
}

const range = (value: string) => ({ headers: { range: value } });
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

/** Descriptors this process holds on a file. */
function descriptorsOf(file: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return path.resolve(readlinkSync(`/proc/self/fd/${fd}`)) === file;
    } catch {
      return false;
    }
  }).length;
}

describe('the media handler', () => {
  it('PLY-2 serves a whole file, and says how long it is to HEAD', async () => {
    const { get } = handlerWith();
    const whole = await get('/media/7.mp4');
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('content-length')]).toEqual([
      200,
      'video/mp4',
      '1000',
    ]);
    expect(await bodyOf(whole)).toEqual(content);
    const head = await get('/media/7.mp4', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, '1000', null]);
  });

  it('PLY-2 serves byte ranges with 206, and 416 behind the end', async () => {
    const { get } = handlerWith();
    const table: [string, number, string | null, Buffer?][] = [
      ['bytes=0-0', 206, 'bytes 0-0/1000', content.subarray(0, 1)],
      ['bytes=10-19', 206, 'bytes 10-19/1000', content.subarray(10, 20)],
      ['bytes=990-', 206, 'bytes 990-999/1000', content.subarray(990)],
      ['bytes=-5', 206, 'bytes 995-999/1000', content.subarray(995)],
      ['bytes=990-5000', 206, 'bytes 990-999/1000', content.subarray(990)],
      ['bytes=1000-', 416, 'bytes */1000'],
      ['bytes=-0', 416, 'bytes */1000'],
      ['bytes=5-1', 200, null, content],
      ['bytes=0-1,5-6', 200, null, content],
      ['lines=0-1', 200, null, content],
    ];
    for (const [header, status, contentRange, body] of table) {
      const response = await get('/media/7.mp4', range(header));
      expect([header, response.status, response.headers.get('content-range')]).toEqual([
        header,
        status,
        contentRange,
      ]);
      if (body) expect(await bodyOf(response)).toEqual(body);
    }
  });

  it('names files by segment or by run, never by path', async () => {
    const { get, asked } = handlerWith();
    await bodyOf(await get('/media/7.mp4'));
    await bodyOf(await get('/media/3-1763915400.mp4?v=video'));
    expect(asked).toEqual([
      { kind: 'segment', segmentId: 7 },
      { kind: 'run', runId: 3, nameStampS: 1_763_915_400 },
    ]);
    const hostile = [
      '/media/../../etc/passwd',
      '/media/%2e%2e/%2e%2e/etc/passwd',
      '/media/..%2f..%2fetc%2fpasswd.mp4',
      '/media/a.mp4',
      '/media/7.mp4/',
      '/media//7.mp4',
      '/media/7.mp4%00',
      '/media/-1.mp4',
      '/hls/cam/../../x.m3u8',
      '/hls/cam/0-1.m3u8/..',
      '/hls/a b/0-1.m3u8',
      '/live/cam/other.mp4',
    ];
    for (const target of hostile) expect([target, (await get(target)).status]).toEqual([target, 404]);
    expect(asked).toHaveLength(2);
  });

  it('never asks for a file by anything but numbers, whatever the path is', async () => {
    const { get, asked } = handlerWith();
    await fc.assert(
      fc.asyncProperty(fc.webPath(), fc.constantFrom('/media', '/hls', '/live', ''), async (tail, prefix) => {
        const response = await get(prefix + tail);
        await response.body?.cancel();
        expect([200, 404]).toContain(response.status);
      }),
    );
    for (const ref of asked) expect(Object.values(ref).slice(1).every(Number.isSafeInteger)).toBe(true);
  });

  it('says 404 for what is not there any more, 405 for other methods, and tells why the rest fails', async () => {
    const gone = { path: path.join(tempFolder(), 'gone.mp4') };
    const { get } = handlerWith({ file: () => gone });
    expect((await get('/media/7.mp4')).status).toBe(404);
    expect((await get('/media/7.mp4', { method: 'POST' })).status).toBe(405);
    const failing = handlerWith({
      file: () => {
        throw new Error('secret path /data/x');
      },
      playlist: () => {
        throw new AppError('invalidParams', 'A playlist covers at most 31 days.');
      },
    });
    const broken = await failing.get('/media/7.mp4');
    expect([broken.status, (await broken.text()).includes('secret')]).toEqual([500, false]);
    expect((await failing.get('/hls/cam/1-2.m3u8')).status).toBe(400);
  });

  it('serves playlists with their shape', async () => {
    const asked: unknown[] = [];
    const playlist: MediaResolvers['playlist'] = (...wish) => {
      asked.push(wish);
      return '#EXTM3U\n';
    };
    const { get } = handlerWith({ playlist });
    const response = await get('/hls/front-door/10-20.m3u8?live=1&v=video');
    expect(response.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    expect(await response.text()).toBe('#EXTM3U\n');
    expect(asked).toEqual([
      [
        { cameraId: 'front-door', from: 10, to: 20 },
        { isGrowing: true, view: 'video' },
      ],
    ]);
  });

  it('shows patched bytes on the way, wherever the ranges are cut', async () => {
    const offsets = [5, 500, 996];
    const { get } = handlerWith({
      file: (_ref, { view }) => ({
        path: shown.file,
        ...(view === 'video'
          ? { patches: async () => offsets.map((offset) => ({ offset, bytes: Buffer.from('free') })) }
          : {}),
      }),
    });
    const shown = handlerWith();
    const wanted = Buffer.from(content);
    for (const offset of offsets) wanted.write('free', offset, 'latin1');
    expect(await bodyOf(await get('/media/7.mp4?v=video'))).toEqual(wanted);
    for (const from of [3, 6, 7, 8, 9, 498, 502, 996, 998]) {
      const part = await bodyOf(await get('/media/7.mp4?v=video', range(`bytes=${from}-`)));
      expect(part).toEqual(wanted.subarray(from));
    }
    expect(await bodyOf(await get('/media/7.mp4'))).toEqual(content);
  });

  it('closes the file when the player goes away in the middle', async () => {
    const { get, file } = handlerWith();
    const big = path.join(path.dirname(file), 'big.mp4');
    writeFileSync(big, Buffer.alloc(4_000_000));
    const serving = handlerWith({ file: () => ({ path: big }) });
    const response = await serving.get('/media/7.mp4');
    const reader = response.body!.getReader();
    await reader.read();
    expect(descriptorsOf(big)).toBe(1);
    await reader.cancel();
    await until(() => descriptorsOf(big) === 0);
    await bodyOf(await get('/media/7.mp4'));
    await until(() => descriptorsOf(file) === 0);
  });

  it('does not pretend that a file that became shorter was complete', async () => {
    const { file } = handlerWith();
    const serving = handlerWith({
      file: () => ({
        path: file,
        patches: async () => {
          writeFileSync(file, 'short');
          return [];
        },
      }),
    });
    const response = await serving.get('/media/7.mp4');
    await expect(bodyOf(response)).rejects.toThrow();
  });
});

describe('byte ranges', () => {
  it('never reach outside the file', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(10_000), fc.nat(), fc.nat(), (text, size, a, b) => {
        for (const header of [text, `bytes=${a}-${b}`, `bytes=${a}-`, `bytes=-${b}`]) {
          const found = readByteRange(header, size);
          if (found.kind !== 'part') continue;
          expect(found.from).toBeGreaterThanOrEqual(0);
          expect(found.to).toBeGreaterThan(found.from);
          expect(found.to).toBeLessThanOrEqual(size);
        }
      }),
    );
  });
});
