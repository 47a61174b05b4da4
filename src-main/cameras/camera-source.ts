/**
 * Where a camera's pictures come from, as the relay takes it: address, user and password together for the first time.
 * The only reader of camera passwords; they go to the relay and nowhere else (CAM-4, SEC-4).
 */
import type { Camera, StreamRole } from '../../shared/model/camera.ts';
import type { RtspSource } from '../relay/relay.ts';
import type { SecretStore } from '../settings/secrets-port.ts';
import { AttemptFailed } from './attempt-failed.ts';
import type { ReasonNames } from './end-reasons.ts';
import type { SourceOf, StreamSource } from './ports.ts';

/** Under which name the secret store keeps a camera's password. */
export function passwordKey(cameraId: string): string {
  return `camera/${cameraId}/password`;
}

export interface SourceDeps {
  readonly secrets: SecretStore;
  /** Address of a simulated camera; the recorder knows them, this room never does. */
  readonly demoSource: (cameraId: string, role: StreamRole) => RtspSource | undefined;
}

/** Builds the source of a stream; throws AttemptFailed for a simulated camera that is not running. */
export function createSourceOf({ secrets, demoSource }: SourceDeps): SourceOf {
  return async (camera, role) => {
    const { source } = camera;
    switch (source.kind) {
      case 'rtsp': {
        const password = await secrets.get(passwordKey(camera.id));
        return {
          url: role === 'sub' ? (source.subUrl ?? source.url) : source.url,
          ...(source.username === undefined ? {} : { username: source.username }),
          ...(password === undefined ? {} : { password }),
          ...(source.allowBasic === undefined ? {} : { allowBasic: source.allowBasic }),
          ...(source.certificatePin === undefined ? {} : { certificatePin: source.certificatePin }),
        };
      }
      case 'demo': {
        const found = demoSource(camera.id, role);
        if (found) return found;
        throw new AttemptFailed({ reason: 'unreachable', detail: 'the simulated camera is not running' });
      }
      case 'usb':
        return { kind: 'device', device: source.device };
    }
  };
}

/** True when the camera has a second stream of its own. */
export function hasSubStream(camera: Camera): boolean {
  return (
    camera.source.kind === 'demo' || (camera.source.kind === 'rtsp' && camera.source.subUrl !== undefined)
  );
}

/** host:port as staggering and sentences name it; the usual port is filled in. */
export function addressOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return url;
  const port = parsed.port || (parsed.protocol === 'rtsps:' ? '322' : '554');
  return `${parsed.hostname}:${port}`;
}

/** What attempts are spread by: the host, or the camera of this PC. */
export function staggerKeyOf(source: StreamSource): string {
  return source.kind === 'device' ? `device ${source.device}` : addressOf(source.url);
}

/** How sentences name the camera: the host:port an operator would look for, or that it is a camera of this PC. */
export function namesOfCamera({ source }: Camera): ReasonNames {
  if (source.kind === 'usb') return { isLocal: true };
  return source.kind === 'rtsp' ? { address: addressOf(source.url) } : {};
}
