/**
 * The browser host's two WebSockets: /rpc speaks the contract as JSON-RPC text, /live carries pictures.
 * Opened only for those whom Access knows; a client that does not read is cut off before it fills the memory.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiRouter } from '../../api/router.ts';
import type { RecorderFacade } from '../../recorder/facade.ts';
import type { Access } from './access.ts';

/** A request of the contract is small; anything larger is not ours. */
const RPC_MESSAGE_MAX_BYTES = 1 << 20;
/** Viewers send nothing on the picture channel. */
const LIVE_MESSAGE_MAX_BYTES = 1 << 10;
/** A script that lets this much of answers and events lie is gone or broken. */
const RPC_BACKLOG_MAX_BYTES = 64 << 20;

interface Parts {
  readonly access: Access;
  readonly router: ApiRouter;
  readonly recorder: Pick<RecorderFacade, 'openLive'>;
}

export class Sockets {
  readonly #rpc = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: RPC_MESSAGE_MAX_BYTES,
  });
  readonly #live = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIVE_MESSAGE_MAX_BYTES,
  });
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#rpc.on('connection', (socket) => this.#serveRpc(socket));
    this.#live.on('connection', (socket) => this.#serveLive(socket));
  }

  /** Handles one upgrade; every refusal is an HTTP status and the end of the connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { access } = this.#parts;
    const stranger = access.checkOrigin(request.headers);
    if (stranger) return refuse(socket, stranger.status);
    const identity = access.identifySocket(request.headers);
    if (typeof identity !== 'string') return refuse(socket, identity.status);
    const path = (request.url ?? '').split('?', 1)[0];
    const server = path === '/rpc' ? this.#rpc : path === '/live' ? this.#live : undefined;
    if (!server) return refuse(socket, 404);
    server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request));
  }

  /** Says good-bye to everybody; what has not left by then is dropped. */
  close(): void {
    for (const socket of [...this.#rpc.clients, ...this.#live.clients]) {
      socket.close(1001, 'Watchpost stops');
      socket.terminate();
    }
    this.#rpc.close();
    this.#live.close();
  }

  #serveRpc(socket: WebSocket): void {
    const connection = this.#parts.router.connect((text) => {
      if (socket.bufferedAmount > RPC_BACKLOG_MAX_BYTES) return socket.terminate();
      socket.send(text);
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary) return socket.close(1003, 'text only');
      void connection.receive(String(data));
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => connection.close());
  }

  #serveLive(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    const { channel } = this.#parts.recorder.openLive({
      send: (frame) => socket.send(frame),
      bufferedBytes: () => socket.bufferedAmount,
      onClose: (listener) => void socket.once('close', listener),
    });
    socket.send(JSON.stringify({ channel }));
  }
}

const statusTexts: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${statusTexts[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
