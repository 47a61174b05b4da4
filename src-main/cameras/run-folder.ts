/**
 * Names on disk that belong to one run: its folder, its manifest, its segments (REC-2).
 * The random part makes a folder unique whatever the PC's clock does. Pure but for the random number handed in.
 */
import path from 'node:path';

export const MANIFEST_NAME = 'segments.csv';

const folderName = /^\d{8}T\d{6}Z-[0-9a-z]{6}$/;

/** `yyyymmddThhmmssZ-xxxxxx`: UTC start (ms) and six random characters from `random` (0 ≤ n < 1). */
export function runFolderName(startedAt: number, random: number): string {
  const stamp = new Date(startedAt).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const tail = Math.floor(random * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `${stamp}-${tail}`;
}

/** True for names that `runFolderName` makes; nothing else in a camera's folder is a run. */
export function isRunFolderName(name: string): boolean {
  return folderName.test(name);
}

/** The strftime pattern of a run's segments, for FFmpeg running with TZ=UTC0. */
export function segmentPattern(slug: string): string {
  return `${slug}_%Y-%m-%d_%H-%M-%SZ.mp4`;
}

/** Absolute paths of a run below the recordings folder. */
export function runPaths(recordingsFolder: string, slug: string, folder: string) {
  const camera = path.join(recordingsFolder, slug);
  const run = path.join(camera, folder);
  return { camera, run, manifest: path.join(run, MANIFEST_NAME) };
}
