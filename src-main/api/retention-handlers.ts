/** Calls about how long footage is kept: the promise, dry runs, holds. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';

type Part = Extract<CallName, `retention.${string}` | `holds.${string}`>;

export function retentionHandlers({ retention, holds }: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    'retention.get': (params) => retention.get(params),
    'retention.preview': (params) => retention.preview(params),
    'holds.create': (params) => holds.create(params),
    'holds.list': (params) => holds.list(params),
    'holds.remove': (params) => holds.remove(params),
  };
}
