/**
 * A TCP server that answers as it likes: what a test wants a camera to say, byte by byte. Not a camera: for healthy ones
 * there is the demo camera. Holds every connection until it is disposed of.
 */
import { once } from 'node:events';
import net from 'node:net';
import {
  headerOf,
  RtspReader,
  type InterleavedPacket,
  type RtspRequest,
} from '../../src-main/rtsp/message.ts';

/** What a hostile camera does with a request: bytes to send, or nothing. `cseq` is what an answer must carry. */
export type HostileAnswer = (
  request: RtspRequest & { cseq: string },
  socket: net.Socket,
) => string | Buffer | undefined;

export class HostileServer implements AsyncDisposable {
  readonly requests: RtspRequest[] = [];
  /** Interleaved packets that came: receiver reports. */
  readonly frames: InterleavedPacket[] = [];
  connections = 0;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(onConnection: (server: HostileServer, socket: net.Socket) => void) {
    this.#server = net.createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      onConnection(this, socket);
    });
  }

  /** Answers requests; what is no request is ignored. */
  static async answering(answer: HostileAnswer): Promise<HostileServer> {
    return HostileServer.#listen((server, socket) => {
      const reader = new RtspReader();
      socket.on('data', (bytes) => {
        for (const message of reader.push(bytes)) {
          if (message.kind === 'packet') server.frames.push(message);
          if (message.kind !== 'request') continue;
          server.requests.push(message);
          const reply = answer({ ...message, cseq: headerOf(message, 'cseq') ?? '0' }, socket);
          if (reply !== undefined && !socket.destroyed) socket.write(reply);
        }
      });
    });
  }

  /** Does this as soon as somebody connects. */
  static async onConnect(act: (socket: net.Socket) => void): Promise<HostileServer> {
    return HostileServer.#listen((_server, socket) => {
      socket.resume();
      act(socket);
    });
  }

  static async #listen(
    onConnection: (server: HostileServer, socket: net.Socket) => void,
  ): Promise<HostileServer> {
    const server = new HostileServer(onConnection);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  get url(): string {
    return `rtsp://127.0.0.1:${this.port}/live`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** The head of an answer to a request with this CSeq. */
export function reply(cseq: string, status: string, headers = '', body = ''): string {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return `RTSP/1.0 ${status}\r\nCSeq: ${cseq}\r\n${headers}${length}\r\n${body}`;
}
