/**
 * Knows a recordings folder again: an id file on the volume and the device number of the mount. An ejected disk leaves an
 * empty folder on the disk underneath, which must never look like the volume, nor its files like deleted ones (RET-8, STO-6).
 */
import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeFileDurably } from '../base/durable-file.ts';

export const VOLUME_FILE = '.watchpost-volume.json';

/** What a recordings folder is now: an id is absent until the first segment was stored there. */
export interface VolumeMark {
  readonly id?: string;
  /** Device number of the file system, as a decimal string (64 bits do not fit a number). */
  readonly device: string;
}

/** `other`: a folder is there, but it is another volume (or the bare mount point). */
export type VolumePresence = 'present' | 'missing' | 'other';

const idForm = /^[0-9a-f-]{36}$/;

/** Reads id and device; undefined when the folder is not there or cannot be read. */
export async function readVolume(folder: string): Promise<VolumeMark | undefined> {
  let device: string;
  try {
    device = (await stat(folder, { bigint: true })).dev.toString();
  } catch {
    return undefined;
  }
  try {
    const content = JSON.parse(await readFile(path.join(folder, VOLUME_FILE), 'utf8')) as { id?: unknown };
    return typeof content.id === 'string' && idForm.test(content.id)
      ? { id: content.id, device }
      : { device };
  } catch {
    return { device };
  }
}

/** Gives the volume its id, once; call it after a first segment was really stored there. Returns the id. */
export async function markVolume(folder: string, now: number): Promise<string> {
  const found = await readVolume(folder);
  if (found?.id !== undefined) return found.id;
  const id = randomUUID();
  writeFileDurably(path.join(folder, VOLUME_FILE), `${JSON.stringify({ id, createdAt: now })}\n`);
  return id;
}

/** Compares a folder with what it was. Without an id to expect, the device alone decides. */
export async function volumePresence(folder: string, expected: VolumeMark): Promise<VolumePresence> {
  const found = await readVolume(folder);
  if (!found) return 'missing';
  if (expected.id !== undefined) return found.id === expected.id ? 'present' : 'other';
  return found.device === expected.device ? 'present' : 'other';
}
