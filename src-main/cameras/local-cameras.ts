/**
 * The cameras plugged into or built into this PC beside those of the list: what can be added, whether a choice is one of
 * them (SEC-1), and how one is tried that is being recorded already: it can be opened only once, so its pull is shared.
 */
import type { LocalCamera } from '../../shared/contract/names.ts';
import type { Camera, CameraSource } from '../../shared/model/camera.ts';
import type { LocalDevice } from '../discovery/local-device.ts';
import type { Pull } from '../relay/relay.ts';
import type { CameraPulls } from './camera-pulls.ts';
import { checkDevice } from './camera-validation.ts';
import type { HeldPull, OpenSource, StreamSource } from './ports.ts';

export interface LocalCamerasDeps {
  readonly listDevices: () => Promise<readonly LocalDevice[]>;
  readonly cameras: { list(): Camera[] };
  readonly pulls: Pick<CameraPulls, 'hold'>;
  readonly open: OpenSource;
}

export class LocalCameras {
  readonly #deps: LocalCamerasDeps;

  constructor(deps: LocalCamerasDeps) {
    this.#deps = deps;
  }

  /** What is plugged in now, and whose it is. AppError unavailable. */
  async list(): Promise<LocalCamera[]> {
    const devices = await this.#deps.listDevices();
    return devices.map(({ device, name }) => {
      const owner = this.#owner(device);
      return { device, name, ...(owner && { cameraId: owner.id }) };
    });
  }

  /** AppError invalidParams when the source of a new camera (or of camera `id`) is a device that it cannot be. */
  async check(source: CameraSource, id?: string): Promise<void> {
    if (source.kind !== 'usb') return;
    const { device } = source;
    if (id !== undefined && this.#owner(device)?.id === id) return;
    const others = this.#deps.cameras.list().filter((camera) => camera.id !== id);
    checkDevice(device, { listed: await this.#deps.listDevices(), others });
  }

  /** A pull to try a source with; closing it never ends somebody else's. Rejects with AttemptFailed. */
  async openToTest(source: StreamSource): Promise<Pull> {
    const owner = source.kind === 'device' ? this.#owner(source.device) : undefined;
    if (!owner?.enabled) return this.#deps.open(source);
    return borrowed(await this.#deps.pulls.hold(owner, 'main', { priority: 'viewer' }));
  }

  #owner(device: string): Camera | undefined {
    return this.#deps.cameras.list().find(({ source }) => source.kind === 'usb' && source.device === device);
  }
}

function borrowed({ pull, release }: HeldPull): Pull {
  return {
    id: pull.id,
    localUrl: pull.localUrl,
    ready: pull.ready,
    closed: pull.closed,
    stats: () => pull.stats(),
    onStats: (listener) => pull.onStats(listener),
    closeReaders: () => Promise.resolve(),
    close: async () => release(),
  };
}
