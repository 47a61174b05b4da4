/** One pull as the main thread sees it: promises and the latest measurement. All work happens behind the port. */
import type { StreamInfo } from '../../shared/model/camera.ts';
import { Emitter } from '../base/emitter.ts';
import { PullFailure, type PullError } from './pull-errors.ts';
import type { PullStats } from './relay-port.ts';

interface PullRequests {
  closeReaders(): Promise<unknown>;
  close(): Promise<unknown>;
  onError(error: unknown): void;
}

/** Has the shape of `Pull` in relay.ts. */
export class PullHandle {
  readonly id: number;
  readonly localUrl: string;
  readonly ready: Promise<StreamInfo>;
  readonly closed: Promise<PullError>;
  readonly #requests: PullRequests;
  readonly #events: Emitter<{ stats: PullStats }>;
  readonly #ready = Promise.withResolvers<StreamInfo>();
  readonly #closed = Promise.withResolvers<PullError>();
  #stats: PullStats | undefined;
  #info: StreamInfo | undefined;
  #over = false;

  constructor(id: number, localUrl: string, requests: PullRequests) {
    this.id = id;
    this.localUrl = localUrl;
    this.#requests = requests;
    this.#events = new Emitter(requests.onError);
    this.ready = this.#ready.promise;
    this.closed = this.#closed.promise;
    // Who waits for `closed` only must not be struck by an unhandled rejection.
    this.ready.catch(() => {});
  }

  stats(): PullStats | undefined {
    return this.#stats;
  }

  /** What is known of the stream, once the pull is ready and until it ends. */
  info(): StreamInfo | undefined {
    return this.#over ? undefined : this.#info;
  }

  onStats(listener: (stats: PullStats) => void): () => void {
    return this.#events.on('stats', listener);
  }

  async closeReaders(): Promise<void> {
    if (!this.#over) await this.#requests.closeReaders();
  }

  async close(): Promise<void> {
    if (!this.#over) await this.#requests.close();
  }

  becameReady(info: StreamInfo): void {
    this.#info = info;
    this.#ready.resolve(info);
  }

  measured(stats: PullStats): void {
    this.#stats = stats;
    if (this.#info) this.#info = stats.info;
    this.#events.emit('stats', stats);
  }

  ended(error: PullError): void {
    this.#over = true;
    this.#ready.reject(new PullFailure(error));
    this.#closed.resolve(error);
  }
}
