/** Simulated cameras in the life of the app: started before their camera is pulled, topped up on request, ended with it. */
import path from 'node:path';
import type { Logger } from '../base/logger.ts';
import type { CameraRegistry } from '../cameras/camera-registry.ts';
import { DemoFleet } from '../demo/demo-fleet.ts';
import type { Camera, StreamRole } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { RtspSource } from '../relay/relay.ts';
import type { Ground } from './ground.ts';

/** What the scenes show, in their order. */
const names = ['Front door', 'Till', 'Car park', 'Back door'];

export class DemoCameras {
  readonly #fleet: DemoFleet;
  readonly #logger: Logger;

  constructor({ options, ffmpeg, childEnv, clock, logger }: Ground) {
    this.#logger = logger;
    this.#fleet = new DemoFleet({
      folder: path.join(options.dataDir, 'demo'),
      ffmpegPath: ffmpeg.path,
      environment: childEnv,
      clock,
      logger,
    });
  }

  /** Makes the clips before the window opens, so that cameras record within seconds. */
  async prepare(count: number): Promise<void> {
    await this.#fleet.prepare(count);
  }

  /** The same in the background, for somebody who may try the demo at the first start. */
  prepareAhead(): void {
    this.#fleet.prepare(2).catch((error: unknown) => {
      this.#logger.warn('The demo cameras could not be prepared', { error: String(error) });
    });
  }

  async start(camera: Camera): Promise<void> {
    if (camera.source.kind !== 'demo') return;
    await this.#fleet.start({ cameraId: camera.id, number: camera.number });
  }

  async stop(camera: Camera): Promise<void> {
    if (camera.source.kind === 'demo') await this.#fleet.stop(camera.id);
  }

  stopAll(): Promise<void> {
    return this.#fleet.stopAll();
  }

  sourceOf(cameraId: string, role: StreamRole): RtspSource | undefined {
    const demo = this.#fleet.get(cameraId);
    if (!demo) return undefined;
    const url = role === 'sub' ? demo.subUrl : demo.mainUrl;
    return {
      url,
      ...(demo.username !== undefined && { username: demo.username }),
      ...(demo.password !== undefined && { password: demo.password }),
    };
  }

  /** AppError notFound for cameras that are real. */
  get(cameraId: string) {
    const demo = this.#fleet.get(cameraId);
    if (!demo) throw new AppError('notFound', 'This is no simulated camera, or it is not running.');
    return demo;
  }

  /** Adds simulated cameras until there are `count`. */
  async topUp(count: number, registry: CameraRegistry): Promise<void> {
    for (
      let have = registry.list().filter(({ source }) => source.kind === 'demo').length;
      have < count;
      have += 1
    ) {
      const name = names[have % names.length] ?? 'Demo camera';
      const round = Math.floor(have / names.length);
      await registry.add({ name: round === 0 ? name : `${name} ${round + 1}`, source: { kind: 'demo' } });
    }
  }
}
