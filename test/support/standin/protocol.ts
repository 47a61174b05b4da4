/**
 * The stand-in's custom schemes: `watchpost://app/…` is served at http://app.watchpost.localhost:PORT (a secure context) by
 * the app's own handler, with real streaming, ranges and aborts. Privileges that were not registered are missed.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { CustomScheme } from 'electron';

type Handler = (request: Request) => Response | Promise<Response>;

const schemes: CustomScheme[] = [];
const handlers = new Map<string, Handler>();
let port = 0;

const server = createServer((request, response) => {
  void serve(request, response).catch((error: unknown) => {
    console.error('stand-in: the protocol handler failed', error);
    response.destroy();
  });
});
server.unref();
const listening = new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', () => {
    port = (server.address() as AddressInfo).port;
    resolve();
  });
});

export const protocol = {
  registerSchemesAsPrivileged: (list: CustomScheme[]): void => void schemes.push(...list),
  handle(scheme: string, handler: Handler): void {
    if (!schemes.find((known) => known.scheme === scheme)?.privileges?.standard) {
      throw new Error(`stand-in: the scheme ${scheme} was not registered as standard`);
    }
    handlers.set(scheme, handler);
  },
};

/** The address under which Chromium can load one of ours; others stay as they are. */
export async function toHttp(url: string): Promise<string> {
  await listening;
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(.*)$/i.exec(url) ?? [];
  return handlers.has(scheme) ? `http://${host}.${scheme}.localhost:${port}${rest || '/'}` : url;
}

/** What the app is told instead of the address that Chromium sees. */
export function fromHttp(url: string): string {
  return url.replace(/^http:\/\/([^/.]+)\.([a-z0-9+.-]+)\.localhost:(\d+)/, (whole, host, scheme, at) =>
    Number(at) === port && handlers.has(String(scheme)) ? `${scheme}://${host}` : whole,
  );
}

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const [, host = '', scheme = ''] =
    /^([^.]+)\.([a-z0-9+.-]+)\.localhost:\d+$/.exec(incoming.headers.host ?? '') ?? [];
  const handler = handlers.get(scheme);
  if (!handler) return void outgoing.writeHead(404).end();
  const missing = missingPrivilege(scheme, String(incoming.headers['sec-fetch-dest']));
  if (missing) return void outgoing.writeHead(500).end(`stand-in: the scheme lacks the privilege ${missing}`);

  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (typeof value === 'string' && !['host', 'connection', 'origin', 'referer'].includes(name))
      headers.set(name, value);
  }
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const method = incoming.method ?? 'GET';
  const request = new Request(`${scheme}://${host}${incoming.url}`, { method, headers, signal: gone.signal });
  const response = await handler(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) return void outgoing.end();
  const body = Readable.fromWeb(response.body as NodeReadableStream);
  body.on('error', () => outgoing.destroy());
  outgoing.once('close', () => body.destroy());
  body.pipe(outgoing);
}

function missingPrivilege(scheme: string, destination: string): string | undefined {
  const { stream, supportFetchAPI } = schemes.find((known) => known.scheme === scheme)?.privileges ?? {};
  if (!stream && ['video', 'audio'].includes(destination)) return 'stream';
  if (!supportFetchAPI && destination === 'empty') return 'supportFetchAPI';
  return undefined;
}
