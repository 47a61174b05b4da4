/** How often each camera's runs ended and why, since the app started: for /metrics. Remembers nothing else. */
import type { EndReason } from '../../shared/model/end-reason.ts';

export interface RunEndCount {
  readonly reason: EndReason;
  readonly count: number;
}

export class RunEnds {
  readonly #counts = new Map<number, Map<EndReason, number>>();

  note(cameraNumber: number, reason: EndReason): void {
    const ofCamera = this.#counts.get(cameraNumber) ?? new Map<EndReason, number>();
    ofCamera.set(reason, (ofCamera.get(reason) ?? 0) + 1);
    this.#counts.set(cameraNumber, ofCamera);
  }

  of(cameraNumber: number): RunEndCount[] {
    return [...(this.#counts.get(cameraNumber) ?? [])].map(([reason, count]) => ({ reason, count }));
  }
}
