/**
 * Keeps the mirror true: a snapshot first, then events; everything again when a lost connection is back.
 * Never decides anything; screens read the store.
 */
import { getBridge } from '../bridge/bridge.ts';
import { failureOf } from './failure.ts';
import { getState } from './store.ts';

const CLOCK_MS = 1_000;
const STORAGE_REFRESH_MS = 30_000;
const LOST_SHOWN_AFTER_MS = 1_000;

/** Starts listening and fetches the first snapshot. Called once. */
export function startSync(): void {
  const { client, onLost, onRestored } = getBridge();
  const state = getState();
  client.on('camera.status', (status) => getState().setStatuses([status]));
  client.on('cameras.changed', ({ cameras }) => getState().setCameras(cameras));
  client.on('segment.added', ({ cameraId, segment }) => {
    getState().closeSegment(cameraId, segment.startAt, segment.startAt + segment.durationMs);
    getState().footageAdded();
  });
  client.on('segment.open', (open) =>
    getState().setOpenSegment(open.cameraId, open.startAt, open.playableUntil),
  );
  client.on('storage.changed', (storage) => getState().setStorage(storage));
  client.on('problem.raised', (problem) => getState().problemRaised(problem));
  client.on('problem.cleared', ({ id }) => getState().problemCleared(id));

  let lostTimer: number | undefined;
  onLost(() => {
    const since = Date.now();
    // A blink of the connection is not worth a sentence.
    lostTimer ??= window.setTimeout(
      () => getState().setConnection({ phase: 'lost', since }),
      LOST_SHOWN_AFTER_MS,
    );
  });
  onRestored(() => {
    clearTimeout(lostTimer);
    lostTimer = undefined;
    void fetchSnapshot();
  });
  setInterval(() => state.tick(Date.now()), CLOCK_MS);
  setInterval(() => void fetchStorage(), STORAGE_REFRESH_MS);
  void fetchSnapshot();
}

/** Reads everything again; a failure leaves the connection as it is, the transport says when to come back. */
export async function fetchSnapshot(): Promise<void> {
  const { client } = getBridge();
  const state = getState();
  try {
    const [app, cameras, statuses] = await Promise.all([
      client.call('app.get'),
      client.call('cameras.list'),
      client.call('cameras.status'),
    ]);
    state.setApp(app);
    state.setStatuses(statuses);
    state.setCameras(cameras);
    state.setConnection({ phase: 'ready' });
    state.footageAdded();
  } catch (error) {
    if (getState().connection.phase === 'starting') window.setTimeout(() => void fetchSnapshot(), CLOCK_MS);
    else state.notify(failureOf(error).message, 'bad');
    return;
  }
  await Promise.all([fetchStorage(), fetchProblems()]);
}

/** The disks; a disk that cannot be read is a state of its own (-1005). */
export async function fetchStorage(): Promise<void> {
  if (getState().connection.phase !== 'ready') return;
  try {
    getState().setStorage(await getBridge().client.call('storage.info'));
  } catch (error) {
    getState().setStorageFailure(failureOf(error));
  }
}

async function fetchProblems(): Promise<void> {
  try {
    getState().setProblems((await getBridge().client.call('health.get')).problems);
  } catch {
    // Health shows its own error when it is opened; the status line lives on camera states alone.
  }
}
