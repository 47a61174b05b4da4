/**
 * Whether a camera is really being recorded: judged by footage that reaches the disk, never by the state of a process
 * (COV-4). A process may run, a stream may flow, and nothing may be stored all the same. Pure; instants UTC ms.
 */
import type { CameraStatus } from '../../shared/model/camera-status.ts';
import type { FootageArrival } from '../../shared/model/health.ts';
import { FOOTAGE_LATE_MS } from '../../shared/model/limits.ts';

export interface ArrivalFacts {
  readonly status: Pick<CameraStatus, 'sessionId' | 'sessionStartedAt'>;
  /** Since when its state says that it is recorded, if it does: a camera that was away needs a moment. */
  readonly recordingSince?: number | undefined;
  /** Where the newest footage ends, finished or in the growing file. */
  readonly newestFootageAt?: number | undefined;
  readonly now: number;
}

/** `since`: from when on nothing has arrived, where that is too long ago. */
export function arrivalOf({ status, recordingSince, newestFootageAt, now }: ArrivalFacts): FootageArrival {
  if (status.sessionId === undefined) return { state: 'not-wanted' };
  const wantedSince = Math.max(status.sessionStartedAt ?? now, recordingSince ?? 0);
  const hasArrived = newestFootageAt !== undefined && newestFootageAt >= wantedSince;
  const since = hasArrived ? newestFootageAt : wantedSince;
  if (now - since > FOOTAGE_LATE_MS) return { state: 'missing', since };
  return { state: hasArrived ? 'arriving' : 'starting' };
}

/** Remembers since when each camera's state says that it is recorded, and judges by that. */
export class FootageWatch {
  readonly #recordingSince = new Map<string, number>();

  look({
    status,
    newestFootageAt,
    now,
  }: Omit<ArrivalFacts, 'status'> & { status: CameraStatus }): FootageArrival {
    if (!status.recording) this.#recordingSince.delete(status.id);
    else if (!this.#recordingSince.has(status.id)) this.#recordingSince.set(status.id, now);
    const recordingSince = this.#recordingSince.get(status.id);
    return arrivalOf({ status, recordingSince, newestFootageAt, now });
  }
}
