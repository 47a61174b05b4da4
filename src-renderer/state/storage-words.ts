/** How far footage goes back, how long the room lasts, what one more camera would do to it. Pure. */
import type { StorageInfo } from '../../shared/model/storage.ts';
import { days } from '../lib/duration.ts';
import { dayName, localDay, minuteTime } from '../lib/time.ts';

/** The youngest of the oldest: from then on every camera has footage. Undefined while a camera has none. */
export function footageBackTo(storage: StorageInfo, cameraIds: readonly string[]): number | undefined {
  const oldest = cameraIds.map((id) => storage.cameras.find((one) => one.cameraId === id)?.oldestAt);
  if (oldest.length === 0 || oldest.some((at) => at === undefined)) return undefined;
  return Math.max(...oldest.map((at) => at ?? 0));
}

/** "Sun 8 Nov", or the time when it is today. */
export function backToWords(at: number, now: number): string {
  const today = localDay(at).equals(localDay(now));
  return today ? `${minuteTime(at)} today` : dayName(at, now);
}

/** "room for 13 days"; undefined while no rate was measured. */
export function roomWords(storage: StorageInfo): string | undefined {
  return storage.fullInDays === undefined ? undefined : `room for ${days(storage.fullInDays)}`;
}

/** Bytes that can still be recorded before the block level. */
export function recordableBytes(storage: StorageInfo): number {
  const keptFree = storage.totalBytes * (1 - storage.blockThresholdPercent / 100);
  return Math.max(0, storage.availableBytes - keptFree);
}

/** Bytes a day of all cameras together. */
export function bytesPerDay(storage: StorageInfo): number {
  return storage.cameras.reduce((sum, camera) => sum + camera.bytesPerDay, 0);
}

/** Days this disk will hold when a camera of that rate is added: what is there may be reused, room counts. */
export function daysWith(storage: StorageInfo, extraBytesPerDay: number): number | undefined {
  const rate = bytesPerDay(storage) + extraBytesPerDay;
  if (rate <= 0) return undefined;
  const held = storage.cameras.reduce((sum, camera) => sum + camera.bytes, 0);
  return (recordableBytes(storage) + held) / rate;
}
