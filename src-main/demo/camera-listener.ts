/**
 * The listening socket of a simulated camera on 127.0.0.1. Keeps its port over closing and opening again, so that
 * a camera that "comes back" is found where it was. Never looks at what is said on a connection.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../base/clock.ts';
import type { DemoKnobs } from './demo-camera-options.ts';

/** While the port was closed somebody else may have taken it for a moment. */
const RETRY_MS = 100;
const TRIES = 100;

export class CameraListener {
  readonly #onSocket: (socket: Socket) => void;
  readonly #tls: DemoKnobs['tls'];
  readonly #clock: Clock;
  #server: Server | undefined;
  #port: number;
  /** Opening and closing in the order they were asked for. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: {
    port: number;
    tls: DemoKnobs['tls'];
    clock: Clock;
    onSocket: (socket: Socket) => void;
  }) {
    this.#port = options.port;
    this.#tls = options.tls;
    this.#clock = options.clock;
    this.#onSocket = options.onSocket;
  }

  /** 0 until it has listened once. */
  get port(): number {
    return this.#port;
  }

  /** Resolves when the port is open; rejects when it is in use. With `patient`, tries again for ten seconds first. */
  open({ patient = false } = {}): Promise<void> {
    return this.#enqueue(async () => {
      for (let attempt = 1; !this.#server; attempt++) {
        try {
          await this.#listen();
        } catch (error) {
          if (!patient || attempt >= TRIES) throw error;
          await this.#clock.sleep(RETRY_MS);
        }
      }
    });
  }

  /** Resolves when connecting is refused. Connections that exist stay. */
  close(): Promise<void> {
    return this.#enqueue(async () => {
      // The listening handle closes at once; its 'close' event would wait for the connections.
      this.#server?.close();
      this.#server = undefined;
    });
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => {});
    return result;
  }

  async #listen(): Promise<void> {
    const server = this.#tls ? createTlsServer(this.#tls, this.#onSocket) : createServer(this.#onSocket);
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }
}
