/** A process of its own that deletes all segments of the first camera and kills itself with SIGKILL at the n-th file operation. */
import { systemClock } from '../../../src-main/base/clock.ts';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';
import { realFootageFiles } from '../../../src-main/retention/footage-files.ts';
import { SegmentRemover } from '../../../src-main/retention/segment-remover.ts';

const [database = '', killAt = '0'] = process.argv.slice(2);
const catalogue = Catalogue.open(database, { logger: silentLogger });
let calls = 0;
const orDie = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
  return (...args: A): Promise<R> => {
    if (calls++ === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    return work(...args);
  };
};
const remover = new SegmentRemover({
  catalogue,
  clock: systemClock,
  logger: silentLogger,
  files: {
    ...realFootageFiles,
    unlink: orDie(realFootageFiles.unlink),
    syncFolder: orDie(realFootageFiles.syncFolder),
  },
});
const ids = catalogue.segments.page(1, { limit: 1_000 }).map((segment) => segment.id);
await remover.removeSegments(ids, 'deleted-by-retention');
catalogue.close();
