/**
 * Folders of cameras that the catalogue does not know, because they were added after the backup it was restored from, or
 * because it was made from the disks alone. Such a camera is set up again, switched off: its name and its footage are known,
 * its address is not. It keeps its footage until the operator decides otherwise. Touches no file.
 */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runStartOf } from '../../shared/model/run-folder-name.ts';
import { KEEP_DAYS_MAX } from '../../shared/model/limits.ts';
import { defaultCameraRetention } from '../../shared/model/retention.ts';
import type { Camera } from '../../shared/model/camera.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { presentVolumes } from './present-volumes.ts';

/** Stands where an address was; it leads nowhere (RFC 2606). */
export const UNKNOWN_ADDRESS = 'rtsp://address-unknown.invalid/';

/** A folder below a recordings folder that holds runs. */
export interface CameraFolder {
  readonly slug: string;
  /** Start of its first run, UTC ms. */
  readonly firstRunAt: number;
}

const slugForm = /^[a-z0-9-]{1,40}$/;

/** Camera folders of a recordings folder; none when it is away. */
export async function cameraFolders(root: string): Promise<CameraFolder[]> {
  const found: CameraFolder[] = [];
  for (const slug of await foldersIn(root)) {
    if (!slugForm.test(slug)) continue;
    const starts = (await foldersIn(path.join(root, slug))).map(runStartOf).filter((at) => at !== undefined);
    if (starts.length > 0) found.push({ slug, firstRunAt: Math.min(...starts) });
  }
  return found;
}

/** Sets up what is missing, on all volumes that are there; returns the new cameras. Any number of calls is safe. */
export async function setUpUnknownCameras(catalogue: Catalogue): Promise<Camera[]> {
  const { cameras } = catalogue;
  const made: Camera[] = [];
  for (const { root } of await presentVolumes(catalogue)) {
    for (const { slug, firstRunAt } of await cameraFolders(root)) {
      if (cameras.slugTaken(slug)) continue;
      made.push(
        cameras.add({
          id: randomUUID(),
          name: nameOf(slug),
          slug,
          source: { kind: 'rtsp', url: UNKNOWN_ADDRESS },
          recordingMode: 'continuous',
          enabled: false,
          pausedByOperator: false,
          recordAudio: true,
          retention: { ...defaultCameraRetention, keepDays: KEEP_DAYS_MAX },
          createdAt: firstRunAt,
        }),
      );
    }
  }
  return made;
}

/** Cameras that were set up like this and that nobody has given an address since. */
export function camerasWithoutAddress({ cameras }: Catalogue): Camera[] {
  return cameras.list().filter(({ source }) => source.kind === 'rtsp' && source.url === UNKNOWN_ADDRESS);
}

/**
 * Says that such a camera was on while a run of it was recorded, and no more: of the time between, nobody knows whether
 * it was to be recorded, so no gap is claimed there.
 */
export function noteWhenRecorded(catalogue: Catalogue, camera: Camera): void {
  const runs = catalogue.runs.between(camera.number, 0, Number.MAX_SAFE_INTEGER);
  catalogue.transaction(() => {
    for (const { startedAt, endedAt = startedAt } of runs) {
      if (endedAt <= startedAt) continue;
      catalogue.enablement.record(camera.number, startedAt, 'enabled');
      catalogue.enablement.record(camera.number, endedAt, 'disabled');
    }
  });
}

/** `front-door` → `Front door`. */
function nameOf(slug: string): string {
  const words = slug.replaceAll('-', ' ').trim();
  return words === '' ? 'Camera' : words.charAt(0).toUpperCase() + words.slice(1);
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
