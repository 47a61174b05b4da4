/**
 * Remembers which recorded files players read a moment ago, so that retention leaves them for a later pass (F25).
 * A player asks for a file piece by piece; it has gone on when it has not asked for a while.
 */
import type { Clock } from '../base/clock.ts';

/** Longer than a player's buffer, so that a paused minute does not lose its file. */
const IN_USE_MS = 60_000;
/** More players than a shop has; then the oldest are looked through for ended ones. */
const MANY = 256;

export class FilesInUse {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #readAt = new Map<number, number>();

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** A player was given a piece of this segment's file. */
  served(segmentId: number): void {
    this.#readAt.delete(segmentId);
    this.#readAt.set(segmentId, this.#clock.monotonicMs());
    if (this.#readAt.size > MANY) this.#forget();
  }

  has(segmentId: number): boolean {
    const at = this.#readAt.get(segmentId);
    return at !== undefined && this.#clock.monotonicMs() - at < IN_USE_MS;
  }

  /** In order of the last reading, so the ended ones come first. */
  #forget(): void {
    for (const id of this.#readAt.keys()) {
      if (this.has(id)) return;
      this.#readAt.delete(id);
    }
  }
}
