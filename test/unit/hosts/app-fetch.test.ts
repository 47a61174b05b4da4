import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { createAppFetch, type AppFetch } from '../../../src-main/hosts/common/app-fetch.ts';
import { WindowFiles } from '../../../src-main/hosts/common/window-files.ts';
import { fakeRecorder, type FakeRecorder } from '../../support/fake-recorder.ts';

let folder: string;
let recorder: FakeRecorder;
let appFetch: AppFetch;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'watchpost-window-'));
  mkdirSync(path.join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(path.join(folder, 'secret.html'), 'secret');
  writeFileSync(
    path.join(folder, 'renderer/index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><link nonce="__CSP_NONCE__">',
  );
  writeFileSync(path.join(folder, 'renderer/assets/a-1.js'), 'export {}');
  writeFileSync(path.join(folder, 'renderer/assets/a-1.js.map'), '{}');
  recorder = fakeRecorder();
  const files = new WindowFiles(path.join(folder, 'renderer'));
  appFetch = createAppFetch({ recorder, files, logger: silentLogger });
});
beforeEach(() => void (recorder.asked.length = 0));
afterAll(() => rmSync(folder, { recursive: true }));

const get = (target: string, init?: RequestInit) => appFetch(new Request(`http://127.0.0.1${target}`, init));

describe('the fetch handler of both hosts', () => {
  it('SHL-2 gives every page a content policy with a nonce of its own', async () => {
    const answers = await Promise.all([get('/'), get('/index.html')]);
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const policy = answer.headers.get('content-security-policy') ?? '';
        const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
        expect(await answer.text()).toBe(
          `<meta property="csp-nonce" nonce="${nonce}"><link nonce="${nonce}">`,
        );
        expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
        expect(policy).toContain("require-trusted-types-for 'script'");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/unsafe|https?:|\*/);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
    expect(nonces[0]?.length).toBeGreaterThanOrEqual(22);
  });

  it('SHL-2 puts the protective headers on every answer', async () => {
    for (const target of ['/', '/assets/a-1.js', '/media/1.mp4', '/nothing', '/..%2fsecret.html']) {
      const { headers } = await get(target);
      expect(headers.get('x-content-type-options'), target).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy'), target).toBe('same-origin');
      expect(headers.get('referrer-policy'), target).toBe('no-referrer');
    }
  });

  it('SHL-2 serves built files with their type, and no source maps', async () => {
    const script = await get('/assets/a-1.js');
    expect(script.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(await script.text()).toBe('export {}');
    expect((await get('/assets/a-1.js.map')).status).toBe(404);
    const head = await get('/assets/a-1.js', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..%5csecret.html',
    '/%252e%252e%252fsecret.html',
    '/assets/..%2f..%2f..%2fsecret.html',
    '/assets/....//secret.html',
    '/secret.html',
    '//etc/passwd',
    '/%00',
    '/%',
    '/hls/..%2f..%2fsecret.html',
    '/C:%5Cwindows%5Cwin.ini',
    '/file:///etc/passwd',
    '/assets',
    '/constructor',
    '/__proto__',
  ])('SHL-2 never leaves its folder: %s', async (target) => {
    const answer = await get(target);
    expect([403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toBe('secret');
    expect(recorder.asked).toEqual([]);
  });

  it('SHL-2 hands footage, stills and metrics to the recorder', async () => {
    for (const target of [
      '/hls/a/0-1.m3u8',
      '/media/1.mp4',
      '/stills/1.jpg',
      '/live/a/main.mp4',
      '/metrics',
    ]) {
      expect(await (await get(target)).text()).toBe(`answer to ${target}`);
    }
  });

  it('SEC-2 answers GET and HEAD only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await get('/media/1.mp4', { method })).status).toBe(405);
    }
    expect(recorder.asked).toEqual([]);
  });

  it('API-2 tells nothing about an unexpected failure', async () => {
    const failing = fakeRecorder({ fetch: () => Promise.reject(new Error('secret path')) });
    const files = new WindowFiles(path.join(folder, 'nowhere'));
    const answer = await createAppFetch({ recorder: failing, files, logger: silentLogger })(
      new Request('http://127.0.0.1/media/1.mp4'),
    );
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
  });
});
