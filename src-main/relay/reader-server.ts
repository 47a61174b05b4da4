/**
 * The RTSP server on 127.0.0.1 that local readers connect to. A reader knows nothing but a random token; it never sees the
 * camera's address or password. Serves one TCP-interleaved stream per connection.
 */
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import type { Clock } from '../base/clock.ts';
import { formatResponse, headerOf, RtspReader, type RtspRequest } from '../rtsp/message.ts';
import type { Stream } from './stream.ts';

/** A reader that connects and does not PLAY within this is cut off. */
const SET_UP_MS = 10_000;
const readerLimits = { maxHeaderBytes: 16 << 10, maxBodyBytes: 16 << 10 };
const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER';
const readerUri = /^rtsp:\/\/127\.0\.0\.1:\d+\/([\w-]{1,64})(?:\/(?:track(\d))?)?$/;

export interface ReaderServerOptions {
  readonly clock: Clock;
  /** A playing stream by token. */
  find(token: string): Stream | undefined;
}

export class ReaderServer {
  readonly #options: ReaderServerOptions;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor(options: ReaderServerOptions) {
    this.#options = options;
    this.#server = net.createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Listens on this port if it is free (a restarted relay keeps its addresses), else on any. */
  async listen(port: number): Promise<void> {
    try {
      await this.#listen(port);
    } catch (error) {
      if (port === 0) throw error;
      await this.#listen(0);
    }
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
  }

  #accept(socket: net.Socket): void {
    this.#sockets.add(socket);
    const limit = this.#options.clock.after(SET_UP_MS, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => {
      limit.cancel();
      this.#sockets.delete(socket);
    });
    const session = new ReaderSession(socket, this.#options.find, () => limit.cancel());
    const reader = new RtspReader(readerLimits);
    socket.on('data', (bytes) => {
      try {
        // Interleaved packets of a reader are its receiver reports: nothing to do.
        reader.feed(bytes, bytes.length, {
          packet: () => {},
          message: (message) => (message.kind === 'request' ? session.request(message) : undefined),
        });
      } catch {
        socket.destroy();
      }
    });
  }
}

/** One reader's RTSP session. */
class ReaderSession {
  readonly #socket: net.Socket;
  readonly #find: (token: string) => Stream | undefined;
  readonly #onPlay: () => void;
  readonly #id = randomBytes(6).toString('hex');
  #playing = false;

  constructor(socket: net.Socket, find: (token: string) => Stream | undefined, onPlay: () => void) {
    this.#socket = socket;
    this.#find = find;
    this.#onPlay = onPlay;
  }

  request(request: RtspRequest): void {
    const place = readerUri.exec(request.uri);
    const stream = this.#find(place?.[1] ?? '');
    const session = { Session: `${this.#id};timeout=60` };
    if (!stream) {
      this.#answer(request, '404 Not Found');
      this.#socket.end();
      return;
    }
    switch (request.method) {
      case 'OPTIONS':
        return this.#answer(request, '200 OK', { Public: methods });
      case 'DESCRIBE': {
        const base = {
          'Content-Base': `${request.uri.replace(/\/?$/, '/')}`,
          'Content-Type': 'application/sdp',
        };
        return this.#answer(request, '200 OK', base, stream.sdp());
      }
      case 'SETUP': {
        const track = stream.tracks[Number(place?.[2] ?? -1)];
        if (!track || !/\/TCP\b/i.test(headerOf(request, 'transport') ?? '')) {
          return this.#answer(request, '461 Unsupported Transport');
        }
        // The camera's own channel numbers: sound and reports pass unchanged.
        const channels = `${track.channel}-${track.channel + 1}`;
        return this.#answer(request, '200 OK', {
          Transport: `RTP/AVP/TCP;unicast;interleaved=${channels}`,
          ...session,
        });
      }
      case 'PLAY':
        this.#answer(request, '200 OK', { ...session, Range: 'npt=now-' });
        if (!this.#playing) stream.addReader(this.#socket);
        this.#playing = true;
        return this.#onPlay();
      case 'TEARDOWN':
        this.#answer(request, '200 OK', session);
        this.#socket.end();
        return;
      default:
        return this.#answer(request, '200 OK', session);
    }
  }

  #answer(request: RtspRequest, status: string, headers: Record<string, string> = {}, body?: string): void {
    const cseq = Number(headerOf(request, 'cseq') ?? 0) >>> 0;
    this.#socket.write(formatResponse(status, { CSeq: cseq, ...headers }, body));
  }
}
