/**
 * Takes up the recordings folder that the settings name as the default volume, at every start: made where that is safe,
 * and known again by its id file wherever it was before. Never takes an empty folder for a disk that is away.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Volume } from '../../shared/model/storage.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { readVolume } from './volumes.ts';

/** The volume under this folder, from now on the default one. Throws the system's error when its folder cannot be made. */
export async function takeUpDefault(
  { volumes }: Pick<Catalogue, 'volumes'>,
  options: { readonly folder: string; readonly dataDir: string; readonly at: number },
): Promise<Volume & { readonly path: string }> {
  const folder = path.resolve(options.folder);
  const id = (await readVolume(folder))?.id;
  const volume = volumes.takeUp({ path: folder, at: options.at, ...(id !== undefined && { id }) });
  volumes.setDefault(volume.number);
  // Elsewhere it is made at first use only: where footage was recorded, a missing folder is a missing disk.
  const isInDataFolder = folder.startsWith(path.resolve(options.dataDir) + path.sep);
  if (isInDataFolder || !volumes.isUsed(volume.number)) {
    const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Somebody deleted it: an empty one in its place is a new beginning, and gets an id of its own.
    if (made !== undefined) volumes.setId(volume.number, undefined);
  }
  return { ...volume, path: folder };
}
