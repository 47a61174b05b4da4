/**
 * All simulated cameras of the app, by camera id: makes their clips, starts and stops them, and hands out how to reach them.
 * Ports and passwords are new at every start; whoever needs a port to stay gives it back in `port`.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { DemoCamera } from './demo-camera.ts';
import type { DemoClip } from './clip.ts';
import { ensureDemoClips } from './demo-clip.ts';
import { scenes } from './scenes.ts';

export interface DemoFleetOptions {
  /** Folder for the clips: `demo/` of the data folder. */
  readonly folder: string;
  readonly ffmpegPath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface DemoFleetCamera {
  readonly cameraId: string;
  /** The camera's number (from 1): decides what it looks at and where in the loop it is. */
  readonly number: number;
  /** A port that should be used again; a free one is taken when it is not to be had. */
  readonly port?: number;
}

/** How far apart the loops of neighbouring cameras are: no divisor of the loop's ten seconds. */
const PHASE_STEP_MS = 2_280;

export class DemoFleet implements AsyncDisposable {
  readonly #options: DemoFleetOptions;
  readonly #cameras = new Map<string, Promise<DemoCamera>>();
  readonly #running = new Map<string, DemoCamera>();
  readonly #clips = new Map<number, Promise<DemoClip>>();

  constructor(options: DemoFleetOptions) {
    this.#options = options;
  }

  /** The running camera of this id, started if need be. Throws AppError `unavailable` when FFmpeg cannot make the clip. */
  start(camera: DemoFleetCamera): Promise<DemoCamera> {
    const known = this.#cameras.get(camera.cameraId);
    if (known) return known;
    const starting = this.#start(camera);
    this.#cameras.set(camera.cameraId, starting);
    starting.catch(() => {
      if (this.#cameras.get(camera.cameraId) === starting) this.#cameras.delete(camera.cameraId);
    });
    return starting;
  }

  /** The camera of this id if it runs now. */
  get(cameraId: string): DemoCamera | undefined {
    return this.#running.get(cameraId);
  }

  async stop(cameraId: string): Promise<void> {
    const camera = this.#cameras.get(cameraId);
    this.#cameras.delete(cameraId);
    // A camera that never started has nothing to stop.
    await (await camera?.catch(() => undefined))?.stop();
    this.#running.delete(cameraId);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#cameras.keys()].map((cameraId) => this.stop(cameraId)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopAll();
  }

  /** Makes the clips for this many cameras ahead of time, one after the other. */
  async prepare(cameras: number): Promise<void> {
    for (let number = 1; number <= Math.min(cameras, scenes.length); number++) await this.#clipOf(number);
  }

  async #start({ cameraId, number, port }: DemoFleetCamera): Promise<DemoCamera> {
    const { clock, logger } = this.#options;
    const base = {
      clip: await this.#clipOf(number),
      clock,
      logger: logger.child({ cameraId }),
      username: 'demo',
      password: randomBytes(12).toString('base64url'),
      phaseMs: (number - 1) * PHASE_STEP_MS,
    };
    let camera = new DemoCamera({ ...base, port: port ?? 0 });
    try {
      await camera.start();
    } catch (error) {
      if (!port) throw error;
      camera = new DemoCamera({ ...base, port: 0 });
      await camera.start();
    }
    this.#running.set(cameraId, camera);
    return camera;
  }

  #clipOf(number: number): Promise<DemoClip> {
    const scene = (number - 1) % scenes.length;
    const known = this.#clips.get(scene);
    if (known) return known;
    const { folder, ffmpegPath, environment, clock, logger } = this.#options;
    const clip = ensureDemoClips(folder, { ffmpegPath, environment, clock, logger, scene });
    this.#clips.set(scene, clip);
    clip.catch(() => this.#clips.delete(scene));
    return clip;
  }
}
