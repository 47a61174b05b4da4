/** Entry of the relay's worker thread: the relay behind the thread's own port. Holds no logic. */
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { RelayCore } from './relay-core.ts';
import type { RelayWorkerData, ToRelay } from './relay-port.ts';

const port = parentPort;
if (!port) throw new Error('relay-worker.ts runs as a worker thread only');

/** Lives as long as the thread. */
export const relayCore = new RelayCore(
  {
    post: (message, transfer) => port.postMessage(message, transfer ? [...transfer] : []),
    onMessage: (listener) => void port.on('message', (message: ToRelay) => listener(message)),
  },
  { clock: systemClock, ...(workerData as RelayWorkerData) },
);
