/**
 * Simulated cameras for the other suites: `startDemoCamera()` and it plays. Clips are made once per machine and kept in the
 * temporary folder, so that only the very first test pays for them (about two seconds).
 */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import type { DemoCameraOptions } from '../../src-main/demo/demo-camera-options.ts';
import { DemoCamera } from '../../src-main/demo/demo-camera.ts';
import type { DemoClip } from '../../src-main/demo/clip.ts';
import { ensureDemoClips } from '../../src-main/demo/demo-clip.ts';
import { DemoFleet } from '../../src-main/demo/demo-fleet.ts';
import { testEnvironment, testFfmpeg } from './ffmpeg-fixture.ts';

/** Where the clips of all tests are kept; the product's fleet can be pointed at it too. */
export const testClipsFolder = path.join(tmpdir(), 'watchpost-test-clips');

/** A password with every character that is special in a URL. */
export const demoPassword = 'p@ss:w/rd#1?';

const clips = new Map<number, Promise<DemoClip>>();

/** The clip all tests share; scene 0 unless told. */
export function demoClip(scene = 0): Promise<DemoClip> {
  const known = clips.get(scene);
  if (known) return known;
  const clip = ensureDemoClips(testClipsFolder, {
    ffmpegPath: testFfmpeg,
    environment: testEnvironment,
    clock: systemClock,
    logger: silentLogger,
    scene,
  });
  clips.set(scene, clip);
  return clip;
}

export interface DemoCameraFixtureOptions extends Partial<DemoCameraOptions> {
  /** Asks for no sign-in. */
  readonly withoutSignIn?: boolean;
}

/** A camera that is listening; stop it with `camera.stop()` or hold it with `await using`. Signs in with watch / demoPassword. */
export async function startDemoCamera(options: DemoCameraFixtureOptions = {}): Promise<DemoCamera> {
  const { withoutSignIn, ...rest } = options;
  const camera = new DemoCamera({
    clip: rest.clip ?? (await demoClip()),
    clock: systemClock,
    logger: silentLogger,
    ...(!withoutSignIn && { username: 'watch', password: demoPassword }),
    ...rest,
  });
  await camera.start();
  return camera;
}

/** A fleet as the product has it, with the shared clips. */
export function demoFleet(folder = testClipsFolder): DemoFleet {
  return new DemoFleet({
    folder,
    ffmpegPath: testFfmpeg,
    environment: testEnvironment,
    clock: systemClock,
    logger: silentLogger,
  });
}

/** The camera's address with user and password in it, for FFmpeg as a client. */
export function addressWithPassword(camera: DemoCamera, stream: 'main' | 'sub' = 'main'): string {
  const address = stream === 'main' ? camera.mainUrl : camera.subUrl;
  if (camera.username === undefined) return address;
  const user = `${encodeURIComponent(camera.username)}:${encodeURIComponent(camera.password ?? '')}@`;
  return address.replace('://', `://${user}`);
}
