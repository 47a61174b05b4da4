/**
 * The API's front door, the same on every transport: text in, text out, one connection per window or script.
 * Validates, calls, translates errors, fans out events. Never lets an exception or an unexpected text reach its caller.
 */
import { callSchemas, connectionSchemas } from '../../shared/contract/schemas.ts';
import type { CallName, EventName } from '../../shared/contract/names.ts';
import {
  failure,
  readIncoming,
  type Incoming,
  type RpcRequest,
  type RpcResponse,
} from '../../shared/contract/jsonrpc.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { RecorderFacade } from '../recorder/facade.ts';
import { toErrorShape } from './errors.ts';
import { EventFanOut } from './event-fan-out.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { validate } from './validation.ts';

/** One connected window or script. */
export interface ApiConnection {
  /** Handles one message; resolves when its answers were sent. Never rejects. */
  receive(text: string): Promise<void>;
  /** Ends all subscriptions; answers still under way are dropped. */
  close(): void;
}

export class ApiRouter {
  readonly #handlers: Handlers;
  readonly #events: EventFanOut;
  readonly #logger: Logger;

  constructor(recorder: RecorderFacade, logger: Logger) {
    this.#handlers = createHandlers(recorder);
    this.#events = new EventFanOut(recorder);
    this.#logger = logger;
  }

  /** `send` gets answers and events as text, in the order they happen. */
  connect(send: (text: string) => void): ApiConnection {
    let open = true;
    const sendWhileOpen = (text: string) => {
      if (open) send(text);
    };
    return {
      receive: async (text) => {
        const { batch, items } = readIncoming(text);
        const answers = await Promise.all(items.map((item) => this.#answer(item, sendWhileOpen)));
        const texts = answers.filter((answer) => answer !== undefined);
        // A batch of notifications is answered by nothing at all.
        if (texts.length > 0) sendWhileOpen(batch ? `[${texts.join(',')}]` : texts.join(''));
      },
      close: () => {
        open = false;
        this.#events.drop(sendWhileOpen);
      },
    };
  }

  async #answer(item: Incoming, send: (text: string) => void): Promise<string | undefined> {
    if (item.kind === 'invalid') return JSON.stringify(item.response);
    const { request } = item;
    const text = await this.#respond(request, send);
    return request.id === undefined ? undefined : text;
  }

  /** The answer as text: a result that cannot be put into text fails its own call, not the whole batch. */
  async #respond(request: RpcRequest, send: (text: string) => void): Promise<string> {
    const id = request.id ?? null;
    try {
      const result = await this.#call(request, send);
      return JSON.stringify({ jsonrpc: '2.0', id, result: result ?? null } satisfies RpcResponse);
    } catch (error) {
      if (error instanceof UnknownMethod) {
        return JSON.stringify(
          failure(id, 'methodNotFound', 'This version of Watchpost does not know this call.'),
        );
      }
      const shape = toErrorShape(error, request.method, this.#logger);
      return JSON.stringify({ jsonrpc: '2.0', id, error: shape } satisfies RpcResponse);
    }
  }

  async #call({ method, params }: RpcRequest, send: (text: string) => void): Promise<unknown> {
    if (Array.isArray(params)) {
      throw new AppError('invalidParams', 'Params are given by name, in an object.', [
        { path: '', message: 'must be an object' },
      ]);
    }
    // Own keys only: `constructor` and its kin are names of nothing here.
    if (Object.hasOwn(callSchemas, method)) return this.#callRecorder(method as CallName, params);
    if (method === 'subscribe' || method === 'unsubscribe') {
      const { events } = validate(connectionSchemas[method].params, params);
      for (const event of events) this.#events[method](event satisfies EventName, send);
      return { events };
    }
    throw new UnknownMethod();
  }

  #callRecorder(method: CallName, params: unknown): unknown {
    const handler = this.#handlers[method] as (params: unknown) => unknown;
    return handler(validate(callSchemas[method].params, params));
  }
}

class UnknownMethod extends Error {}
