/** A camera outside the app, as an operator has it on the network: ended with the spec that started it. */
import { test } from '../fixtures.ts';
import { demoClip, startDemoCamera, type DemoCameraFixtureOptions } from '../../support/demo-fixture.ts';
import type { DemoCamera } from '../../../src-main/demo/demo-camera.ts';

export interface RtspCameraOptions extends DemoCameraFixtureOptions {
  /** What it looks at: 0 front door, 1 till, 2 car park, 3 back door. */
  readonly scene?: number;
}

/** Call at the top of a spec file: the camera listens from before the first test until after the last. */
export function withRtspCamera({ scene = 0, ...options }: RtspCameraOptions = {}): {
  readonly camera: DemoCamera;
} {
  let camera: DemoCamera | undefined;
  test.beforeAll(async () => {
    camera = await startDemoCamera({ clip: await demoClip(scene), ...options });
  });
  test.afterAll(async () => camera?.stop());
  return {
    get camera() {
      if (!camera) throw new Error('The camera is not started yet.');
      return camera;
    },
  };
}
