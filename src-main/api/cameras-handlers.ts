/** Calls about cameras: the list, one camera, testing an address, status, and the simulated camera's fire drill. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';

type Part = Extract<CallName, `cameras.${string}` | `demo.${string}`>;

export function cameraHandlers({ cameras, demo }: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    'cameras.add': (params) => cameras.add(params),
    'cameras.list': (params) => cameras.list(params),
    'cameras.get': (params) => cameras.get(params),
    'cameras.update': (params) => cameras.update(params),
    'cameras.remove': (params) => cameras.remove(params),
    'cameras.test': (params) => cameras.test(params),
    'cameras.devices': (params) => cameras.devices(params),
    'cameras.status': (params) => cameras.status(params),
    'demo.fault': (params) => demo.fault(params),
    'demo.sendLog': (params) => demo.sendLog(params),
  };
}
