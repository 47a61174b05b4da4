/** The relay itself, behind its port: all pulls and the loopback server. Runs in a worker thread or inline. */
import type { Clock, Timer } from '../base/clock.ts';
import { CameraPull } from './camera-pull.ts';
import { LoopbackServer } from './loopback-server.ts';
import type { PullStats, RelayPort, ToRelay } from './relay-port.ts';
import { STALL_CHECK_MS } from './stall-watch.ts';
import { ThreadRest, type Bell } from './thread-rest.ts';
import type { Viewer } from './viewer.ts';

export class RelayCore {
  /** Resolves after an orderly shut-down. */
  readonly closed: Promise<void>;
  readonly #closed = Promise.withResolvers<void>();
  readonly #port: RelayPort;
  readonly #clock: Clock;
  readonly #server: LoopbackServer;
  readonly #pulls = new Map<number, CameraPull>();
  /** Runs while there is a pull. */
  #ticks: Timer | undefined;
  readonly #viewers = new Map<number, { readonly pullId: number; readonly viewer: Viewer }>();

  readonly #rest: ThreadRest | undefined;

  /** `options.port` is the loopback port to try first, 0 for any; `bell` where the relay has a thread of its own. */
  constructor(port: RelayPort, options: { clock: Clock; port: number; bell?: Bell }) {
    this.closed = this.#closed.promise;
    this.#port = port;
    this.#clock = options.clock;
    if (options.bell) this.#rest = new ThreadRest(options.bell, () => this.#mayRest());
    const byToken = (token: string) => this.#pulls.values().find((pull) => pull.token === token);
    this.#server = new LoopbackServer({
      clock: options.clock,
      stream: (token) => byToken(token)?.stream,
      publisher: (token) => byToken(token)?.publisher,
    });
    port.onMessage((message) => this.#take(message));
    this.#server.listen(options.port).then(
      () => port.post({ type: 'started', port: this.#server.port }),
      (error: Error) => port.post({ type: 'start-failed', message: error.message }),
    );
  }

  #take(message: ToRelay): void {
    switch (message.type) {
      case 'open':
        return this.#open(message);
      case 'close':
        return this.#finish(message.call, this.#pulls.get(message.pullId)?.close());
      case 'close-readers':
        return this.#finish(message.call, this.#pulls.get(message.pullId)?.finishReaders());
      case 'still': {
        const result = this.#pulls.get(message.pullId)?.still();
        return this.#port.post({ type: 'done', call: message.call, result }, result ? [result.buffer] : []);
      }
      case 'watch':
        return this.#watch(message);
      case 'unwatch':
        return this.#unwatch(message.viewerId);
      case 'taken':
        return this.#viewers.get(message.viewerId)?.viewer.taken(message.bytes);
      case 'shut-down':
        return this.#finish(message.call, this.#shutDown());
    }
  }

  #open(message: Extract<ToRelay, { type: 'open' }>): void {
    const { pullId } = message;
    const pull = new CameraPull({
      ...message.options,
      token: message.token,
      source: message.source,
      clock: this.#clock,
      onRead: () => this.#rest?.afterRead(),
      onReady: (info, stats) => {
        this.#port.post({ type: 'ready', pullId, info });
        this.#port.post({ type: 'stats', pulls: [[pullId, stats]] });
      },
      onClosed: (error) => {
        this.#pulls.delete(pullId);
        if (this.#pulls.size === 0) this.#stopTicking();
        for (const [id, viewer] of this.#viewers) if (viewer.pullId === pullId) this.#viewers.delete(id);
        this.#port.post({
          type: 'log',
          level: 'debug',
          message: 'A pull ended.',
          fields: { pullId, ...error },
        });
        this.#port.post({ type: 'closed', pullId, error });
      },
    });
    this.#pulls.set(pullId, pull);
    this.#ticks ??= this.#clock.every(STALL_CHECK_MS, () => this.#tick());
    void pull.start();
  }

  /** One timer and one message for all pulls: both cost more than what they carry. */
  #tick(): void {
    const pulls: [number, PullStats][] = [];
    for (const [pullId, pull] of this.#pulls) {
      const stats = pull.tick();
      if (stats) pulls.push([pullId, stats]);
    }
    if (pulls.length > 0) this.#port.post({ type: 'stats', pulls });
  }

  /** A viewer sees every moment of it, and a camera that signs in has its answers to wait for. */
  #mayRest(): boolean {
    return this.#viewers.size === 0 && this.#pulls.values().every((pull) => pull.isReady);
  }

  #stopTicking(): void {
    this.#ticks?.cancel();
    this.#ticks = undefined;
  }

  #watch({ pullId, viewerId, subscription }: Extract<ToRelay, { type: 'watch' }>): void {
    const viewer = this.#pulls
      .get(pullId)
      ?.addViewer(subscription, (frame) =>
        this.#port.post({ type: 'frame', viewerId, frame }, [frame.buffer]),
      );
    if (viewer) this.#viewers.set(viewerId, { pullId, viewer });
  }

  #unwatch(viewerId: number): void {
    const found = this.#viewers.get(viewerId);
    this.#viewers.delete(viewerId);
    if (found) this.#pulls.get(found.pullId)?.removeViewer(found.viewer);
  }

  #finish(call: number, work: Promise<void> | undefined): void {
    void Promise.resolve(work).then(() => this.#port.post({ type: 'done', call }));
  }

  async #shutDown(): Promise<void> {
    await Promise.all([...this.#pulls.values()].map((pull) => pull.close()));
    await this.#server.close();
    this.#closed.resolve();
  }
}
