/**
 * One viewer of one stream: holds a pull while it watches, passes pictures on, and finds the stream again when the
 * camera was lost. Ends when it is stopped. Never opens a connection of its own, never waits for the viewer.
 */
import type { StreamInfo, StreamRole } from '../../shared/model/camera.ts';
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS } from '../../shared/model/limits.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Relay } from '../relay/relay.ts';
import type { HeldPull, LivePulls } from './live-pulls.ts';
import type { MediaChannelPort } from './media-channel.ts';
import { SlowViewerGate } from './slow-viewer.ts';

export interface SubscriptionDeps {
  readonly pulls: LivePulls;
  readonly relay: Pick<Relay, 'watch'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Watched {
  readonly info: StreamInfo;
  readonly codec: string;
  readonly stream: StreamRole;
}

export class Subscription {
  readonly number: number;
  readonly #deps: SubscriptionDeps;
  readonly #target: { readonly cameraId: string; readonly stream: StreamRole };
  readonly #port: MediaChannelPort;
  readonly #gate = new SlowViewerGate();
  readonly #life = new AbortController();
  #stopWatching: (() => void) | undefined;

  constructor(
    number: number,
    target: { readonly cameraId: string; readonly stream: StreamRole },
    port: MediaChannelPort,
    deps: SubscriptionDeps,
  ) {
    this.number = number;
    this.#target = target;
    this.#port = port;
    this.#deps = deps;
  }

  /** Begins to watch; resolves once pictures flow. Rejects with the reason why there are none (and has let go again). */
  async start(): Promise<Watched> {
    const { watched, held } = await this.#join();
    void this.#keep(held);
    return watched;
  }

  stop(): void {
    this.#life.abort();
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  async #join(): Promise<{ watched: Watched; held: HeldPull }> {
    const { cameraId, stream } = this.#target;
    const held = await this.#deps.pulls.acquire(cameraId, stream);
    try {
      const info = await held.pull.ready;
      // The viewer may have gone while the camera was being asked.
      if (this.#life.signal.aborted) throw new Error('the viewer is gone');
      const watch = this.#deps.relay.watch(
        held.pull.id,
        this.number,
        (frame) => this.#pass(frame),
        () => this.#port.bufferedBytes(),
      );
      this.#stopWatching = () => watch.stop();
      return { held, watched: { info, codec: watch.codec, stream: held.stream ?? stream } };
    } catch (error) {
      held.release();
      throw error;
    }
  }

  #pass(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#life.signal.aborted) return;
    if (this.#gate.admits(frame, this.#port.bufferedBytes())) this.#port.send(frame);
  }

  /** Holds the pull until it is lost or the viewer goes; then joins anew, with patience, as long as there is a viewer. */
  async #keep(first: HeldPull): Promise<void> {
    const { signal } = this.#life;
    const gone = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let held: HeldPull | undefined = first;
    let delayMs = BACKOFF_MIN_MS;
    while (!signal.aborted) {
      if (held) {
        await Promise.race([held.pull.closed, gone]);
        this.#stopWatching?.();
        this.#stopWatching = undefined;
        held.release();
        held = undefined;
        delayMs = BACKOFF_MIN_MS;
        continue;
      }
      await this.#deps.clock.sleep(delayMs, signal);
      if (signal.aborted) return;
      delayMs = Math.min(delayMs * 2, BACKOFF_MAX_MS);
      held = await this.#join().then(
        (joined) => joined.held,
        // Why is shown with the camera; whoever implements LivePulls spares a camera that refuses our password.
        () => {
          this.#deps.logger.debug('A viewer waits for its camera', { cameraId: this.#target.cameraId });
          return undefined;
        },
      );
    }
    held?.release();
  }
}
