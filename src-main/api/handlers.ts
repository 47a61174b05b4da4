/**
 * Every call of the contract and who answers it: the sum of the areas' tables. The compiler refuses a missing call.
 * Decides nothing; params are validated before a handler sees them.
 */
import type { CallName, Calls } from '../../shared/contract/names.ts';
import type { RecorderFacade } from '../recorder/facade.ts';
import { cameraHandlers } from './cameras-handlers.ts';
import { footageHandlers } from './footage-handlers.ts';
import { liveHandlers } from './live-handlers.ts';
import { retentionHandlers } from './retention-handlers.ts';
import { scriptHandlers } from './script-handlers.ts';
import { systemHandlers } from './system-handlers.ts';
import { volumeHandlers } from './volumes-handlers.ts';

export type Handler<K extends CallName> = (
  params: Calls[K]['params'],
) => Calls[K]['result'] | Promise<Calls[K]['result']>;
export type Handlers = { readonly [K in CallName]: Handler<K> };

/** All handlers over one recorder. */
export function createHandlers(recorder: RecorderFacade): Handlers {
  return {
    ...cameraHandlers(recorder),
    ...footageHandlers(recorder),
    ...liveHandlers(recorder),
    ...retentionHandlers(recorder),
    ...systemHandlers(recorder),
    ...volumeHandlers(recorder),
    ...scriptHandlers(recorder),
  };
}
