/**
 * Wires where pictures come from: cameras on the network and simulated ones by their address, cameras of this PC by an
 * encoder of ours. Connects only.
 */
import { CameraPulls } from '../cameras/camera-pulls.ts';
import { createSourceOf } from '../cameras/camera-source.ts';
import { DeviceEncoders } from '../cameras/encoding/device-encoders.ts';
import { createEncoderChoice } from '../cameras/encoding/encoder-test.ts';
import { HostStagger } from '../cameras/host-stagger.ts';
import { LocalCameras } from '../cameras/local-cameras.ts';
import type { OpenSource, RecorderProgram } from '../cameras/ports.ts';
import { createDeviceAccess } from '../discovery/device-access.ts';
import type { SpawnOptions } from '../ffmpeg/child.ts';
import type { Relay } from '../relay/relay.ts';
import type { DemoCameras } from './demo-cameras.ts';
import type { Ground } from './ground.ts';

export interface CameraSources {
  readonly pulls: CameraPulls;
  readonly encoders: DeviceEncoders;
  readonly localCameras: LocalCameras;
}

export interface CameraSourceParts {
  readonly relay: Relay;
  readonly demo: DemoCameras;
  readonly program: Pick<SpawnOptions, 'binary' | 'env' | 'clock' | 'logger' | 'ledger' | 'redactor'>;
  readonly spawning: RecorderProgram;
}

export function openCameraSources(ground: Ground, parts: CameraSourceParts): CameraSources {
  const { clock, logger, settings, catalogue, secrets, options } = ground;
  const { relay, demo, program, spawning } = parts;
  const { platform } = process;
  const encoders = new DeviceEncoders({
    relay,
    access: options.devices ?? createDeviceAccess({ program, platform }),
    choice: createEncoderChoice(program, platform),
    program: spawning,
    clock,
    logger,
  });
  const open: OpenSource = (source) =>
    source.kind === 'device' ? encoders.open(source.device) : relay.open(source);
  const sourceOf = createSourceOf({
    secrets,
    demoSource: (cameraId, role) => demo.sourceOf(cameraId, role),
  });
  const slowMs = () => settings.get().reconnect.slowMs;
  const pulls = new CameraPulls({ open, sourceOf, stagger: new HostStagger(clock), clock, logger, slowMs });
  const localCameras = new LocalCameras({
    listDevices: () => encoders.list(),
    cameras: catalogue.cameras,
    pulls,
    open,
  });
  return { pulls, encoders, localCameras };
}
