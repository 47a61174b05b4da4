/**
 * Which folders can be a storage location, and which location can be removed: the sentence that says why not. Pure; paths
 * are absolute and free of symbolic links where they exist.
 */
import path from 'node:path';
import type { Volume } from '../../shared/model/storage.ts';

export interface PlaceFacts {
  /** Where catalogue and settings lie. */
  readonly dataDir: string;
  readonly volumes: readonly Volume[];
  /** The location whose place it takes, if any: that one may be at the same path. */
  readonly replaces?: number;
}

/** Why `folder` cannot be a storage location; undefined when it can. */
export function placeFault(folder: string, { dataDir, volumes, replaces }: PlaceFacts): string | undefined {
  if (isInside(dataDir, folder) || folder === dataDir) {
    return `Watchpost keeps its own data in ${dataDir}. Choose a folder of its own for recordings.`;
  }
  for (const volume of volumes) {
    if (volume.path === undefined || volume.number === replaces) continue;
    if (volume.path === folder) return `This folder is already the storage location ${volume.name}.`;
    if (isInside(folder, volume.path)) {
      return `This folder lies inside the storage location ${volume.name}. Choose one beside it, or on another disk.`;
    }
    if (isInside(volume.path, folder)) {
      return `The storage location ${volume.name} lies inside this folder. Choose one beside it, or on another disk.`;
    }
  }
  return undefined;
}

/** What the system said when a folder could not be made or used, for an operator. */
export function folderFault(folder: string, code: string | undefined): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `Watchpost may not write to ${folder}. Give it the right to, or choose another folder.`;
    case 'EROFS':
      return `The disk with ${folder} is write-protected. Remove the protection, or choose another disk.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${folder} is a file, or lies below one. Choose a folder.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk with ${folder} is full. Make room there, or choose another disk.`;
    case 'ENAMETOOLONG':
      return 'The name of this folder is too long.';
    default:
      return `The folder ${folder} cannot be used (${code ?? 'unknown error'}). Check that its disk is connected and healthy.`;
  }
}

export interface RemovalFacts {
  readonly volume: Volume;
  readonly isDefault: boolean;
  /** Names of the cameras that are to record there. */
  readonly cameras: readonly string[];
  /** Footage or unreadable files of it are still listed. */
  readonly isUsed: boolean;
}

/** Why a location cannot be removed; undefined when it can. */
export function removalFault({ volume, isDefault, cameras, isUsed }: RemovalFacts): string | undefined {
  const { name } = volume;
  if (isDefault) {
    return `${name} is where cameras record that name no location. Choose another recordings folder first.`;
  }
  if (cameras.length > 0) {
    return `${listed(cameras)} ${cameras.length === 1 ? 'records' : 'record'} to ${name}. Choose another location for ${
      cameras.length === 1 ? 'it' : 'them'
    } first.`;
  }
  if (isUsed) {
    return `There is still footage on ${name}. It can be removed when that has been deleted.`;
  }
  return undefined;
}

const NAMED_CAMERAS = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_CAMERAS);
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  return all.length === 1 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}
