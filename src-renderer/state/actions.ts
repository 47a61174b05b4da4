/** What several screens let the operator do. Failures become notices; success shows by itself through events. */
import type { CallName, Params } from '../../shared/contract/names.ts';
import { call } from './calls.ts';
import type { Remedy } from './camera-words.ts';
import { failureOf } from './failure.ts';
import { getState } from './store.ts';

/** Calls and turns a failure into a notice; true when it worked. */
export async function attempt<K extends CallName>(name: K, params: Params<K>): Promise<boolean> {
  try {
    await call(name, params);
    return true;
  } catch (error) {
    getState().notify(failureOf(error).message, 'bad');
    return false;
  }
}

/** Does what the one helping button of a problem promises. */
export function applyRemedy(remedy: Remedy, cameraId: string | undefined): void {
  const state = getState();
  switch (remedy.kind) {
    case 'storage':
      return state.navigate({ page: 'storage' });
    case 'health':
      return state.navigate({ page: 'health' });
    case 'edit':
      if (cameraId) state.openDialog({ kind: 'edit-camera', cameraId, focus: remedy.focus });
      return;
    case 'record':
      if (cameraId) void attempt('start_recording', { id: cameraId });
      return;
    case 'enable':
      if (cameraId) void attempt('cameras.update', { id: cameraId, enabled: true });
  }
}

/** Adds simulated cameras, numbered after the ones there are; the number that was added. */
export async function addDemoCameras(count: number): Promise<number> {
  const there = (getState().cameras ?? []).filter((camera) => camera.source.kind === 'demo').length;
  let added = 0;
  for (let index = 1; index <= count; index += 1) {
    const name = `Demo camera ${there + index}`;
    if (!(await attempt('cameras.add', { name, source: { kind: 'demo' } }))) break;
    added += 1;
  }
  return added;
}
