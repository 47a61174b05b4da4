/**
 * At most three attempts per host (address and port) in ten seconds, first come first served (REC-15), so that
 * 16 cameras behind one recorder or router cause no storm. "Test" does not pass here; recorders pass before viewers.
 * Knows nothing of cameras: a waiter is a promise.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { HOST_ATTEMPTS, HOST_ATTEMPT_WINDOW_MS } from '../../shared/model/limits.ts';

export type StaggerPriority = 'recorder' | 'viewer';

interface Waiter {
  readonly priority: StaggerPriority;
  readonly go: () => void;
}

interface Host {
  /** Monotonic ms of the attempts within the window, oldest first. */
  readonly attempts: number[];
  readonly waiting: Waiter[];
  timer?: Timer | undefined;
}

export class HostStagger {
  readonly #hosts = new Map<string, Host>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves true when this attempt may begin, false when `signal` was aborted first (no attempt is counted then). */
  turn(
    address: string,
    options: { priority: StaggerPriority; signal?: AbortSignal | undefined },
  ): Promise<boolean> {
    const { priority, signal } = options;
    if (signal?.aborted) return Promise.resolve(false);
    const host = this.#hosts.get(address) ?? { attempts: [], waiting: [] };
    this.#hosts.set(address, host);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        priority,
        go: () => {
          signal?.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      const leave = () => {
        const at = host.waiting.indexOf(waiter);
        if (at >= 0) host.waiting.splice(at, 1);
        if (host.waiting.length === 0) host.timer?.cancel();
        resolve(false);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const behind = host.waiting.findIndex(
        (other) => priority === 'recorder' && other.priority === 'viewer',
      );
      if (behind < 0) host.waiting.push(waiter);
      else host.waiting.splice(behind, 0, waiter);
      this.#admit(address, host);
    });
  }

  /** How many attempts wait at a host. */
  waiting(address: string): number {
    return this.#hosts.get(address)?.waiting.length ?? 0;
  }

  #admit(address: string, host: Host): void {
    const now = this.#clock.monotonicMs();
    while ((host.attempts[0] ?? now) <= now - HOST_ATTEMPT_WINDOW_MS) host.attempts.shift();
    while (host.attempts.length < HOST_ATTEMPTS) {
      const next = host.waiting.shift();
      if (!next) break;
      host.attempts.push(now);
      next.go();
    }
    host.timer?.cancel();
    host.timer = undefined;
    const oldest = host.attempts[0];
    if (oldest === undefined || host.waiting.length === 0) return;
    const waitMs = oldest + HOST_ATTEMPT_WINDOW_MS - now;
    host.timer = this.#clock.after(waitMs, () => this.#admit(address, host));
  }
}
