/**
 * One look at a recordings folder: is it there, is it the right disk, can it be written, how much room is left. Reads only.
 * An ejected disk leaves its bare mount point on the disk underneath; that must never be taken for the volume (STO-6).
 */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import type { VolumeState } from '../../shared/model/storage.ts';
import type { DiskRoom } from './storage-policy.ts';
import { readVolume, type VolumeMark } from './volumes.ts';

export interface VolumeLook {
  readonly state: Exclude<VolumeState, 'failing'>;
  /** Absent while it cannot be read. */
  readonly room?: DiskRoom;
  /** Device number of the file system: two volumes may share one. */
  readonly device?: string;
}

/** The file system as this room asks it; each can be made to fail in a test. */
export interface DiskPorts {
  readMark(folder: string): Promise<VolumeMark | undefined>;
  room(folder: string): Promise<DiskRoom>;
  /** Rejects with the system's error. */
  mayWrite(folder: string): Promise<void>;
}

export const realDisk: DiskPorts = {
  readMark: readVolume,
  room: diskRoom,
  mayWrite: (folder) => access(folder, constants.W_OK),
};

/** What is found where `expected` should be; a folder that nothing is expected of is itself. Never rejects. */
export async function lookAt(
  folder: string,
  expected: VolumeMark | undefined,
  disk: DiskPorts = realDisk,
): Promise<VolumeLook> {
  let found: VolumeMark | undefined;
  try {
    found = await disk.readMark(folder);
    if (!found) return { state: 'missing' };
    if (expected && !isSame(expected, found)) return { state: 'other-disk' };
    const room = await disk.room(folder);
    const { device } = found;
    return { state: await writability(folder, disk), room, device };
  } catch {
    return { state: 'unreadable' };
  }
}

/** The id decides; before there is one, the device of the mount does. */
function isSame(expected: VolumeMark, found: VolumeMark): boolean {
  return expected.id === undefined ? found.device === expected.device : found.id === expected.id;
}

async function writability(folder: string, disk: DiskPorts): Promise<'ok' | 'read-only' | 'unreadable'> {
  try {
    await disk.mayWrite(folder);
    return 'ok';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EROFS' || code === 'EACCES' || code === 'EPERM' ? 'read-only' : 'unreadable';
  }
}

/** Total and available bytes as an ordinary user has them (`bavail`); a disk without a free inode has no room either. */
async function diskRoom(folder: string): Promise<DiskRoom> {
  const { blocks, bavail, bsize, files, ffree } = await statfs(folder);
  const isOutOfInodes = files > 0 && ffree === 0;
  return { totalBytes: blocks * bsize, availableBytes: isOutOfInodes ? 0 : bavail * bsize };
}
