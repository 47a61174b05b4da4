/**
 * Simulated cameras for the other suites: `startDemoCamera()` and it plays. Clips are made once per machine and kept in the
 * temporary folder, so that only the very first test pays for them.
 */
import type { DemoCamera, DemoCameraOptions } from '../../src-main/demo/demo-camera.ts';
import type { DemoClip } from '../../src-main/demo/demo-clip.ts';

/** FFmpeg for tests: FFMPEG_BIN or the one on the path. */
export const testFfmpeg = process.env['FFMPEG_BIN'] ?? 'ffmpeg';

/** The clip all tests share (scene 0). */
export async function demoClip(scene = 0): Promise<DemoClip> {
  throw new Error(`Not made yet: ${scene}`);
}

export type DemoCameraFixtureOptions = Partial<DemoCameraOptions>;

/** A camera that is listening; stop it with `camera.stop()` (or `await using`). Signs in with watch / p@ss:w/rd unless told. */
export async function startDemoCamera(options: DemoCameraFixtureOptions = {}): Promise<DemoCamera> {
  throw new Error(`Not made yet: ${options.port}`);
}
