/**
 * The window's own files, served from memory of what the build made: a request can only name a file that was there
 * when Watchpost started, so no path of a request ever reaches the disk.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { contentPolicy, NONCE_PLACEHOLDER } from './content-policy.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Answers GET and HEAD for the files of `folder`; other paths are 404. A missing folder serves nothing. */
export class WindowFiles {
  readonly #files = new Map<string, string>();

  constructor(folder: string) {
    for (const entry of listFiles(folder)) {
      // Source maps are for developers; types not in the table were not made for the window.
      if (types[path.extname(entry)] === undefined) continue;
      this.#files.set(`/${entry.split(path.sep).join('/')}`, path.join(folder, entry));
    }
  }

  async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const name = pathname === '/' ? '/index.html' : pathname;
    const file = this.#files.get(name);
    if (file === undefined) return plain(404, 'There is no such page.');
    const headers = new Headers({
      'content-type': types[path.extname(file)] ?? '',
      // Built files carry a hash in their name; the page itself must always be fresh.
      'cache-control': name.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store',
    });
    let body = await readFile(file);
    if (name.endsWith('.html')) {
      const nonce = randomBytes(16).toString('base64');
      headers.set('content-security-policy', contentPolicy(nonce));
      body = Buffer.from(body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce));
    }
    headers.set('content-length', String(body.byteLength));
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers });
  }
}

/** A short answer in words. */
export function plain(status: number, sentence: string, headers: Record<string, string> = {}): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  });
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  } catch {
    return [];
  }
}
