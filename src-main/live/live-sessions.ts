/**
 * Live view: any number of viewers of any streams, over one channel per window (LIV-2, LIV-3).
 * Owns channels and subscriptions; pictures come from the relay's ring. A closed channel ends all its subscriptions.
 */
import { randomBytes } from 'node:crypto';
import type { StreamRole } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { MediaChannelPort } from './media-channel.ts';
import { Subscription } from './subscription.ts';
import type { SubscriptionDeps } from './subscription.ts';

/** The frame header has 16 bits for the subscription. */
const SUBSCRIPTION_MAX = 0xffff;
/** Enough for several walls in one window; more is a script gone wild. */
const SUBSCRIPTIONS_PER_CHANNEL = 256;

interface Channel {
  readonly port: MediaChannelPort;
  readonly subscriptions: Map<number, Subscription>;
  nextNumber: number;
}

export interface SubscribeAnswer {
  readonly subscription: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** `main` when the camera has no sub-stream. */
  readonly stream: StreamRole;
}

export class LiveSessions {
  readonly #deps: SubscriptionDeps;
  readonly #channels = new Map<string, Channel>();

  constructor(deps: SubscriptionDeps) {
    this.#deps = deps;
  }

  /** Registers a window's channel; its name is secret to that window. */
  openChannel(port: MediaChannelPort): string {
    const name = randomBytes(16).toString('hex');
    this.#channels.set(name, { port, subscriptions: new Map(), nextNumber: 1 });
    port.onClose(() => this.#closeChannel(name));
    return name;
  }

  /** Sends a stream's pictures to a channel until unsubscribed. Throws AppError when there is no such channel or picture. */
  async subscribe(wish: { cameraId: string; stream: StreamRole; channel: string }): Promise<SubscribeAnswer> {
    const channel = this.#channel(wish.channel);
    if (channel.subscriptions.size >= SUBSCRIPTIONS_PER_CHANNEL) {
      throw new AppError('refused', 'This window already shows as many pictures as it can.');
    }
    const subscription = new Subscription(this.#freeNumber(channel), wish, channel.port, this.#deps);
    channel.subscriptions.set(subscription.number, subscription);
    try {
      const { info, codec, stream } = await subscription.start();
      return { subscription: subscription.number, codec, width: info.width, height: info.height, stream };
    } catch (error) {
      channel.subscriptions.delete(subscription.number);
      subscription.stop();
      if (error instanceof AppError) throw error;
      throw new AppError('unavailable', 'The camera sends no picture at the moment.', undefined, {
        cause: error,
      });
    }
  }

  unsubscribe(wish: { subscription: number; channel: string }): { readonly ok: true } {
    const channel = this.#channel(wish.channel);
    const subscription = channel.subscriptions.get(wish.subscription);
    if (!subscription) throw new AppError('notFound', 'There is no such live subscription.');
    channel.subscriptions.delete(wish.subscription);
    subscription.stop();
    return { ok: true };
  }

  /** Live subscriptions over all channels. */
  get viewers(): number {
    let count = 0;
    for (const channel of this.#channels.values()) count += channel.subscriptions.size;
    return count;
  }

  dispose(): void {
    for (const name of this.#channels.keys()) this.#closeChannel(name);
  }

  #closeChannel(name: string): void {
    const channel = this.#channels.get(name);
    this.#channels.delete(name);
    for (const subscription of channel?.subscriptions.values() ?? []) subscription.stop();
    channel?.subscriptions.clear();
  }

  #channel(name: string): Channel {
    const channel = this.#channels.get(name);
    if (!channel) throw new AppError('notFound', 'The live channel is closed.');
    return channel;
  }

  #freeNumber(channel: Channel): number {
    while (channel.subscriptions.has(channel.nextNumber)) {
      channel.nextNumber = (channel.nextNumber % SUBSCRIPTION_MAX) + 1;
    }
    const number = channel.nextNumber;
    channel.nextNumber = (number % SUBSCRIPTION_MAX) + 1;
    return number;
  }
}
