/**
 * The operator's list of storage locations: adding, naming, removing. Makes a folder when that is asked for; never removes
 * one, nor any file in it.
 */
import { constants } from 'node:fs';
import { access, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { VOLUME_NAME_MAX_LENGTH } from '../../shared/model/limits.ts';
import type { Volume, VolumeInfo } from '../../shared/model/storage.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { StorageGuard } from './storage-guard.ts';
import { folderFault, placeFault, removalFault } from './volume-rules.ts';
import { readVolume, volumePresence } from './volumes.ts';

export interface VolumeSetDeps {
  readonly catalogue: Pick<Catalogue, 'volumes' | 'cameras'>;
  readonly guard: Pick<StorageGuard, 'volumes' | 'volumesChanged'>;
  readonly clock: Clock;
  readonly dataDir: string;
}

export interface NewVolume {
  readonly path: string;
  readonly name?: string;
  /** The location whose place this folder takes. */
  readonly replaces?: number;
}

export class VolumeSet {
  readonly #deps: VolumeSetDeps;

  constructor(deps: VolumeSetDeps) {
    this.#deps = deps;
  }

  /** Every location with its state and figures, the default one first. */
  async list(): Promise<readonly VolumeInfo[]> {
    const volumes = await this.#deps.guard.volumes();
    return volumes.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.number - b.number);
  }

  /**
   * Adds a folder, made when it is not there. A disk whose id is known is the location it was before, at its new path.
   * AppError refused, notFound, each with a sentence and what helps.
   */
  async add({ path: wanted, name, replaces }: NewVolume): Promise<VolumeInfo> {
    const { catalogue, clock } = this.#deps;
    const checkedName = name === undefined ? undefined : checkName(name);
    if (!path.isAbsolute(wanted)) throw refused('Enter the whole path of the folder, from the beginning.');
    if (replaces !== undefined) this.#get(replaces);
    const folder = await realFolder(path.resolve(wanted));
    await this.#checkPlace(folder, replaces);
    await useFolder(folder);
    const id = (await readVolume(folder))?.id;
    if (id !== undefined) await this.#refuseTwin(id, folder);
    const found = { path: folder, at: clock.now(), ...(id !== undefined && { id }) };
    const isReplacing = replaces !== undefined && catalogue.volumes.byPath(folder)?.number === replaces;
    const isKnownDisk = id !== undefined && catalogue.volumes.byId(id) !== undefined;
    const volume =
      isReplacing && !isKnownDisk ? catalogue.volumes.replaceAt(found) : catalogue.volumes.takeUp(found);
    if (isReplacing && catalogue.volumes.default().number === replaces)
      catalogue.volumes.setDefault(volume.number);
    if (checkedName !== undefined) catalogue.volumes.setName(volume.number, checkedName);
    return this.#shown(volume.number);
  }

  /** Gives a name, or the folder's own for an empty one. AppError notFound, invalidParams. */
  async rename(number: number, name: string): Promise<VolumeInfo> {
    this.#get(number);
    this.#deps.catalogue.volumes.setName(number, name === '' ? undefined : checkName(name));
    return this.#shown(number);
  }

  /** Forgets a location that nothing is on; its folder stays. AppError notFound, refused. */
  remove(number: number): void {
    const { volumes, cameras } = this.#deps.catalogue;
    const fault = removalFault({
      volume: this.#get(number),
      isDefault: volumes.default().number === number,
      cameras: cameras.list().flatMap((camera) => (camera.volume === number ? [camera.name] : [])),
      isUsed: volumes.isUsed(number),
    });
    if (fault !== undefined) throw refused(fault);
    volumes.remove(number);
    this.#deps.guard.volumesChanged();
  }

  async #checkPlace(folder: string, replaces: number | undefined): Promise<void> {
    const { catalogue, dataDir } = this.#deps;
    const volumes = await Promise.all(
      catalogue.volumes
        .list()
        .map(async (volume): Promise<Volume> =>
          volume.path === undefined ? volume : { ...volume, path: await realFolder(volume.path) },
        ),
    );
    const facts = {
      dataDir: await realFolder(dataDir),
      volumes,
      ...(replaces !== undefined && { replaces }),
    };
    const fault = placeFault(folder, facts);
    if (fault !== undefined) throw refused(fault);
  }

  /** The same disk under a second path would be watched, counted and filled twice. */
  async #refuseTwin(id: string, folder: string): Promise<void> {
    const twin = this.#deps.catalogue.volumes.byId(id);
    if (twin?.path === undefined || twin.path === folder) return;
    if ((await volumePresence(twin.path, { id, device: '' })) !== 'present') return;
    throw refused(`This folder is the storage location ${twin.name} (${twin.path}) under another path.`);
  }

  #get(number: number): Volume {
    const volume = this.#deps.catalogue.volumes.byNumber(number);
    if (!volume) throw new AppError('notFound', 'This storage location does not exist any more.', { number });
    return volume;
  }

  async #shown(number: number): Promise<VolumeInfo> {
    const { guard } = this.#deps;
    guard.volumesChanged();
    const shown = (await guard.volumes()).find((volume) => volume.number === number);
    if (!shown) throw new AppError('notFound', 'This storage location does not exist any more.', { number });
    return shown;
  }
}

/** The path without symbolic links, as far as it exists. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : path.join(await realFolder(parent), path.basename(folder));
  }
}

/** Makes the folder when it is not there, and makes sure that it can be written to. */
async function useFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    if (!(await stat(folder)).isDirectory()) throw refused(folderFault(folder, 'ENOTDIR'));
    await access(folder, constants.W_OK);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refused(folderFault(folder, (error as NodeJS.ErrnoException).code));
  }
}

/** Node's own recursive mkdir never ends where the system answers ENOENT for a folder whose parent is there (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const make = () => mkdir(folder, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const parent = path.dirname(folder);
    if (code !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await make();
  }
}

function checkName(name: string): string {
  const trimmed = name.trim().normalize('NFC');
  const problem =
    trimmed === ''
      ? 'The storage location needs a name.'
      : trimmed.length > VOLUME_NAME_MAX_LENGTH
        ? `The name may have at most ${VOLUME_NAME_MAX_LENGTH} characters.`
        : /\p{Cc}/u.test(trimmed)
          ? 'The name contains characters that cannot be shown.'
          : undefined;
  if (problem !== undefined)
    throw new AppError('invalidParams', problem, [{ path: 'name', message: problem }]);
  return trimmed;
}

function refused(sentence: string): AppError {
  return new AppError('refused', sentence);
}
