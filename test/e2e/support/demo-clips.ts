/** Demo clips made once per machine and laid into a data folder, so that not every spec pays for making them. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { demoClip, testClipsFolder } from '../../support/demo-fixture.ts';

const SCENES = 4;

/** Lays the clips of the first `scenes` scenes into a data folder whose app is not running yet. */
export async function layDemoClips(dataDir: string, scenes = SCENES): Promise<void> {
  for (let scene = 0; scene < scenes; scene += 1) await demoClip(scene);
  await cp(testClipsFolder, path.join(dataDir, 'demo'), { recursive: true });
}
