/** What looks after the catalogue's file, put together before there is a catalogue. Connects only. */
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { cameraFolders, setUpUnknownCameras } from '../consistency/unknown-cameras.ts';
import { Backups } from '../safekeeping/backups.ts';
import type { OpeningDeps } from '../safekeeping/open-catalogue.ts';
import { RecoveryNotes } from '../safekeeping/recovery-note.ts';
import { inlineThread, workerThread } from '../safekeeping/side-thread.ts';
import type { RecorderOptions } from './facade.ts';

export interface Safekeeping extends OpeningDeps {
  readonly backups: Backups;
}

export function prepareSafekeeping(
  { dataDir, safekeepingWorkerUrl }: Pick<RecorderOptions, 'dataDir' | 'safekeepingWorkerUrl'>,
  parts: { readonly recordingsFolder: string; readonly clock: Clock; readonly logger: Logger },
): Safekeeping {
  const { recordingsFolder, clock, logger } = parts;
  const thread = safekeepingWorkerUrl ? workerThread(safekeepingWorkerUrl) : inlineThread();
  const file = path.join(dataDir, 'catalogue.db');
  const backupDir = path.join(dataDir, 'backups');
  return {
    file,
    backupDir,
    thread,
    clock,
    logger,
    backups: new Backups({ file, folder: backupDir, thread, clock, logger }),
    notes: new RecoveryNotes(dataDir),
    hasRecordings: async () => (await cameraFolders(recordingsFolder)).length > 0,
  };
}

/** Cameras that only their folders know, before any camera is taken up; noted, so that the operator is told of each. */
export async function setUpLostCameras(catalogue: Catalogue, notes: RecoveryNotes): Promise<void> {
  const made = await setUpUnknownCameras(catalogue);
  const note = notes.get();
  if (made.length === 0 || !note) return;
  const nothing = { camerasMade: [], segmentsFound: 0, segmentsGone: 0 };
  const reading = note.reading ?? nothing;
  const camerasMade = [...reading.camerasMade, ...made.map(({ name }) => name)];
  notes.write({ ...note, reading: { ...reading, camerasMade } });
}
