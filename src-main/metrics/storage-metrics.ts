/** What is published about the recording disks (STO-3): in sum, and per volume under its number, never under its name. */
import { volumeStates, type StorageInfo, type VolumeInfo } from '../../shared/model/storage.ts';
import type { ReadFigures } from './figures.ts';
import type { Metrics, Sample } from './metrics.ts';

const levels = ['ok', 'low', 'critical'] as const;
const DAY_S = 86_400;

export function publishStorage(metrics: Metrics, read: ReadFigures): void {
  const sum = (name: string, help: string, pick: (info: StorageInfo) => number | undefined) =>
    metrics.gauge({ name, help, read: () => valueOf(read().storage, pick) });
  sum('watchpost_storage_total_bytes', 'Size of the recording disks', (info) => info.totalBytes);
  sum('watchpost_storage_available_bytes', 'Room left on the recording disks', (info) => info.availableBytes);
  sum(
    'watchpost_storage_used_ratio',
    'How full the recording disks are, 0 to 1',
    (info) => info.usedPercent / 100,
  );
  sum('watchpost_storage_write_bytes_per_second', 'Measured write rate', (info) => info.writeBytesPerSecond);
  sum(
    'watchpost_storage_full_in_seconds',
    'Time until the disks are full at this rate, if nothing is deleted',
    (info) => (info.fullInDays === undefined ? undefined : info.fullInDays * DAY_S),
  );
  publishVolumes(metrics, read);
}

function publishVolumes(metrics: Metrics, read: ReadFigures): void {
  const each = (
    family: { readonly name: string; readonly help: string; readonly labelNames?: readonly string[] },
    pick: (volume: VolumeInfo) => number | undefined | readonly Sample[],
  ) =>
    metrics.gauge({
      ...family,
      labelNames: ['volume', ...(family.labelNames ?? [])],
      read: () =>
        read().volumes.flatMap((volume) => {
          const picked = pick(volume);
          const samples = typeof picked === 'number' ? [{ value: picked }] : (picked ?? []);
          const label = String(volume.number);
          return samples.map(({ labels, value }: Sample) => ({
            labels: { volume: label, ...labels },
            value,
          }));
        }),
    });
  each({ name: 'watchpost_volume_total_bytes', help: 'Size of the disk' }, (volume) => volume.totalBytes);
  each(
    { name: 'watchpost_volume_available_bytes', help: 'Room left on the disk' },
    (volume) => volume.availableBytes,
  );
  each(
    { name: 'watchpost_volume_reserve_bytes', help: 'What stays free for running recordings' },
    (volume) => volume.reserveBytes,
  );
  each(
    { name: 'watchpost_volume_write_bytes_per_second', help: 'Measured write rate of its cameras' },
    (volume) => volume.writeBytesPerSecond,
  );
  each(
    { name: 'watchpost_volume_level', help: '1 for the level the disk is at', labelNames: ['level'] },
    (volume) => levels.map((level) => ({ labels: { level }, value: Number(volume.level === level) })),
  );
  each(
    { name: 'watchpost_volume_state', help: '1 for the state the disk is in', labelNames: ['state'] },
    (volume) => volumeStates.map((state) => ({ labels: { state }, value: Number(volume.state === state) })),
  );
  each(
    { name: 'watchpost_volume_kind_bytes', help: 'What the room is used for', labelNames: ['kind'] },
    (volume) => volume.kinds.map(({ kind, bytes }) => ({ labels: { kind }, value: bytes })),
  );
  each(
    {
      name: 'watchpost_volume_camera_bytes',
      help: 'Footage of a camera on the disk',
      labelNames: ['camera'],
    },
    (volume) =>
      volume.cameras.flatMap(({ cameraId, bytes }) => {
        const slug = read().slugs.get(cameraId);
        return slug === undefined ? [] : [{ labels: { camera: slug }, value: bytes }];
      }),
  );
}

function valueOf<T>(from: T | undefined, pick: (from: T) => number | undefined): Sample[] {
  const value = from && pick(from);
  return value === undefined ? [] : [{ value }];
}
