/**
 * Takes up the recordings folder that the settings name as the default volume, at every start: made where that is safe,
 * and known again by its id file wherever it was before. Never takes an empty folder for a disk that is away.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Volume } from '../../shared/model/storage.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { readVolume } from './volumes.ts';

export interface DefaultVolumeOptions {
  readonly folder: string;
  readonly dataDir: string;
  /** UTC ms */
  readonly at: number;
  readonly logger: Logger;
}

/** The volume under this folder, from now on the default one. A folder that cannot be made now is a disk that is missing. */
export async function takeUpDefault(
  { volumes }: Pick<Catalogue, 'volumes'>,
  options: DefaultVolumeOptions,
): Promise<Volume> {
  const folder = path.resolve(options.folder);
  const id = (await readVolume(folder))?.id;
  const volume = volumes.takeUp({ path: folder, at: options.at, ...(id !== undefined && { id }) });
  volumes.setDefault(volume.number);
  // Elsewhere it is made at first use only: where footage was recorded, a missing folder is a missing disk.
  const isInDataFolder = folder.startsWith(path.resolve(options.dataDir) + path.sep);
  if (isInDataFolder || !volumes.isUsed(volume.number)) {
    // Somebody deleted it: an empty one in its place is a new beginning, and gets an id of its own.
    if (made(folder, options.logger)) volumes.setId(volume.number, undefined);
  }
  return volume;
}

/** True when it was not there before. The other disks record all the same when this one cannot be used. */
function made(folder: string, logger: Logger): boolean {
  try {
    return mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  } catch (error) {
    logger.error('The recordings folder cannot be made', { folder, error: String(error) });
    return false;
  }
}
