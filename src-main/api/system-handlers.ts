/** Calls about the app as a whole: what it is, its storage, its health, its settings. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';

type Part = Extract<
  CallName,
  | `app.${string}`
  | `storage.${string}`
  | `health.${string}`
  | `quarantine.${string}`
  | `problems.${string}`
  | `settings.${string}`
>;

export function systemHandlers(recorder: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    'app.get': (params) => recorder.app.get(params),
    'storage.info': (params) => recorder.storage.info(params),
    'health.get': (params) => recorder.health.get(params),
    'quarantine.list': (params) => recorder.quarantine.list(params),
    'quarantine.retry': (params) => recorder.quarantine.retry(params),
    'quarantine.reveal': (params) => recorder.quarantine.reveal(params),
    'problems.dismiss': (params) => recorder.problems.dismiss(params),
    'settings.get': (params) => recorder.settings.get(params),
    'settings.update': (params) => recorder.settings.update(params),
  };
}
