/**
 * The browser host's server: the window, media and the contract on 127.0.0.1, for those who hold this run's secrets.
 * Knows how to refuse; what is served comes from the recorder's facade, as under Electron.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiRouter } from '../../api/router.ts';
import type { Logger } from '../../base/logger.ts';
import type { RecorderFacade } from '../../recorder/facade.ts';
import { createAppFetch, type AppFetch } from '../common/app-fetch.ts';
import { protectiveHeaders } from '../common/content-policy.ts';
import { StartRefused } from '../common/start-refused.ts';
import { plain, WindowFiles } from '../common/window-files.ts';
import { Access, randomSecret, sameSecret } from './access.ts';
import { toRequest, writeResponse } from './http-bridge.ts';
import { Sockets } from './sockets.ts';

export interface BrowserHost {
  readonly port: number;
  /** This run's key for scripts. */
  readonly token: string;
  /** Opens /handover for a second start. */
  readonly handoverSecret: string;
  newLoginUrl(): string;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

interface Options {
  readonly recorder: RecorderFacade;
  readonly rendererDir: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly logger: Logger;
}

const HEADER_MAX_BYTES = 16 << 10;
const REQUEST_TIMEOUT_MS = 30_000;

/** Resolves when the server listens; a StartRefused when the port is taken. */
export async function startBrowserHost({
  recorder,
  rendererDir,
  port,
  logger,
}: Options): Promise<BrowserHost> {
  const server = createServer({ maxHeaderSize: HEADER_MAX_BYTES, requestTimeout: REQUEST_TIMEOUT_MS });
  const actualPort = await listen(server, port);
  const access = new Access(actualPort);
  const handoverSecret = randomSecret();
  const sockets = new Sockets({ access, router: new ApiRouter(recorder, logger), recorder });
  const appFetch = createAppFetch({ recorder, files: new WindowFiles(rendererDir), logger });
  const site: Site = { access, appFetch, handoverSecret, base: `http://127.0.0.1:${actualPort}` };
  server.on('request', (request, response) => {
    void answer(request, response, site).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  server.on('clientError', (_error, socket) => socket.destroy());
  return {
    port: actualPort,
    token: access.token,
    handoverSecret,
    newLoginUrl: () => access.newLoginUrl(),
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is used by another program' : `cannot be used (${error.code})`;
      reject(new StartRefused(`Port ${port} ${why}. Choose another one with --port, or leave it out.`));
    });
    // Loopback only, and by number: a name could be made to mean another interface.
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

interface Site {
  readonly access: Access;
  readonly appFetch: AppFetch;
  readonly handoverSecret: string;
  readonly base: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const own = (result: Response) => {
    for (const [name, value] of Object.entries(protectiveHeaders)) response.setHeader(name, value);
    writeResponse(result, response);
  };
  const stranger = site.access.checkOrigin(request.headers);
  if (stranger) return own(plain(stranger.status, stranger.sentence));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return own(plain(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' }));
  }
  const target = request.url ?? '/';
  // An absolute or scheme-relative target would name another host to the URL parser.
  if (!target.startsWith('/') || target.startsWith('//')) return own(plain(400, 'This is not a path.'));
  const url = new URL(target, site.base);
  if (url.pathname === '/health') return own(Response.json({ status: 'ok' }, noStore));
  if (url.pathname === '/login') return own(login(url, request, site.access));
  if (url.pathname === '/handover') return own(handOver(request, site));
  const identity = site.access.identify(request.headers);
  if (typeof identity !== 'string') return own(plain(identity.status, identity.sentence));
  writeResponse(await site.appFetch(toRequest(request, response, url)), response);
}

const noStore = { headers: { 'cache-control': 'no-store' } };

function login(url: URL, request: IncomingMessage, access: Access): Response {
  // HEAD must not spend the code: browsers and virus scanners look ahead with it.
  const cookie = request.method === 'GET' ? access.login(url.searchParams.get('t') ?? '') : undefined;
  if (cookie === undefined) {
    return plain(403, 'This address was used before. Start Watchpost again to get a new one.');
  }
  return new Response(null, {
    status: 303,
    headers: { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' },
  });
}

/** A second start on the same data folder asks for an address to open. */
function handOver(request: IncomingMessage, { access, handoverSecret }: Site): Response {
  const given = /^Bearer ([\w-]{1,100})$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!sameSecret(given, handoverSecret)) return plain(403, 'This is not for you.');
  return Response.json({ url: access.newLoginUrl() }, noStore);
}
