/**
 * The cameras of this PC as sources of pulls: one encoder per camera at a time, an encoder's choice remembered for the
 * app's life. Opens what it is asked for; sharing one pull among holders is `camera-pulls.ts`.
 */
import type { EncoderName } from '../../../shared/model/camera.ts';
import { ENCODER_START_MS } from '../../../shared/model/limits.ts';
import type { LocalDevice } from '../../discovery/local-device.ts';
import type { Pull, Relay } from '../../relay/relay.ts';
import { EncodedPull, type EncodedPullDeps } from './encoded-pull.ts';

export interface DeviceEncodersDeps extends EncodedPullDeps {
  readonly relay: Pick<Relay, 'open'>;
}

export class DeviceEncoders {
  readonly #deps: DeviceEncodersDeps;
  readonly #latest = new Map<string, EncodedPull>();
  /** Also those that were let go of and are still ending. */
  readonly #running = new Set<EncodedPull>();

  constructor(deps: DeviceEncodersDeps) {
    this.#deps = deps;
  }

  /** A pull of the camera; waits for the one before it to let go of the camera. */
  open(device: string): Pull {
    // The pull itself knows when an encoder is late; the relay only must not give up before it.
    const relayPull = this.#deps.relay.open({ kind: 'published' }, { handshakeMs: ENCODER_START_MS });
    const before = this.#latest.get(device)?.gone ?? Promise.resolve();
    const pull = new EncodedPull(device, relayPull, { ...this.#deps, before });
    this.#latest.set(device, pull);
    this.#running.add(pull);
    void pull.gone.then(() => {
      this.#running.delete(pull);
      if (this.#latest.get(device) === pull) this.#latest.delete(device);
    });
    return pull;
  }

  /** Who encodes the camera now. */
  encoderOf(device: string): EncoderName | undefined {
    return this.#latest.get(device)?.encoder;
  }

  /** Resolves when no encoder is left. */
  async close(): Promise<void> {
    await Promise.all([...this.#running].map((pull) => pull.close()));
  }

  /** The cameras there are now; AppError unavailable. Whoever looks at them will soon need an encoder, so those are tested. */
  async list(): Promise<readonly LocalDevice[]> {
    void this.#deps.choice.prepare();
    return await this.#deps.access.list();
  }
}
