/** The relay's worker with a weak spot: subscription 666 ends the thread, as a fault in it would. */
import { parentPort } from 'node:worker_threads';
import '../../src-main/relay/relay-worker.ts';

parentPort?.on('message', (message: { type?: string; subscription?: number }) => {
  if (message.type === 'watch' && message.subscription === 666) process.exit(1);
});
