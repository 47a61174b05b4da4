/**
 * Live pictures outside the page's main thread: takes the one media channel, sorts frames to tiles, decodes and draws.
 * Pictures of a subscription that is not bound yet are kept for a moment: they overtake the answer that names it.
 */
import { LiveTileDecoder } from './live-tile-decoder.ts';
import { readLiveFrame, type FromLiveWorker, type LiveFrame, type ToLiveWorker } from './live-protocol.ts';

const EARLY_FRAMES_MAX = 300;
const EARLY_SUBSCRIPTIONS_MAX = 64;

interface Bound {
  readonly decoder: LiveTileDecoder;
  subscription?: number;
}

const scope = globalThis as unknown as {
  postMessage(message: FromLiveWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToLiveWorker>) => void): void;
};
const post = (message: FromLiveWorker): void => scope.postMessage(message);
const tiles = new Map<number, Bound>();
const bySubscription = new Map<number, LiveTileDecoder>();
const early = new Map<number, LiveFrame[]>();
const retired = new Set<number>();
let socket: WebSocket | undefined;

function connect(url: string): void {
  const before = socket;
  socket = undefined;
  before?.close();
  forgetSubscriptions();
  const mine = new WebSocket(url);
  socket = mine;
  mine.binaryType = 'arraybuffer';
  mine.addEventListener('message', (event: MessageEvent<unknown>) => take(event.data));
  mine.addEventListener('close', () => {
    if (socket !== mine) return;
    forgetSubscriptions();
    post({ op: 'channel-lost' });
  });
}

function adopt(port: MessagePort): void {
  forgetSubscriptions();
  let takenBytes = 0;
  port.addEventListener('message', (event: MessageEvent<unknown>) => {
    take(event.data);
    if (typeof event.data === 'string') return;
    // A port tells its sender nothing: by this the recorder notices a window that cannot keep up.
    takenBytes += (event.data as Uint8Array).byteLength;
    port.postMessage(takenBytes);
  });
  port.start();
  port.addEventListener('close', () => post({ op: 'channel-lost' }));
}

/** Subscription numbers belong to one channel; a new channel counts anew. */
function forgetSubscriptions(): void {
  bySubscription.clear();
  early.clear();
  retired.clear();
}

function take(data: unknown): void {
  if (data instanceof ArrayBuffer) takeFrame(readLiveFrame(data));
  else if (ArrayBuffer.isView(data)) {
    takeFrame(readLiveFrame(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength));
  } else takeWords(data);
}

function takeWords(data: unknown): void {
  let words: unknown = data;
  if (typeof data === 'string') {
    try {
      words = JSON.parse(data);
    } catch {
      return;
    }
  }
  const { channel, subscription, codec } = (words ?? {}) as Record<string, unknown>;
  if (typeof channel === 'string') post({ op: 'channel', channel });
  // A camera that changed its stream is announced with the codec that follows.
  if (typeof subscription === 'number' && typeof codec === 'string')
    bySubscription.get(subscription)?.bind(codec);
}

function takeFrame(frame: LiveFrame | undefined): void {
  if (!frame) return;
  const decoder = bySubscription.get(frame.subscription);
  if (decoder) return decoder.decode(frame);
  if (retired.has(frame.subscription)) return;
  let waiting = early.get(frame.subscription);
  if (!waiting) {
    if (early.size >= EARLY_SUBSCRIPTIONS_MAX) return;
    early.set(frame.subscription, (waiting = []));
  }
  if (waiting.length < EARLY_FRAMES_MAX) waiting.push(frame);
}

function bind(tile: number, subscription: number, codec: string): void {
  const bound = tiles.get(tile);
  if (!bound) return;
  release(bound);
  bound.subscription = subscription;
  retired.delete(subscription);
  bySubscription.set(subscription, bound.decoder);
  bound.decoder.bind(codec);
  for (const frame of early.get(subscription) ?? []) bound.decoder.decode(frame);
  early.delete(subscription);
}

function release(bound: Bound): void {
  if (bound.subscription === undefined) return;
  if (bySubscription.get(bound.subscription) === bound.decoder) bySubscription.delete(bound.subscription);
  retired.add(bound.subscription);
  delete bound.subscription;
}

scope.addEventListener('message', ({ data: message }) => {
  switch (message.op) {
    case 'connect':
      return connect(message.url);
    case 'adopt':
      return adopt(message.port);
    case 'open':
      tiles.set(message.tile, { decoder: new LiveTileDecoder(message.tile, message.canvas, post) });
      return;
    case 'bind':
      return bind(message.tile, message.subscription, message.codec);
    case 'unbind':
    case 'close': {
      const bound = tiles.get(message.tile);
      if (!bound) return;
      release(bound);
      if (message.op === 'close') {
        bound.decoder.close();
        tiles.delete(message.tile);
      } else bound.decoder.unbind();
    }
  }
});
