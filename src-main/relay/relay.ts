/**
 * The main thread's handle on the relay: opens pulls, hands out loopback addresses for readers and pictures for viewers.
 * Works the same over a worker thread and inline. Sharing one pull between recorder and viewers is the cameras room's.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../shared/model/errors.ts';
import type { StreamInfo } from '../../shared/model/camera.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { PullError } from './pull-errors.ts';
import { PullHandle } from './pull-handle.ts';
import { openInline, openWorker, type RelayLink } from './relay-link.ts';
import type { FromRelay, PullOptions, PullSource, PullStats } from './relay-port.ts';
import { ViewerHandle } from './viewer-handle.ts';

export type { PullError, PullErrorCode } from './pull-errors.ts';
export { PullFailure } from './pull-errors.ts';
export type { PublishedSource, PullOptions, PullSource, PullStats, RtspSource } from './relay-port.ts';

/** One connection to one stream of a camera. */
export interface Pull {
  readonly id: number;
  /** rtsp://127.0.0.1:PORT/TOKEN; the token is random for each pull. Readers read here, a publisher publishes here. */
  readonly localUrl: string;
  /** Playing and the first key frame held; rejects with PullFailure. The frame rate may still be 0 then. */
  readonly ready: Promise<StreamInfo>;
  /** Resolves once, when the connection to the camera is gone for whatever reason. */
  readonly closed: Promise<PullError>;
  /** The latest measurement (about once a second), or undefined before the first one. */
  stats(): PullStats | undefined;
  onStats(listener: (stats: PullStats) => void): () => void;
  /** Ends every loopback reader in order (FFmpeg finalises and exits 0); the pull stays. */
  closeReaders(): Promise<void>;
  /** TEARDOWN; `closed` then says `closed`. */
  close(): Promise<void>;
}

export interface Relay {
  open(source: PullSource, options?: PullOptions): Pull;
  /**
   * Pictures of a ready pull as the wire frames of the contract (16-byte header + Annex-B), first those of the ring.
   * `bufferedBytes` says what the receiver has not sent on; too much skips to the next key frame. Throws AppError
   * `unavailable` when the pull is not ready.
   */
  watch(
    pullId: number,
    subscription: number,
    send: (frame: Uint8Array<ArrayBuffer>) => void,
    bufferedBytes?: () => number,
  ): { codec: string; stop(): void };
  /** The last key picture as Annex-B with its parameter sets; undefined while there is none. */
  still(pullId: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  close(): Promise<void>;
}

/** The cameras' TEARDOWN gets this long; then the thread ends anyway. */
const SHUT_DOWN_MS = 2_000;

export type RelayStart = { readonly mode: 'worker'; readonly workerUrl: URL } | { readonly mode: 'inline' };

/** Starts the relay and its loopback server. Rejects when no port of 127.0.0.1 can be listened on. */
export async function startRelay(start: RelayStart, deps: { clock: Clock; logger: Logger }): Promise<Relay> {
  const link = start.mode === 'worker' ? openWorker(start.workerUrl, deps) : openInline(deps);
  const relay = new RelayHandle(link, deps);
  await link.started;
  return relay;
}

class RelayHandle implements Relay {
  readonly #link: RelayLink;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #pulls = new Map<number, PullHandle>();
  readonly #viewers = new Map<number, ViewerHandle>();
  readonly #calls = new Map<number, (result?: Uint8Array<ArrayBuffer>) => void>();
  #lastId = 0;

  constructor(link: RelayLink, deps: { clock: Clock; logger: Logger }) {
    this.#link = link;
    this.#clock = deps.clock;
    this.#logger = deps.logger;
    link.onMessage((message) => this.#take(message));
    link.onCrash((detail) => this.#crashed(detail));
  }

  open(source: PullSource, options: PullOptions = {}): Pull {
    const pullId = this.#nextId();
    const token = randomBytes(16).toString('base64url');
    const pull = new PullHandle(pullId, `rtsp://127.0.0.1:${this.#link.port()}/${token}`, {
      closeReaders: () => this.#call((call) => this.#link.post({ type: 'close-readers', pullId, call })),
      close: () => this.#call((call) => this.#link.post({ type: 'close', pullId, call })),
      onError: (error) => this.#logger.error('A listener of a pull failed.', { error }),
    });
    this.#pulls.set(pullId, pull);
    this.#link.post({ type: 'open', pullId, token, source, options });
    return pull;
  }

  watch(
    pullId: number,
    subscription: number,
    send: (frame: Uint8Array<ArrayBuffer>) => void,
    bufferedBytes: () => number = () => 0,
  ): { codec: string; stop(): void } {
    const codec = this.#pulls.get(pullId)?.info()?.codecString;
    if (codec === undefined) throw new AppError('unavailable', 'The camera does not send pictures yet.');
    const viewerId = this.#nextId();
    const viewer = new ViewerHandle(send, bufferedBytes, (bytes) =>
      this.#link.post({ type: 'taken', pullId, viewerId, bytes }),
    );
    this.#viewers.set(viewerId, viewer);
    this.#link.post({ type: 'watch', pullId, viewerId, subscription });
    const stop = () => {
      if (this.#viewers.delete(viewerId)) this.#link.post({ type: 'unwatch', pullId, viewerId });
    };
    return { codec, stop };
  }

  async still(pullId: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!this.#pulls.has(pullId)) return undefined;
    return this.#call((call) => this.#link.post({ type: 'still', pullId, call }));
  }

  async close(): Promise<void> {
    const timer = new AbortController();
    const orderly = this.#call((call) => this.#link.post({ type: 'shut-down', call }));
    await Promise.race([orderly, this.#clock.sleep(SHUT_DOWN_MS, timer.signal)]);
    timer.abort();
    await this.#link.close();
    for (const pull of this.#pulls.values()) this.#end(pull, { code: 'closed', detail: 'relay closed' });
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #call(post: (call: number) => void): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const call = this.#nextId();
    return new Promise((resolve) => {
      this.#calls.set(call, resolve);
      post(call);
    });
  }

  #take(message: FromRelay): void {
    switch (message.type) {
      case 'frame':
        return this.#viewers.get(message.viewerId)?.take(message.frame);
      case 'stats':
        for (const [pullId, stats] of message.pulls) this.#pulls.get(pullId)?.measured(stats);
        return;
      case 'ready':
        return this.#pulls.get(message.pullId)?.becameReady(message.info);
      case 'closed': {
        const pull = this.#pulls.get(message.pullId);
        if (pull) this.#end(pull, message.error);
        return;
      }
      case 'done': {
        const resolve = this.#calls.get(message.call);
        this.#calls.delete(message.call);
        return resolve?.(message.result);
      }
      case 'log':
        return this.#logger[message.level](message.message, message.fields);
      case 'started':
      case 'start-failed':
        return;
    }
  }

  #end(pull: PullHandle, error: PullError): void {
    this.#pulls.delete(pull.id);
    pull.ended(error);
  }

  /** The worker is gone, and with it every connection; the link starts a new one by itself. */
  #crashed(detail: string): void {
    this.#logger.error('The relay stopped unexpectedly and is started again.', { detail });
    for (const pull of this.#pulls.values()) this.#end(pull, { code: 'camera-lost', detail });
    for (const resolve of this.#calls.values()) resolve();
    this.#calls.clear();
    this.#viewers.clear();
  }
}
