/** The relay itself, behind its port: all pulls and the loopback server. Runs in a worker thread or inline. */
import type { Clock } from '../base/clock.ts';
import type { RelayPort } from './relay-port.ts';

export class RelayCore {
  readonly closed: Promise<void> = Promise.resolve();

  constructor(port: RelayPort, _options: { clock: Clock; port: number }) {
    port.post({ type: 'start-failed', message: 'not built yet' });
  }
}
