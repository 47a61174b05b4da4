import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src-main/base/logger.ts';
import { startBrowserHost, type BrowserHost } from '../../src-main/hosts/node/browser-host.ts';
import { fakeCamera, fakeRecorder, type FakeRecorder } from '../support/fake-recorder.ts';
import { connectRpc, openSocket } from '../support/rpc-socket.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

let recorder: FakeRecorder;
let host: BrowserHost;
let base: string;

beforeEach(async () => {
  const rendererDir = path.join(tempFolder(), 'renderer');
  mkdirSync(rendererDir);
  writeFileSync(path.join(rendererDir, 'index.html'), '<title>Watchpost</title>');
  recorder = fakeRecorder();
  host = await startBrowserHost({ recorder, rendererDir, port: 0, logger: silentLogger });
  base = `http://127.0.0.1:${host.port}`;
});
afterEach(() => host.close());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request with exactly these headers; `path` goes out as written. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: host.port, path: target, method, headers, agent: false };
    const request = httpRequest(options, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}

const bearer = () => ({ authorization: `Bearer ${host.token}` });

async function logIn(): Promise<string> {
  const url = new URL(host.newLoginUrl());
  const { headers } = await ask(url.pathname + url.search);
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

describe('the browser host', () => {
  it('SHL-3 shows the window to whoever opens the printed address', async () => {
    const cookie = await logIn();
    const { status, body, headers } = await ask('/', { cookie });
    expect([status, body]).toEqual([200, '<title>Watchpost</title>']);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['x-frame-options']).toBe('DENY');
  });

  it('SEC-2 listens on 127.0.0.1 and on no other address of this computer', async () => {
    const others = Object.values(os.networkInterfaces())
      .flat()
      .flatMap((entry) =>
        entry && entry.address !== '127.0.0.1' && !entry.address.startsWith('fe80') ? [entry.address] : [],
      );
    for (const address of [...others, '127.0.0.2', '::1']) {
      const outcome = await new Promise((resolve) => {
        const socket = connect({ host: address, port: host.port });
        socket.once('connect', () => resolve('connected') ?? socket.destroy());
        socket.once('error', () => resolve('refused'));
      });
      expect(outcome, address).toBe('refused');
    }
  });

  it('SEC-2 gives its cookie once per code, out of reach of scripts and other sites', async () => {
    const url = new URL(host.newLoginUrl());
    const first = await ask(url.pathname + url.search);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^watchpost_${host.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    const again = await ask(url.pathname + url.search);
    expect(again.status).toBe(403);
    expect(again.headers['set-cookie']).toBeUndefined();
  });

  it('SEC-2 does not spend a code on a mere look (HEAD)', async () => {
    const url = new URL(host.newLoginUrl());
    expect((await ask(url.pathname + url.search, {}, 'HEAD')).status).toBe(403);
    expect((await ask(url.pathname + url.search)).status).toBe(303);
  });

  it('SEC-2 refuses a wrong code', async () => {
    for (const code of ['', 'x', host.token, `${'A'.repeat(43)}`]) {
      expect((await ask(`/login?t=${code}`)).status).toBe(403);
    }
  });

  it('SEC-2 answers nobody without cookie or token', async () => {
    for (const target of [
      '/',
      '/index.html',
      '/media/1.mp4',
      '/hls/a/0-1.m3u8',
      '/metrics',
      '/stills/1.jpg',
    ]) {
      expect((await ask(target)).status, target).toBe(401);
    }
    expect(recorder.asked).toEqual([]);
  });

  it('SEC-2 takes no token in an address', async () => {
    for (const target of [
      `/metrics?token=${host.token}`,
      `/metrics?t=${host.token}`,
      `/metrics?access_token=${host.token}`,
    ]) {
      expect((await ask(target)).status).toBe(401);
    }
  });

  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1.evil.example', '[::1]', '0.0.0.0'])(
    'SEC-2 refuses a rebound name: Host %s',
    async (name) => {
      const cookie = await logIn();
      const port = name === '127.0.0.1' ? host.port + 1 : host.port;
      expect((await ask('/', { cookie, host: `${name}:${port}` })).status).toBe(403);
      expect((await ask('/health', { host: `${name}:${port}` })).status).toBe(403);
      expect((await ask('/metrics', { ...bearer(), host: `${name}:${port}` })).status).toBe(403);
    },
  );

  it('SEC-2 refuses a request target that names another host', async () => {
    for (const target of ['http://evil.example/', '//evil.example/', `http://127.0.0.1:${host.port}/`, '*']) {
      expect([400, 403], target).toContain((await ask(target, bearer())).status);
    }
  });

  it.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost'])(
    'SEC-2 refuses requests of another site: Origin %s',
    async (origin) => {
      const cookie = await logIn();
      expect((await ask('/media/1.mp4', { cookie, origin })).status).toBe(403);
      expect((await ask('/media/1.mp4', { ...bearer(), origin })).status).toBe(403);
    },
  );

  it('SEC-2 refuses what another site embeds or links to', async () => {
    const cookie = await logIn();
    for (const site of ['cross-site', 'same-site']) {
      for (const mode of ['navigate', 'no-cors', 'cors', 'websocket']) {
        const headers = { cookie, 'sec-fetch-site': site, 'sec-fetch-mode': mode };
        expect((await ask('/media/1.mp4', headers)).status).toBe(403);
      }
    }
    expect((await ask('/media/1.mp4', { cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('SEC-2 answers GET and HEAD only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      expect((await ask('/metrics', bearer(), method)).status, method).toBe(405);
    }
    const head = await ask('/media/1.mp4', bearer(), 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/..%5c..%5cpackage.json',
    '/%00',
  ])('SEC-2 refuses the way out of its folder %s', async (target) => {
    const { status, body } = await ask(target, bearer());
    expect([403, 404]).toContain(status);
    expect(body).not.toContain('watchpost"');
  });

  it('SEC-2 passes neither cookie nor token on to what it serves', async () => {
    let seen: Headers | undefined;
    await host.close();
    const watching = fakeRecorder({
      fetch: async (request) => {
        seen = request.headers;
        return new Response('ok');
      },
    });
    host = await startBrowserHost({
      recorder: watching,
      rendererDir: '/nowhere',
      port: 0,
      logger: silentLogger,
    });
    const cookie = await logIn();
    await ask('/media/1.mp4', { ...bearer(), cookie, range: 'bytes=0-1', 'x-odd': '1' });
    expect(Object.fromEntries(seen ?? [])).toEqual({ range: 'bytes=0-1' });
  });

  it('OBS-2 serves metrics to the token, and health to anybody on this computer', async () => {
    expect((await ask('/metrics', bearer())).body).toBe('answer to /metrics');
    const health = await ask('/health');
    expect([health.status, JSON.parse(health.body)]).toEqual([200, { status: 'ok' }]);
  });

  it('SEC-2 stops reading for a client that went away', async () => {
    let cancelled = false;
    await host.close();
    const endless = fakeRecorder({
      fetch: async () =>
        new Response(
          new ReadableStream({
            pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
            cancel: () => void (cancelled = true),
          }),
        ),
    });
    host = await startBrowserHost({
      recorder: endless,
      rendererDir: '/nowhere',
      port: 0,
      logger: silentLogger,
    });
    const gone = new AbortController();
    const response = await fetch(`http://127.0.0.1:${host.port}/live/a/main.mp4`, {
      headers: bearer(),
      signal: gone.signal,
    });
    await response.body?.getReader().read();
    gone.abort();
    await until(() => cancelled);
  });

  it('SHL-3 hands out a fresh address to a second start that knows the secret of this data folder', async () => {
    const wrong = await ask('/handover', { authorization: `Bearer ${host.token}` });
    expect(wrong.status).toBe(403);
    const right = await ask('/handover', { authorization: `Bearer ${host.handoverSecret}` });
    const { url } = JSON.parse(right.body) as { url: string };
    expect((await ask(url.slice(base.length))).status).toBe(303);
    expect((await ask('/metrics', { authorization: `Bearer ${host.handoverSecret}` })).status).toBe(401);
  });

  it('SHL-3 says in a sentence that its port is taken', async () => {
    const second = startBrowserHost({
      recorder,
      rendererDir: '/nowhere',
      port: host.port,
      logger: silentLogger,
    });
    await expect(second).rejects.toThrow(/^Port \d+ is used by another program\./);
  });
});

describe('the WebSockets of the browser host', () => {
  const rpcUrl = () => `ws://127.0.0.1:${host.port}/rpc`;

  it('API-3 speak the contract with a script that has the token', async () => {
    const client = await connectRpc(rpcUrl(), host.token);
    expect(await client.call('cameras.list')).toEqual([fakeCamera]);
    const heard: unknown[] = [];
    client.on('problem.cleared', (payload) => heard.push(payload));
    await until(() => recorder.emitter.count('problem.cleared') === 1);
    recorder.emitter.emit('problem.cleared', { id: 'p1' });
    await until(() => heard.length === 1);
    expect(heard).toEqual([{ id: 'p1' }]);
    client.end();
    await until(() => recorder.emitter.count('problem.cleared') === 0);
  });

  it('API-3 open to the window with its cookie and its own origin', async () => {
    const cookie = await logIn();
    const socket = await openSocket(rpcUrl(), { cookie, origin: base });
    socket.terminate();
  });

  it.each(['/rpc', '/live'])('SEC-2 refuse strangers and other sites at %s', async (target) => {
    const cookie = await logIn();
    const attacks: Record<string, string>[] = [
      {},
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: `http://localhost:${host.port}` },
      { cookie, origin: base, host: `evil.example:${host.port}` },
      { ...bearer(), origin: 'https://evil.example' },
      { ...bearer(), host: `evil.example:${host.port}` },
      { cookie, origin: base, 'sec-fetch-site': 'cross-site' },
      { authorization: 'Bearer wrong', origin: base },
    ];
    for (const headers of attacks) {
      const url = `ws://127.0.0.1:${host.port}${target}`;
      await expect(openSocket(url, headers), JSON.stringify(Object.keys(headers))).rejects.toThrow(
        /^(401|403)$/,
      );
    }
    expect(recorder.livePorts).toEqual([]);
  });

  it('SEC-2 take no token in the address, and open nowhere else', async () => {
    await expect(openSocket(`${rpcUrl()}?token=${host.token}`)).rejects.toThrow('401');
    await expect(openSocket(`ws://127.0.0.1:${host.port}/other`, bearer())).rejects.toThrow('404');
  });

  it('SEC-2 cut off a message that is too large or binary', async () => {
    for (const message of ['x'.repeat((1 << 20) + 1), Buffer.from([1, 2, 3])]) {
      const socket = await openSocket(rpcUrl(), bearer());
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.send(message);
      expect([1009, 1003, 1006]).toContain(await closed);
    }
  });

  it('API-3 answer text that is no request without breaking the connection', async () => {
    const client = await connectRpc(rpcUrl(), host.token);
    client.socket.send('garbage');
    client.socket.send('[]');
    expect(await client.call('cameras.list')).toEqual([fakeCamera]);
    client.end();
  });

  it('LIV-3 name the media channel first, carry pictures, and measure what the viewer has not taken', async () => {
    const messages: (string | Uint8Array)[] = [];
    const socket = await openSocket(`ws://127.0.0.1:${host.port}/live`, bearer(), (data, isBinary) =>
      messages.push(isBinary ? new Uint8Array(data) : data.toString()),
    );
    const port = await until(() => recorder.livePorts[0]);
    let closed = false;
    port.onClose(() => (closed = true));
    port.send(new Uint8Array([1, 2, 3]));
    await until(() => messages.length === 2);
    expect(messages).toEqual(['{"channel":"channel-1"}', new Uint8Array([1, 2, 3])]);
    expect(port.bufferedBytes()).toBe(0);
    socket.pause();
    for (let i = 0; i < 200; i += 1) port.send(new Uint8Array(100_000));
    expect(port.bufferedBytes()).toBeGreaterThan(1_000_000);
    socket.terminate();
    await until(() => closed);
  });

  it('REC-7 end with the host', async () => {
    const client = await connectRpc(rpcUrl(), host.token);
    const closed = new Promise((resolve) => client.socket.once('close', resolve));
    await host.close();
    await closed;
    await expect(client.call('cameras.list')).rejects.toMatchObject({ code: -1023 });
    client.end();
  });
});
