/** Calls about storage locations: the list, adding, naming, removing. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';

type Part = Extract<CallName, `volumes.${string}`>;

export function volumeHandlers({ volumes }: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    'volumes.list': (params) => volumes.list(params),
    'volumes.add': (params) => volumes.add(params),
    'volumes.update': (params) => volumes.update(params),
    'volumes.remove': (params) => volumes.remove(params),
  };
}
