/**
 * Decides about room on the recording disk: level, reserve, forecast (STO-1…3). Pure; percent 0…100, sizes bytes.
 * `used` counts what an ordinary user cannot have any more, so ext4's reserve for root counts as used.
 */
import type { StorageLevel } from '../../shared/model/storage.ts';
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
const DAY_S = 86_400;

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
