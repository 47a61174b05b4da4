/**
 * Wires the recording disks: the storage guard, the list of locations, and what cameras, ingest and disks have to tell each
 * other when one fills up, goes away or comes back. Connects only.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { CameraRegistry } from '../cameras/camera-registry.ts';
import type { RecordingVolume } from '../cameras/ports.ts';
import { GuardedVolume } from '../cameras/recording-volume.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { takeUpDefault } from '../storage/default-volume.ts';
import { StorageGuard } from '../storage/storage-guard.ts';
import { VolumeSet } from '../storage/volume-set.ts';
import type { Ground } from './ground.ts';

export interface VolumeSide {
  readonly storage: StorageGuard;
  readonly volumes: VolumeSet;
  volumeOf(camera: Camera): RecordingVolume;
  /** Whether what lies on this volume can be looked for: a folder that is away says nothing about its files. */
  isThere(volumeNumber: number): Promise<boolean>;
  footageStored(segment: Segment): void;
  runEnded(runId: number, reason: EndReason): void;
  /** Tells cameras and ingest what becomes of disks; the returned function ends it. */
  connect(parts: { readonly registry: CameraRegistry; readonly ingest: Ingest }): () => void;
}

export function openVolumeSide(ground: Ground): VolumeSide {
  const { catalogue, clock, logger, settings, options } = ground;
  const storage = new StorageGuard({ catalogue, settings, clock, logger });
  const { dataDir } = options;
  const guarded = new Map<number, GuardedVolume>();
  const volumeAt = (number: number): GuardedVolume => {
    const volume =
      guarded.get(number) ?? new GuardedVolume(number, { volumes: catalogue.volumes, guard: storage });
    guarded.set(number, volume);
    return volume;
  };
  const watchOfRun = (runId: number) => storage.watch(catalogue.usage.volumeOf(runId));
  return {
    storage,
    volumes: new VolumeSet({ catalogue, guard: storage, clock, dataDir }),
    volumeOf: ({ volume }) => volumeAt(volume ?? catalogue.volumes.default().number),
    isThere: async (number) => {
      const { state } = await storage.watch(number).look();
      return state === 'ok' || state === 'failing' || state === 'read-only';
    },
    footageStored: ({ runId }) => {
      void watchOfRun(runId)
        .footageStored()
        .catch((error: unknown) => logger.warn('The volume got no id', { error: String(error) }));
    },
    runEnded: (runId, reason) => {
      if (reason === 'disk-error') watchOfRun(runId).reportFailure();
    },
    connect: ({ registry, ingest }) => {
      const stops = [
        storage.on('usable', (number) => registry.volumeUsable(number)),
        // What was being written when the disk went away is still unknown.
        storage.on('back', () => void ingest.findOrphans()),
        registry.on('status', ({ id, recording }) => {
          const camera = recording ? catalogue.cameras.byId(id) : undefined;
          if (camera) storage.watch(camera.volume ?? catalogue.volumes.default().number).worksAgain();
        }),
        onDefaultChange(ground, () => {
          storage.volumesChanged();
          registry.defaultVolumeChanged();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

function onDefaultChange(
  { settings, catalogue, clock, logger, options }: Ground,
  changed: () => void,
): () => void {
  let before = settings.get().storage.recordingsFolder;
  return settings.on('changed', ({ storage: { recordingsFolder: folder } }) => {
    if (folder === before) return;
    before = folder;
    const { dataDir } = options;
    void takeUpDefault(catalogue, { folder, dataDir, at: clock.now(), logger }).then(
      changed,
      (error: unknown) =>
        logger.error('The recordings folder could not be changed', { folder, error: String(error) }),
    );
  });
}
