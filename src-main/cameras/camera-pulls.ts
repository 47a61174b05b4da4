/**
 * One pull per stream of a camera, shared by recorder, viewers and stills (REC-17). The main stream's pull lives while
 * anybody holds it, the sub-stream's 10 s longer. Attempts pass the host stagger; viewers do not ask again for a while
 * what was refused a moment ago. Opens nothing by itself and never retries: holders do.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { SLOW_RETRY_MS } from '../../shared/model/limits.ts';
import type { Camera, StreamRole } from '../../shared/model/camera.ts';
import type { Pull, PullStats } from '../relay/relay.ts';
import { AttemptFailed, failureOf, type Failure } from './attempt-failed.ts';
import { hasSubStream, staggerKeyOf } from './camera-source.ts';
import { endReasonTable } from './end-reasons.ts';
import type { HostStagger, StaggerPriority } from './host-stagger.ts';
import type { HeldPull, OpenSource, SourceOf } from './ports.ts';

/** A tile that is scrolled away and back must not connect anew. */
export const SUB_LINGER_MS = 10_000;
/** After a failure viewers get its reason for this long, so that their impatience takes no attempt from the recorder. */
const VIEWER_PAUSE_MS = 5_000;

export interface PullsDeps {
  readonly open: OpenSource;
  readonly sourceOf: SourceOf;
  readonly stagger: HostStagger;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Pause after a refused sign-in (settings `reconnect.slowMs`). */
  readonly slowMs?: () => number;
}

export interface HoldOptions {
  readonly priority: StaggerPriority;
  readonly signal?: AbortSignal | undefined;
}

interface Entry {
  readonly key: string;
  readonly cameraId: string;
  readonly stream: StreamRole;
  readonly life: AbortController;
  readonly opened: Promise<Omit<HeldPull, 'release' | 'stream'>>;
  pull?: Pull;
  holders: number;
  linger?: Timer | undefined;
}

export class CameraPulls {
  readonly #deps: PullsDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #refusals = new Map<string, { failure: Failure; until: number }>();

  constructor(deps: PullsDeps) {
    this.#deps = deps;
  }

  /**
   * The camera's stream, opened when need be; resolves when the first key frame is there. `sub` of a camera without
   * one is `main`. Rejects with AttemptFailed; `signal` only leaves the wait, others keep theirs.
   */
  async hold(camera: Camera, role: StreamRole, options: HoldOptions): Promise<HeldPull> {
    const stream = role === 'sub' && hasSubStream(camera) ? 'sub' : 'main';
    const key = `${camera.id}/${stream}`;
    const refusal = this.#refusals.get(key);
    // REC-5: a viewer's impatience must not lock the camera's account; the recorder keeps its own slow pace.
    if (refusal && options.priority === 'viewer' && this.#deps.clock.monotonicMs() < refusal.until) {
      throw new AttemptFailed(refusal.failure);
    }
    const entry = this.#entries.get(key) ?? this.#open(camera, stream, key, options.priority);
    entry.holders += 1;
    entry.linger?.cancel();
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      this.#release(entry);
    };
    try {
      const opened = await untilAborted(entry.opened, options.signal);
      return { ...opened, stream, release };
    } catch (error) {
      release();
      throw new AttemptFailed(failureOf(error));
    }
  }

  /** What is known of a stream that is being pulled now. */
  stats(cameraId: string, stream: StreamRole): PullStats | undefined {
    return this.#entries.get(`${cameraId}/${stream}`)?.pull?.stats();
  }

  /** Ends a camera's pulls, because its address or password changed or it was removed. Holders see `closed`. */
  async drop(cameraId: string): Promise<void> {
    this.#forgive(cameraId);
    const entries = [...this.#entries.values()].filter((entry) => entry.cameraId === cameraId);
    await Promise.all(entries.map((entry) => this.#end(entry)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#entries.values()].map((entry) => this.#end(entry)));
  }

  #open(camera: Camera, stream: StreamRole, key: string, priority: StaggerPriority): Entry {
    const life = new AbortController();
    const entry: Entry = {
      key,
      cameraId: camera.id,
      stream,
      life,
      holders: 0,
      opened: Promise.resolve().then(() => this.#connect(entry, camera, priority)),
    };
    entry.opened.catch(() => {});
    this.#entries.set(key, entry);
    return entry;
  }

  async #connect(entry: Entry, camera: Camera, priority: StaggerPriority) {
    const { clock, open, sourceOf, stagger } = this.#deps;
    const { signal } = entry.life;
    try {
      const source = await sourceOf(camera, entry.stream);
      const mayGo = await stagger.turn(staggerKeyOf(source), { priority, signal });
      if (!mayGo) throw new AttemptFailed({ reason: 'camera-lost', detail: 'nobody waits for this stream' });
      const pull = open(source);
      entry.pull = pull;
      void pull.closed.then(() => this.#forget(entry));
      const info = await untilAborted(pull.ready, signal);
      this.#forgive(camera.id);
      return { pull, info };
    } catch (error) {
      const failure = failureOf(error);
      // Who left the wait himself says nothing about the camera.
      if (!signal.aborted)
        this.#refusals.set(entry.key, { failure, until: clock.monotonicMs() + this.#pauseAfter(failure) });
      await this.#end(entry);
      throw error;
    }
  }

  #pauseAfter(failure: Failure): number {
    const isSlow = endReasonTable[failure.reason].retry === 'slow';
    return isSlow ? (this.#deps.slowMs?.() ?? SLOW_RETRY_MS) : VIEWER_PAUSE_MS;
  }

  /** What one stream proves (the camera answers, the password is right) holds for the other. */
  #forgive(cameraId: string): void {
    for (const key of this.#refusals.keys()) if (key.startsWith(`${cameraId}/`)) this.#refusals.delete(key);
  }

  #release(entry: Entry): void {
    entry.holders -= 1;
    if (entry.holders > 0 || this.#entries.get(entry.key) !== entry) return;
    if (entry.stream === 'main' || !entry.pull) return void this.#end(entry);
    entry.linger = this.#deps.clock.after(SUB_LINGER_MS, () => {
      if (entry.holders === 0) void this.#end(entry);
    });
  }

  async #end(entry: Entry): Promise<void> {
    this.#forget(entry);
    entry.life.abort();
    await entry.pull?.close();
  }

  #forget(entry: Entry): void {
    entry.linger?.cancel();
    if (this.#entries.get(entry.key) === entry) this.#entries.delete(entry.key);
  }
}

/** The promise's own outcome, or a rejection as soon as the signal is aborted. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise;
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(new AttemptFailed({ reason: 'camera-lost', detail: 'no longer wanted' }));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([promise, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
