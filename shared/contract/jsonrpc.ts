/**
 * JSON-RPC 2.0 as text: the one wire format of the contract, on WebSocket and on Electron's channel alike.
 * Pure reading and writing (https://www.jsonrpc.org/specification); knows no method and never throws on input.
 */
import { errorCodes, type ErrorShape } from '../model/errors.ts';

export type RequestId = string | number | null;

export interface RpcRequest {
  /** Absent in a notification, which is never answered. */
  readonly id?: RequestId;
  readonly method: string;
  readonly params: unknown;
}

export type RpcResponse =
  | { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: RequestId; readonly error: ErrorShape };

export interface RpcNotification {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly params: unknown;
}

/** One element of what a client sent: a request, or the answer to something that is none. */
export type Incoming =
  | { readonly kind: 'request'; readonly request: RpcRequest }
  | { readonly kind: 'invalid'; readonly response: RpcResponse };

export interface IncomingText {
  readonly batch: boolean;
  readonly items: readonly Incoming[];
}

/** More requests in one batch are refused as a whole. */
export const BATCH_MAX = 100;

/** Reads what a client sent. Broken text and broken requests become the answers the specification asks for. */
export function readIncoming(text: string): IncomingText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return single(failure(null, 'parseError', 'This is not JSON.'));
  }
  if (!Array.isArray(value)) return { batch: false, items: [readRequest(value)] };
  if (value.length === 0) return single(failure(null, 'invalidRequest', 'The batch is empty.'));
  if (value.length > BATCH_MAX) {
    return single(failure(null, 'invalidRequest', `A batch holds at most ${BATCH_MAX} requests.`));
  }
  return { batch: true, items: value.map(readRequest) };
}

function single(response: RpcResponse): IncomingText {
  return { batch: false, items: [{ kind: 'invalid', response }] };
}

function readRequest(value: unknown): Incoming {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'invalid', response: failure(null, 'invalidRequest', 'A request is an object.') };
  }
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  const idIsValid = id === undefined || id === null || typeof id === 'string' || typeof id === 'number';
  if (jsonrpc !== '2.0' || typeof method !== 'string' || !idIsValid) {
    const response = failure(
      idIsValid && id !== undefined ? id : null,
      'invalidRequest',
      'A request has jsonrpc "2.0", a method name, and an id that is a string or a number.',
    );
    return { kind: 'invalid', response };
  }
  return { kind: 'request', request: { ...(id === undefined ? {} : { id }), method, params } };
}

/** An error answer with one of the specification's own codes. */
export function failure(
  id: RequestId,
  code: 'parseError' | 'invalidRequest' | 'methodNotFound' | 'invalidParams' | 'internal',
  message: string,
): RpcResponse {
  return { jsonrpc: '2.0', id, error: { code: errorCodes[code], message } };
}

/** What a client can receive. Undefined for text that is no answer and no notification (it is dropped). */
export function readOutgoing(text: string): readonly (RpcResponse | RpcNotification)[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  return (Array.isArray(value) ? value : [value]).filter(isOutgoing);
}

function isOutgoing(value: unknown): value is RpcResponse | RpcNotification {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>;
  if (typeof message.method === 'string') return !('id' in message);
  if (!('id' in message)) return false;
  if ('result' in message) return true;
  const error = message.error as Partial<ErrorShape> | null | undefined;
  return typeof error?.code === 'number' && typeof error.message === 'string';
}
