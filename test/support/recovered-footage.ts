/** Everything a data folder holds of one camera, frame by frame, as the catalogue names it: the other side of the frame ledger. */
import path from 'node:path';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { identifyFile, type FrameIndex } from './frame-ledger.ts';
import { readFrames } from './frame-reader.ts';
import { brokenInvariants } from './invariants.ts';

export interface RecoveredFootage {
  readonly frames: FrameIndex[];
  readonly segments: number;
  readonly brokenInvariants: string[];
  /** Names of files that two rows claim. */
  readonly duplicateRows: string[];
}

/** Opens the catalogue of a stopped app, decodes every segment of a camera (the first when none is named) and checks the invariants. */
export async function readRecoveredFootage(dataDir: string, name?: string): Promise<RecoveredFootage> {
  const catalogue = Catalogue.open(path.join(dataDir, 'catalogue.db'), { logger: silentLogger });
  try {
    const camera = catalogue.cameras.list().find((each) => name === undefined || each.name === name);
    if (!camera) throw new Error('The catalogue has no such camera.');
    const segments = catalogue.segments.inRange(camera.number, 0, Number.MAX_SAFE_INTEGER);
    const frames: FrameIndex[] = [];
    const files: string[] = [];
    for (const segment of segments) {
      const file = catalogue.pathOf(segment) ?? '';
      files.push(file);
      frames.push(...identifyFile((await readFrames(file)).frames, segment.startAt));
    }
    return {
      frames,
      segments: segments.length,
      brokenInvariants: await brokenInvariants({ catalogue, liveRuns: [] }),
      duplicateRows: files.filter((file, index) => files.indexOf(file) !== index),
    };
  } finally {
    catalogue.close();
  }
}
