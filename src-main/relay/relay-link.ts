/**
 * Where the relay runs: in a worker thread (so that a busy main thread loses no frame) or inline behind the same port.
 * A worker that dies is started again on the same loopback port.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { inlinePorts, type FromRelay, type RelayWorkerData, type ToRelay } from './relay-port.ts';
import { RelayCore } from './relay-core.ts';
import { makeBell, ring } from './thread-rest.ts';

export interface RelayLink {
  readonly started: Promise<void>;
  /** The loopback server's port; 0 before `started`. */
  port(): number;
  post(message: ToRelay): void;
  onMessage(listener: (message: FromRelay) => void): void;
  /** The worker ended by itself: every pull is gone. */
  onCrash(listener: (detail: string) => void): void;
  close(): Promise<void>;
}

export function openInline(deps: { clock: Clock; logger: Logger }): RelayLink {
  const ports = inlinePorts();
  const started = Promise.withResolvers<void>();
  let port = 0;
  ports.main.onMessage((message) => {
    if (message.type === 'started') {
      port = message.port;
      started.resolve();
    } else if (message.type === 'start-failed') started.reject(new Error(message.message));
  });
  const core = new RelayCore(ports.relay, { clock: deps.clock, port: 0 });
  return {
    started: started.promise,
    port: () => port,
    post: (message) => ports.main.post(message),
    onMessage: (listener) => ports.main.onMessage(listener),
    onCrash: () => {},
    close: () => core.closed,
  };
}

/** A worker that dies sooner than this after its start is not started at once again. */
const RESTART_PAUSE_MS = 1_000;

export function openWorker(workerUrl: URL, deps: { clock: Clock; logger: Logger }): RelayLink {
  const started = Promise.withResolvers<void>();
  const messageListeners: Array<(message: FromRelay) => void> = [];
  const crashListeners: Array<(detail: string) => void> = [];
  const waiting: ToRelay[] = [];
  const bell = makeBell();
  let port = 0;
  let worker: Worker | undefined;
  let closing = false;

  const begin = (): void => {
    const mine = new Worker(workerUrl, {
      name: 'relay',
      workerData: { port, bell } satisfies RelayWorkerData,
    });
    let failure = 'the relay thread ended';
    worker = mine;
    mine.on('message', (message: FromRelay) => {
      if (message.type === 'started') {
        port = message.port;
        started.resolve();
      } else if (message.type === 'start-failed') started.reject(new Error(message.message));
      for (const listener of messageListeners) listener(message);
    });
    mine.on('error', (error) => {
      failure = error instanceof Error ? error.message : String(error);
    });
    mine.on('exit', () => {
      worker = undefined;
      if (closing) return;
      started.reject(new Error(failure));
      // A relay that never came up is the caller's to report; only one that ran is started again.
      if (port === 0) return;
      for (const listener of crashListeners) listener(failure);
      deps.clock.after(RESTART_PAUSE_MS, () => {
        if (!closing) begin();
      });
    });
    for (const message of waiting.splice(0)) mine.postMessage(message);
  };
  begin();
  return {
    started: started.promise,
    port: () => port,
    post: (message) => {
      if (!worker) waiting.push(message);
      else worker.postMessage(message);
      ring(bell);
    },
    onMessage: (listener) => void messageListeners.push(listener),
    onCrash: (listener) => void crashListeners.push(listener),
    close: async () => {
      closing = true;
      await worker?.terminate();
    },
  };
}
