/** What the operator wants of a camera, as the supervisor needs it. Pure. */
import type { Camera } from '../../shared/model/camera.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Enablement } from './ports.ts';

export interface Desired {
  readonly record: boolean;
  readonly enablement: Enablement;
  /** Why not, where the operator is told. */
  readonly offReason?: EndReason;
}

/** A camera is recorded unless it is disabled, its mode is off, or it was stopped by hand. */
export function desiredOf(camera: Camera): Desired {
  if (!camera.enabled || camera.recordingMode === 'off') return { record: false, enablement: 'disabled' };
  if (camera.pausedByOperator) {
    return { record: false, enablement: 'paused', offReason: 'paused-by-operator' };
  }
  return { record: true, enablement: 'enabled' };
}

/** True when the pull must be made anew: address, user or what was agreed to differs. */
export function sourceChanged(before: Camera, after: Camera): boolean {
  return JSON.stringify(before.source) !== JSON.stringify(after.source);
}

/** True when FFmpeg must be started anew although the pull can stay. */
export function runChanged(before: Camera, after: Camera): boolean {
  return before.recordAudio !== after.recordAudio;
}
