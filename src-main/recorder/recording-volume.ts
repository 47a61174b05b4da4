/** The recordings folder as cameras see it: is it there, is there room, may a new recording begin. Asks storage, decides nothing. */
import path from 'node:path';
import type { RecordingVolume, VolumeState } from '../cameras/ports.ts';
import type { StorageGuard } from '../storage/storage-guard.ts';
import { markVolume, readVolume, volumePresence, type VolumeMark } from '../storage/volumes.ts';

export interface WatchedVolume extends RecordingVolume {
  /** Gives the volume its id once a first segment was really stored there. */
  stored(now: number): Promise<void>;
}

export async function openRecordingVolume(folder: string, guard: StorageGuard): Promise<WatchedVolume> {
  let expected: VolumeMark | undefined = await readVolume(folder);
  const check = async (): Promise<VolumeState> => {
    expected ??= await readVolume(folder);
    if (!expected) return 'volume-missing';
    if ((await volumePresence(folder, expected)) !== 'present') return 'volume-missing';
    try {
      return (await guard.reserve()).reached ? 'disk-full' : 'ok';
    } catch {
      return 'disk-error';
    }
  };
  return {
    folder,
    name: path.basename(folder),
    get id() {
      return expected?.id;
    },
    check,
    mayStart: () => guard.mayStart(),
    stored: async (now) => {
      if (!expected || expected.id !== undefined) return;
      expected = { ...expected, id: await markVolume(folder, now) };
    },
  };
}
