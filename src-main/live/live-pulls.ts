/**
 * The port through which live view and scripts reach a camera's pull; cameras implements it, recorder wires it.
 * Whoever acquires releases exactly once; the last release lets the pull go. Never names the relay's worker.
 */
import type { StreamRole } from '../../shared/model/camera.ts';
import type { Pull } from '../relay/relay.ts';

export interface HeldPull {
  readonly pull: Pull;
  /** The stream it really is: `main` when the camera has no sub-stream. */
  readonly stream?: StreamRole;
  release(): void;
}

export interface LivePulls {
  /** The pull of a camera's stream, opened when need be. Rejects with an AppError that says why there is none. */
  acquire(cameraId: string, stream: StreamRole): Promise<HeldPull>;
  /** True when the camera has a stream of this role of its own. */
  has?(cameraId: string, stream: StreamRole): boolean;
}
