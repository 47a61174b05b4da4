/**
 * What lies on each volume and how fast it fills up, from the catalogue alone (STO-3). Reads sums only, a few rows per
 * camera; knows nothing of disks.
 */
import type { Camera } from '../../shared/model/camera.ts';
import type { CameraStorage, VolumeInfo } from '../../shared/model/storage.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { DAY_S } from './storage-policy.ts';
import { measureWriteRate } from './write-rate.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

export type VolumeUse = Pick<
  VolumeInfo,
  'kinds' | 'cameras' | 'assignedCameras' | 'writeBytesPerSecond' | 'weekBytesPerSecond'
>;

export interface Figures {
  readonly cameras: readonly CameraStorage[];
  /** By number. */
  readonly volumes: ReadonlyMap<number, VolumeUse>;
}

interface CameraRate {
  readonly camera: Camera;
  readonly day: number;
  readonly week: number;
}

/** Everything the gauge says but the disks' own figures, as of `now` (UTC ms). */
export function measureFigures(catalogue: Catalogue, now: number): Figures {
  const rates = catalogue.cameras.list().map((camera): CameraRate => {
    const rate = (windowMs: number) =>
      measureWriteRate(catalogue, camera.number, { now, windowMs })?.bytesPerSecond ?? 0;
    return { camera, day: rate(DAY_MS), week: rate(WEEK_MS) };
  });
  const volumes = catalogue.volumes
    .list()
    .map(({ number }) => [number, useOf(catalogue, number, rates)] as const);
  return { cameras: rates.map((rate) => cameraStorage(catalogue, rate)), volumes: new Map(volumes) };
}

function cameraStorage(catalogue: Catalogue, { camera: { id, number }, day }: CameraRate): CameraStorage {
  const oldestAt = catalogue.segments.oldest(number)?.startAt;
  return {
    cameraId: id,
    bytes: catalogue.segments.bytesOf(number),
    bytesPerDay: Math.round(day * DAY_S),
    ...(oldestAt !== undefined && { oldestAt }),
  };
}

function useOf(catalogue: Catalogue, number: number, rates: readonly CameraRate[]): VolumeUse {
  const byNumber = new Map(rates.map(({ camera }) => [camera.number, camera.id]));
  const rows = catalogue.usage.all().filter((row) => row.volumeNumber === number);
  const defaultNumber = catalogue.volumes.default().number;
  const assigned = rates.filter(({ camera }) => (camera.volume ?? defaultNumber) === number);
  const writing = assigned.filter(({ camera }) => isWritten(camera));
  return {
    kinds: [
      { kind: 'footage', bytes: rows.reduce((sum, row) => sum + row.sizeBytes, 0) },
      { kind: 'unreadable', bytes: catalogue.quarantine.bytesOn(number) },
    ],
    cameras: rows.flatMap(({ cameraNumber, sizeBytes }) => {
      const cameraId = byNumber.get(cameraNumber);
      return cameraId === undefined ? [] : [{ cameraId, bytes: sizeBytes }];
    }),
    assignedCameras: assigned.length,
    writeBytesPerSecond: Math.round(writing.reduce((sum, { day }) => sum + day, 0)),
    weekBytesPerSecond: Math.round(writing.reduce((sum, { week }) => sum + week, 0)),
  };
}

/** A camera that is off, or that was stopped by hand, fills no disk. */
function isWritten({ enabled, pausedByOperator, recordingMode }: Camera): boolean {
  return enabled && !pausedByOperator && recordingMode !== 'off';
}
