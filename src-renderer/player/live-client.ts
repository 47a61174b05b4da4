/**
 * The page's side of live view: one worker, one media channel, any number of tiles. Subscribes tiles when the channel
 * is there, again when the channel was lost. Hands every tile its pictures' times; decides nothing about what to show.
 */
import liveWorkerUrl from './live-worker.ts?worker&url';
import { LiveClock } from './live-clock.ts';
import type { FromLiveWorker, ToLiveWorker } from './live-protocol.ts';
import { startWorker } from './trusted-worker.ts';

export interface LiveStream {
  readonly subscription: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly stream: 'main' | 'sub';
}

export interface LiveDeps {
  source(): Promise<{ kind: 'socket'; url: string } | { kind: 'port'; port: MessagePort }>;
  subscribe(cameraId: string, stream: 'main' | 'sub', channel: string): Promise<LiveStream>;
  unsubscribe(subscription: number, channel: string): Promise<unknown>;
}

export type LiveEvent =
  | { readonly kind: 'subscribed'; readonly stream: LiveStream }
  | { readonly kind: 'refused'; readonly error: unknown }
  /** A picture was drawn; `at` is the stream's own clock as UTC ms. At most five a second are told. */
  | { readonly kind: 'picture'; readonly at: number; readonly width: number; readonly height: number }
  | { readonly kind: 'unsupported'; readonly codec: string }
  | { readonly kind: 'decode-error'; readonly message: string }
  | { readonly kind: 'lost' };

export interface LiveTile {
  resubscribe(): void;
  close(): void;
}

interface Open {
  readonly id: number;
  readonly cameraId: string;
  readonly stream: 'main' | 'sub';
  readonly listener: (event: LiveEvent) => void;
  clock: LiveClock;
  turn: number;
  held?: { readonly subscription: number; readonly channel: string };
}

const RECONNECT_MS = 1_500;

export class LiveClient {
  readonly #deps: LiveDeps;
  readonly #tiles = new Map<number, Open>();
  #worker: Worker | undefined;
  #channel: string | undefined;
  #lastTile = 0;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
  }

  /** Takes the canvas for good: it can be handed to a worker only once. */
  open(
    canvas: HTMLCanvasElement,
    cameraId: string,
    stream: 'main' | 'sub',
    listener: (event: LiveEvent) => void,
  ): LiveTile {
    const tile: Open = { id: ++this.#lastTile, cameraId, stream, listener, clock: new LiveClock(), turn: 0 };
    this.#tiles.set(tile.id, tile);
    const offscreen = canvas.transferControlToOffscreen();
    this.#send({ op: 'open', tile: tile.id, canvas: offscreen }, [offscreen]);
    void this.#subscribe(tile);
    return {
      resubscribe: () => void this.#subscribe(tile),
      close: () => {
        tile.turn += 1;
        this.#tiles.delete(tile.id);
        this.#send({ op: 'close', tile: tile.id });
        this.#letGo(tile);
      },
    };
  }

  #send(message: ToLiveWorker, transfer: Transferable[] = []): void {
    if (!this.#worker) {
      const worker = startWorker(liveWorkerUrl);
      worker.addEventListener('message', (event: MessageEvent<FromLiveWorker>) => this.#hear(event.data));
      this.#worker = worker;
      void this.#connect();
    }
    this.#worker.postMessage(message, transfer);
  }

  async #connect(): Promise<void> {
    try {
      const source = await this.#deps.source();
      if (source.kind === 'socket') this.#send({ op: 'connect', url: source.url });
      else this.#send({ op: 'adopt', port: source.port }, [source.port]);
    } catch {
      setTimeout(() => void this.#connect(), RECONNECT_MS);
    }
  }

  #hear(message: FromLiveWorker): void {
    if (message.op === 'channel') {
      this.#channel = message.channel;
      for (const tile of this.#tiles.values()) void this.#subscribe(tile);
      return;
    }
    if (message.op === 'channel-lost') {
      this.#channel = undefined;
      for (const tile of this.#tiles.values()) {
        delete tile.held;
        tile.listener({ kind: 'lost' });
      }
      setTimeout(() => void this.#connect(), RECONNECT_MS);
      return;
    }
    const tile = this.#tiles.get(message.tile);
    if (!tile) return;
    if (message.op === 'picture') {
      const at = tile.clock.wallTime(message.timeUs, message.catchUp, Date.now());
      tile.listener({ kind: 'picture', at, width: message.width, height: message.height });
    } else if (message.op === 'unsupported') tile.listener({ kind: 'unsupported', codec: message.codec });
    else tile.listener({ kind: 'decode-error', message: message.message });
  }

  async #subscribe(tile: Open): Promise<void> {
    const channel = this.#channel;
    const turn = ++tile.turn;
    if (channel === undefined) return;
    this.#letGo(tile);
    try {
      const stream = await this.#deps.subscribe(tile.cameraId, tile.stream, channel);
      if (tile.turn !== turn || this.#channel !== channel) {
        // Somebody else's turn by now: give back what nobody waits for.
        if (this.#channel === channel)
          this.#deps.unsubscribe(stream.subscription, channel).catch(() => undefined);
        return;
      }
      tile.held = { subscription: stream.subscription, channel };
      tile.clock = new LiveClock();
      this.#send({ op: 'bind', tile: tile.id, subscription: stream.subscription, codec: stream.codec });
      tile.listener({ kind: 'subscribed', stream });
    } catch (error) {
      if (tile.turn === turn) tile.listener({ kind: 'refused', error });
    }
  }

  #letGo(tile: Open): void {
    const { held } = tile;
    delete tile.held;
    if (!held || held.channel !== this.#channel) return;
    if (this.#tiles.has(tile.id)) this.#send({ op: 'unbind', tile: tile.id });
    this.#deps.unsubscribe(held.subscription, held.channel).catch(() => undefined);
  }
}
