/** A process of its own that stores one segment after the other and names each on stdout after its commit, until it is killed. */
import { writeSync } from 'node:fs';
import { silentLogger } from '../../../src-main/base/logger.ts';
import { Catalogue } from '../../../src-main/catalogue/catalogue.ts';

const catalogue = Catalogue.open(process.argv[2] ?? '', { logger: silentLogger });
const [run] = catalogue.runs.openRuns();
if (!run) throw new Error('The test prepares a run');
for (let n = 0; ; n++) {
  const startAt = run.startedAt + n * 10_000;
  const segment = {
    cameraNumber: run.cameraNumber,
    runId: run.id,
    startAt,
    durationMs: 10_000,
    mediaDurationMs: 10_000,
    sizeBytes: 1_000,
    nameStampS: startAt / 1_000,
    videoCodec: 'H264' as const,
    hasAudio: false,
    state: 'ready' as const,
  };
  catalogue.segments.insert(segment, new Uint8Array(64), { manifestOffset: (n + 1) * 60 });
  writeSync(1, `${n + 1}\n`);
}
