/** A demo camera in a thread of its own, for tests that block the main thread: posts its address, stops when told anything. */
import { parentPort } from 'node:worker_threads';
import { startDemoCamera } from './demo-fixture.ts';

// Like a camera with little memory: what cannot be sent within a moment is dropped with the connection.
const camera = await startDemoCamera({ withoutSignIn: true, knobs: { sendBufferBytes: 64 << 10 } });
parentPort?.postMessage({ url: camera.mainUrl });
parentPort?.once('message', () => void camera.stop().then(() => process.exit(0)));
