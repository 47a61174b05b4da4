/**
 * The pulls as viewers and scripts get them: by the camera's id, with an error an operator can read. Viewers never make
 * a camera work that is switched off, and never cost the recorder its turn.
 */
import type { StreamRole } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import { failureOf } from './attempt-failed.ts';
import type { CameraPulls } from './camera-pulls.ts';
import type { CameraRegistry } from './camera-registry.ts';
import { hasSubStream, namesOfCamera } from './camera-source.ts';
import type { HeldPull } from './ports.ts';
import { reasonShown } from './status-view.ts';

export class ViewerPulls {
  readonly #registry: CameraRegistry;
  readonly #pulls: CameraPulls;

  constructor(registry: CameraRegistry, pulls: CameraPulls) {
    this.#registry = registry;
    this.#pulls = pulls;
  }

  /** The camera's stream; the holder releases it once. AppError notFound, unavailable (with `{reason}` as data). */
  async acquire(cameraId: string, stream: StreamRole): Promise<HeldPull> {
    const camera = this.#registry.get(cameraId);
    if (!camera.enabled) throw new AppError('unavailable', `${camera.name} is switched off.`);
    try {
      return await this.#pulls.hold(camera, stream, { priority: 'viewer' });
    } catch (error) {
      const failure = failureOf(error);
      const sentence = reasonShown(failure, namesOfCamera(camera));
      throw new AppError('unavailable', sentence, { reason: failure.reason });
    }
  }

  /** True when the camera has a stream of this role of its own. */
  has(cameraId: string, stream: StreamRole): boolean {
    return stream === 'main' || hasSubStream(this.#registry.get(cameraId));
  }
}
