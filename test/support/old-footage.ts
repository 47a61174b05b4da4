/** Puts footage of long ago into the data folder of an app that is not running: real rows, and a small file for each. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { silentLogger } from '../../src-main/base/logger.ts';
import { Catalogue } from '../../src-main/catalogue/catalogue.ts';
import { NO_INDEX, segmentOf } from './catalogue-fixture.ts';

export interface OldFootage {
  readonly dataDir: string;
  readonly cameraId: string;
  /** Start of the first file, UTC ms; each is ten seconds long and follows the one before. */
  readonly from: number;
  readonly count: number;
}

/** Returns the folder that holds the files. */
export function addOldFootage({ dataDir, cameraId, from, count }: OldFootage): string {
  const catalogue = Catalogue.open(path.join(dataDir, 'catalogue.db'), { logger: silentLogger });
  try {
    const camera = catalogue.cameras.get(cameraId);
    const endedAt = from + count * 10_000;
    const runId = catalogue.transaction(() => {
      const sessionId = catalogue.sessions.begin({ cameraNumber: camera.number, startedAt: from });
      catalogue.sessions.end(sessionId, { endedAt, reason: 'app-stopped' });
      const volumeNumber = catalogue.volumes.default().number;
      const begun = {
        cameraNumber: camera.number,
        sessionId,
        folder: `old-footage-${from}`,
        startedAt: from,
      };
      const id = catalogue.runs.begin({ ...begun, volumeNumber });
      catalogue.runs.end(id, { endedAt, reason: 'app-stopped' });
      catalogue.runs.settle(id);
      catalogue.enablement.record(camera.number, from, 'enabled');
      for (let n = 0; n < count; n++) {
        const some = { startAt: from + n * 10_000, sizeBytes: 1 };
        catalogue.segments.insert(segmentOf({ cameraNumber: camera.number, runId: id }, some), NO_INDEX);
      }
      return id;
    });
    const run = catalogue.runs.byId(runId);
    const folder = run && catalogue.folderPathOf(run);
    if (folder === undefined) throw new Error('The run has no folder.');
    mkdirSync(folder, { recursive: true });
    for (const segment of catalogue.segments.inRange(camera.number, from, endedAt)) {
      writeFileSync(catalogue.pathOf(segment) ?? '', 'x');
    }
    return folder;
  } finally {
    catalogue.close();
  }
}
