/** Entry of the side thread: does the one job it was started with and ends. Holds no logic. */
import { parentPort, workerData } from 'node:worker_threads';
import { doSideJob } from './side-thread.ts';
import type { SideAnswer, SideJob } from './side-thread.ts';

const port = parentPort;
if (!port) throw new Error('safekeeping-worker.ts runs as a worker thread only');

function answer(): SideAnswer {
  try {
    return { report: doSideJob(workerData as SideJob) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

port.postMessage(answer());
