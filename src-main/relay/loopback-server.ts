/**
 * The RTSP server on 127.0.0.1 that local readers and publishers connect to. They know nothing but a random token; a
 * camera's address or password is never seen here. One TCP-interleaved stream per connection; what is no RTSP is cut off.
 */
import net from 'node:net';
import type { Clock } from '../base/clock.ts';
import { formatResponse, headerOf, RtspReader, type RtspRequest, type RtspSink } from '../rtsp/message.ts';
import type { Publisher } from './publisher.ts';
import { ReaderSession } from './reader-session.ts';
import type { RtspAnswer } from './rtsp-answer.ts';
import type { Stream } from './stream.ts';

/** A connection that neither plays nor publishes within this is cut off. */
const SET_UP_MS = 10_000;
/** A peer that asks and does not read the answers; more than a slow reader's part of the log. */
const MAX_UNREAD_BYTES = 4 << 20;
const limits = { maxHeaderBytes: 16 << 10, maxBodyBytes: 16 << 10 };
const localUri = /^rtsp:\/\/127\.0\.0\.1:\d+\/([\w-]{1,64})(?:\/([\w=.-]{0,64}))?$/;

export interface LoopbackServerOptions {
  readonly clock: Clock;
  /** A playing stream by token. */
  stream(token: string): Stream | undefined;
  /** The place of the program that is to publish under this token. */
  publisher(token: string): Publisher | undefined;
}

export class LoopbackServer {
  readonly #options: LoopbackServerOptions;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor(options: LoopbackServerOptions) {
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
    const connection = new LocalConnection(socket, this.#options, () => limit.cancel());
    const reader = new RtspReader(limits);
    const sink: RtspSink = {
      packet: (bytes, start, end) => connection.publisher?.packet(bytes, start, end),
      message: (message) => (message.kind === 'request' ? connection.request(message) : undefined),
    };
    socket.on('data', (bytes) => {
      try {
        reader.feed(bytes, bytes.length, sink);
        connection.publisher?.afterRead(bytes.length);
      } catch (thrown) {
        connection.publisher?.unreadable(thrown);
        socket.destroy();
      }
    });
  }
}

/** One connection: a publisher's from its first ANNOUNCE on, else a reader's. */
class LocalConnection {
  /** Whose packets come here; packets of a reader are its receiver reports, which nobody needs. */
  publisher: Publisher | undefined;
  readonly #socket: net.Socket;
  readonly #options: LoopbackServerOptions;
  readonly #reader: ReaderSession;
  readonly #stands: () => void;

  /** `stands` is called when the connection plays or publishes. */
  constructor(socket: net.Socket, options: LoopbackServerOptions, stands: () => void) {
    this.#socket = socket;
    this.#options = options;
    this.#stands = stands;
    this.#reader = new ReaderSession(socket, stands);
  }

  request(request: RtspRequest): void {
    const answer = (one: RtspAnswer) => this.#answer(request, one);
    if (this.publisher) return this.#publish(this.publisher, request, answer);
    const [, token = '', place = ''] = localUri.exec(request.uri) ?? [];
    const stream = this.#options.stream(token);
    const publisher = this.#options.publisher(token);
    if (!stream && !publisher) return this.#refuse(request, '404 Not Found');
    if (request.method === 'ANNOUNCE') {
      if (!publisher) return this.#refuse(request, '405 Method Not Allowed');
      if (!publisher.claim(this.#socket)) return this.#refuse(request, '455 Method Not Valid In This State');
      this.publisher = publisher;
      return this.#publish(publisher, request, answer);
    }
    if (stream) return this.#reader.request(request, { stream, place }, answer);
    // Before it announces itself a publisher asks what is possible here; a reader comes too early.
    if (request.method === 'OPTIONS') {
      return answer({ status: '200 OK', headers: { Public: 'OPTIONS, ANNOUNCE, SETUP, RECORD, TEARDOWN' } });
    }
    return this.#refuse(request, '404 Not Found');
  }

  #publish(publisher: Publisher, request: RtspRequest, answer: (answer: RtspAnswer) => void): void {
    publisher.request(request, (one) => {
      answer(one);
      if (request.method === 'RECORD' && one.status === '200 OK') this.#stands();
    });
  }

  #refuse(request: RtspRequest, status: string): void {
    this.#answer(request, { status });
    this.#socket.end();
  }

  #answer(request: RtspRequest, { status, headers, body }: RtspAnswer): void {
    if (this.#socket.writableLength > MAX_UNREAD_BYTES) return void this.#socket.destroy();
    const cseq = Number(headerOf(request, 'cseq') ?? 0) >>> 0;
    this.#socket.write(formatResponse(status, { CSeq: cseq, ...headers }, body));
  }
}
