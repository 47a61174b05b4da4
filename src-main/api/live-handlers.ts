/** Calls about live pictures. The pictures themselves travel on the media channel that the hosts open. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';

type Part = Extract<CallName, `live.${string}`>;

export function liveHandlers({ live }: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    'live.open': (params) => live.open(params),
    'live.subscribe': (params) => live.subscribe(params),
    'live.unsubscribe': (params) => live.unsubscribe(params),
  };
}
