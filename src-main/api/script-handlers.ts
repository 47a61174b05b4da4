/** The calls with underscores, for scripts: the same answers under the names that docs/api.md promises. */
import type { CallName } from '../../shared/contract/names.ts';
import type { Method, RecorderFacade } from '../recorder/facade.ts';
import { statusForScripts, storageForScripts, withUnderscoreData } from './underscore.ts';

type Part = Extract<CallName, `${string}_${string}`>;

export function scriptHandlers({ cameras, recording, storage }: RecorderFacade): { [K in Part]: Method<K> } {
  return {
    get_camera_status: async (params) => (await cameras.status(params)).map(statusForScripts),
    get_storage_info: async () => storageForScripts(await storage.info({})),
    start_recording: (params) =>
      withUnderscoreData(async () => ({ session_id: (await recording.start(params)).sessionId })),
    stop_recording: (params) =>
      withUnderscoreData(async () => ({ session_id: (await recording.stop(params)).sessionId ?? null })),
  };
}
