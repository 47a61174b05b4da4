/**
 * The contract's typed client, the same on every transport: it only needs a Port that carries text both ways.
 * Runs in the renderer, in tests and in scripts; knows no WebSocket and no Electron, imports no zod.
 */
import { errorCodes, type ErrorShape } from '../model/errors.ts';
import { readOutgoing } from './jsonrpc.ts';
import type { CallName, EventName, Events, Params, Result } from './names.ts';

/** A two-way pipe for JSON text. What cannot be sent now is queued or thrown; order is kept. */
export interface Port {
  send(text: string): void;
  /** Adds a listener; the returned function removes it. */
  receive(listener: (text: string) => void): () => void;
  /** Called on every loss of the connection; absent for pipes that live as long as the window. */
  onLost?(listener: () => void): () => void;
  /** Called when a lost connection is back; the client then subscribes again. */
  onRestored?(listener: () => void): () => void;
}

/** An answer that is an error, with the contract's numeric code (shared/model/errors.ts). */
export class ContractError extends Error implements ErrorShape {
  readonly code: number;
  readonly data?: unknown;

  constructor(error: ErrorShape) {
    super(error.message);
    this.name = 'ContractError';
    this.code = error.code;
    if (error.data !== undefined) this.data = error.data;
  }
}

/** Params may be left out where nothing in them is needed. */
type CallArguments<K extends CallName> =
  Record<never, never> extends Params<K> ? [params?: Params<K>] : [params: Params<K>];

export interface Client {
  /** Rejects with ContractError; code -1023 (unavailable) when the connection broke before the answer. */
  call<K extends CallName>(method: K, ...params: CallArguments<K>): Promise<Result<K>>;
  /** Listens to an event; the first listener subscribes, the last one that goes unsubscribes. */
  on<K extends EventName>(event: K, listener: (payload: Events[K]) => void): () => void;
  /** Ends listening and rejects what is still waiting. The port itself stays the caller's. */
  close(): void;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One client per port. */
export function createClient(port: Port): Client {
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let lastId = 0;

  const send = (method: string, params: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      try {
        port.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      } catch (error) {
        waiting.delete(id);
        reject(lost(error));
      }
    });

  const failAll = () => {
    const all = [...waiting.values()];
    waiting.clear();
    for (const one of all) one.reject(lost());
  };

  const stopReceiving = port.receive((text) => {
    for (const message of readOutgoing(text)) {
      if ('method' in message) {
        for (const listener of listeners.get(message.method) ?? []) listener(message.params as never);
        continue;
      }
      const one = typeof message.id === 'number' ? waiting.get(message.id) : undefined;
      if (!one) continue;
      waiting.delete(message.id as number);
      if ('error' in message) one.reject(new ContractError(message.error));
      else one.resolve(message.result);
    }
  });
  const stopLost = port.onLost?.(failAll);
  const stopRestored = port.onRestored?.(() => {
    // A broken connection took its subscriptions along. A refusal here shows up as the next call's error.
    if (listeners.size > 0) send('subscribe', { events: [...listeners.keys()] }).catch(() => {});
  });

  return {
    call: (method, ...[params]) => send(method, params ?? {}) as Promise<never>,
    on(event, listener) {
      let set = listeners.get(event);
      if (!set) {
        listeners.set(event, (set = new Set()));
        send('subscribe', { events: [event] }).catch(() => {});
      }
      // A wrapper of its own makes two registrations of one function two listeners.
      const entry = (payload: never) => listener(payload);
      set.add(entry);
      return () => {
        if (!set.delete(entry) || set.size > 0 || listeners.get(event) !== set) return;
        listeners.delete(event);
        send('unsubscribe', { events: [event] }).catch(() => {});
      };
    },
    close() {
      stopReceiving();
      stopLost?.();
      stopRestored?.();
      listeners.clear();
      failAll();
    },
  };
}

function lost(cause?: unknown): ContractError {
  const error = new ContractError({
    code: errorCodes.unavailable,
    message:
      'The connection to the recorder is interrupted. Recording goes on; the window tries again by itself.',
  });
  if (cause !== undefined) error.cause = cause;
  return error;
}
