/**
 * Decides about room on the recording disks: level, reserve, forecast, and all in one (STO-1…3). Pure; percent 0…100, sizes bytes.
 * `used` counts what an ordinary user cannot have any more, so ext4's reserve for root counts as used.
 */
import { errorCodes } from '../../shared/model/errors.ts';
import type { CameraStorage, StorageInfo, StorageLevel, VolumeInfo } from '../../shared/model/storage.ts';
import { STORAGE_HYSTERESIS_POINTS, STORAGE_RESERVE_MIN_BYTES } from '../../shared/model/limits.ts';

export interface DiskRoom {
  readonly totalBytes: number;
  readonly availableBytes: number;
}

export interface Thresholds {
  readonly warnPercent: number;
  readonly blockPercent: number;
}

const HOUR_S = 3_600;
export const DAY_S = 86_400;

/** 100·(1 − available/total), one decimal; an empty file system counts as full. */
export function usedPercent(room: DiskRoom): number {
  if (room.totalBytes <= 0) return 100;
  const used = 100 * (1 - room.availableBytes / room.totalBytes);
  return Math.round(Math.min(100, Math.max(0, used)) * 10) / 10;
}

/**
 * Rises at a threshold at once, falls only a point below it: a disk that hovers at 80 % does not warn every minute.
 * `previous` is left out after a change of the thresholds.
 */
export function storageLevel(
  used: number,
  thresholds: Thresholds,
  previous: StorageLevel = 'ok',
): StorageLevel {
  const block = thresholds.blockPercent - (previous === 'critical' ? STORAGE_HYSTERESIS_POINTS : 0);
  if (used >= block) return 'critical';
  const warn = thresholds.warnPercent - (previous === 'ok' ? 0 : STORAGE_HYSTERESIS_POINTS);
  return used >= warn ? 'low' : 'ok';
}

/** What must stay free for running recordings: an hour of writing and at least 500 MB, or what the operator set. */
export function reserveBytes(writeBytesPerSecond: number, chosen: number | undefined): number {
  return chosen ?? Math.max(STORAGE_RESERVE_MIN_BYTES, Math.ceil(writeBytesPerSecond * HOUR_S));
}

/** Days until nothing is left at the measured rate; undefined while nothing is written. */
export function fullInDays(availableBytes: number, writeBytesPerSecond: number): number | undefined {
  if (writeBytesPerSecond <= 0) return undefined;
  return Math.round((availableBytes / writeBytesPerSecond / DAY_S) * 100) / 100;
}

/** -1008 while low, -1010 while critical. */
export function levelCode(level: StorageLevel): -1008 | -1010 | undefined {
  if (level === 'ok') return undefined;
  return level === 'low' ? -1008 : -1010;
}

/** The same of one volume; -1005 while it cannot be read. */
export function volumeCode(level: StorageLevel, isReadable: boolean): -1005 | -1008 | -1010 | undefined {
  return isReadable ? levelCode(level) : errorCodes.storageUnavailable;
}

const worstFirst: readonly StorageLevel[] = ['critical', 'low', 'ok'];

/** All volumes in one: each file system counted once, the level of the worst that is recorded to; undefined when none can be read. */
export function allTogether(facts: {
  readonly volumes: readonly VolumeInfo[];
  /** Of the file system each volume is on, in the same order. */
  readonly devices: readonly (string | undefined)[];
  readonly cameras: readonly CameraStorage[];
  readonly thresholds: Thresholds;
}): StorageInfo | undefined {
  const { volumes, devices, cameras, thresholds } = facts;
  const readable = volumes.filter((volume) => volume.totalBytes !== undefined);
  if (readable.length === 0) return undefined;
  const disks = volumes.filter(
    ({ totalBytes }, index) =>
      totalBytes !== undefined && (devices[index] === undefined || devices.indexOf(devices[index]) === index),
  );
  const totalBytes = disks.reduce((sum, volume) => sum + (volume.totalBytes ?? 0), 0);
  const availableBytes = disks.reduce((sum, volume) => sum + (volume.availableBytes ?? 0), 0);
  const recorded = volumes.filter((volume) => volume.assignedCameras > 0);
  // Without a camera, the first one will go to the default.
  const judged = recorded.length > 0 ? recorded : volumes.filter((volume) => volume.isDefault);
  const level = worstFirst.find((each) => judged.some((volume) => volume.level === each)) ?? 'ok';
  const code = levelCode(level);
  const days = readable.flatMap((volume) => (volume.fullInDays === undefined ? [] : [volume.fullInDays]));
  return {
    totalBytes,
    availableBytes,
    usedPercent: usedPercent({ totalBytes, availableBytes }),
    level,
    warnThresholdPercent: thresholds.warnPercent,
    blockThresholdPercent: thresholds.blockPercent,
    volumes,
    cameras,
    writeBytesPerSecond: volumes.reduce((sum, volume) => sum + volume.writeBytesPerSecond, 0),
    ...(days.length > 0 && { fullInDays: Math.min(...days) }),
    ...(code !== undefined && { code }),
  };
}

/** What an operator would see of these figures, as text to compare: a free byte more or less is no change. */
export function shownFigures(
  volumes: readonly VolumeInfo[],
  { cameras, thresholds }: { readonly cameras: readonly CameraStorage[]; readonly thresholds: Thresholds },
): { readonly info: string; readonly volumes: string } {
  const disks = volumes.map((volume) => [
    volume.number,
    volume.id,
    volume.name,
    volume.path,
    volume.isDefault,
    volume.state,
    volume.level,
    volume.usedPercent,
    volume.totalBytes,
    volume.cameras.map((camera) => camera.cameraId),
  ]);
  const shown = JSON.stringify(disks);
  const held = cameras.map(({ cameraId, bytes }) => [cameraId, bytes]);
  const { warnPercent, blockPercent } = thresholds;
  return { volumes: shown, info: JSON.stringify([shown, warnPercent, blockPercent, held]) };
}
