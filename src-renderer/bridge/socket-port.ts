/**
 * The contract's Port over the browser host's WebSocket /rpc: opens it, queues until it is open, opens it again when
 * it breaks (0.5 s … 5 s), and tells when it was lost and restored. Knows no methods and no state.
 */
import type { Port } from '../../shared/contract/client.ts';

const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 5_000;

export interface SocketPort extends Port {
  onLost(listener: () => void): () => void;
  onRestored(listener: () => void): () => void;
  /** Tries at once instead of waiting for the next turn. */
  retryNow(): void;
  close(): void;
}

/** Connects to the page's own server; never throws, failures show as `onLost`. */
export function openSocketPort(path: string): SocketPort {
  const received = new Set<(text: string) => void>();
  const lost = new Set<() => void>();
  const restored = new Set<() => void>();
  let socket: WebSocket | undefined;
  let queue: string[] = [];
  let retryMs = RETRY_MIN_MS;
  let timer: number | undefined;
  let everOpen = false;
  let closed = false;

  const connect = (): void => {
    clearTimeout(timer);
    const mine = new WebSocket(socketAddress(path));
    socket = mine;
    mine.addEventListener('open', () => {
      retryMs = RETRY_MIN_MS;
      for (const text of queue) mine.send(text);
      queue = [];
      if (everOpen) for (const listener of restored) listener();
      everOpen = true;
    });
    mine.addEventListener('message', (message: MessageEvent<unknown>) => {
      if (typeof message.data !== 'string') return;
      for (const listener of received) listener(message.data);
    });
    mine.addEventListener('close', () => {
      if (closed || socket !== mine) return;
      queue = []; // whoever asked has been told by onLost
      for (const listener of lost) listener();
      timer = window.setTimeout(connect, retryMs);
      retryMs = Math.min(RETRY_MAX_MS, retryMs * 2);
    });
  };
  connect();

  return {
    send(text) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
      else if (socket?.readyState === WebSocket.CONNECTING) queue.push(text);
      else throw new Error('not connected');
    },
    receive: (listener) => add(received, listener),
    onLost: (listener) => add(lost, listener),
    onRestored: (listener) => add(restored, listener),
    retryNow() {
      if (socket && socket.readyState !== WebSocket.CLOSED) return;
      retryMs = RETRY_MIN_MS;
      connect();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

/** ws://host/path of the page's own origin. */
export function socketAddress(path: string): string {
  const address = new URL(path, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

function add<T>(set: Set<T>, listener: T): () => void {
  set.add(listener);
  return () => void set.delete(listener);
}
