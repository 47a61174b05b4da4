/**
 * The window's only way to the recorder: the contract's client on whichever transport this host has, and the source of
 * the media channel. Holds no state of its own; `state/` mirrors what comes through here.
 */
import { ContractError, createClient, type Client, type Port } from '../../shared/contract/client.ts';
import type { ErrorShape } from '../../shared/model/errors.ts';
import { openDesktopLive } from './desktop.ts';
import { openSocketPort, socketAddress } from './socket-port.ts';

/** Where pictures come from: an address for a WebSocket of the worker's own, or a port to hand over to it. */
export type LiveSource =
  { readonly kind: 'socket'; readonly url: string } | { readonly kind: 'port'; readonly port: MessagePort };

export interface Bridge {
  readonly client: Client;
  readonly host: 'desktop' | 'browser';
  liveSource(): Promise<LiveSource>;
  onLost(listener: () => void): () => void;
  onRestored(listener: () => void): () => void;
  retryNow(): void;
}

/** An answer of the recorder that is an error with words and code, as against a programming error. */
export function isContractError(error: unknown): error is Error & ErrorShape {
  return error instanceof ContractError;
}

let bridge: Bridge | undefined;

/** The one bridge of this page; made at the first call. */
export function getBridge(): Bridge {
  bridge ??= openBridge();
  return bridge;
}

function openBridge(): Bridge {
  const desktop = window.watchpost;
  if (desktop) {
    const port: Port = { send: desktop.send, receive: desktop.receive };
    return {
      client: createClient(port),
      host: 'desktop',
      liveSource: async () => ({ kind: 'port', port: await openDesktopLive(desktop) }),
      onLost: () => () => undefined,
      onRestored: () => () => undefined,
      retryNow: () => undefined,
    };
  }
  const port = openSocketPort('rpc');
  return {
    client: createClient(port),
    host: 'browser',
    liveSource: () => Promise.resolve({ kind: 'socket', url: socketAddress('live') }),
    onLost: (listener) => port.onLost(listener),
    onRestored: (listener) => port.onRestored(listener),
    retryNow: () => port.retryNow(),
  };
}
