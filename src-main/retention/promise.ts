/**
 * The honest promise (RET-6): how many days of each camera a disk will really hold at the measured rates, against the days
 * asked for. Pure. When it is not enough for all, every camera loses the same part of its days, as the emergency takes them.
 */
import type { RetentionRules } from '../../shared/model/retention.ts';
import { askedDays } from '../../shared/model/retention.ts';
import { EMERGENCY_POINTS } from '../../shared/model/limits.ts';
import type { DiskRoom } from '../storage/storage-policy.ts';

export interface MeasuredCamera {
  readonly cameraNumber: number;
  readonly rules: RetentionRules;
  /** At the rates of the last 24 h and 7 days; absent while too little was measured. */
  readonly bytesPerDay24h?: number;
  readonly bytesPerDay7d?: number;
}

export interface PromiseDisk extends DiskRoom {
  readonly blockPercent: number;
  /** What rules or an emergency may take of all its footage; held footage and strangers' files are not room for new one. */
  readonly freeBytes: number;
  readonly cameras: readonly MeasuredCamera[];
}

export interface HeldDays {
  readonly cameraNumber: number;
  readonly days24h?: number;
  readonly days7d?: number;
  /** The lesser of the two; what is told. */
  readonly heldDays?: number;
  /** False when the disk (and not a limit that the operator chose) holds less than asked. */
  readonly isKept: boolean;
  /** True when not a second of what is asked for is missing. */
  readonly isWhole: boolean;
}

/** Rates vary with light and motion: a promise that is missed by less than this is not worth a warning. */
const SLACK = 0.05;

/** What a disk can give to footage for good: down to where an emergency would empty it. */
export function capacityOf(disk: PromiseDisk): number {
  const keptFree = (disk.totalBytes * (100 - Math.max(0, disk.blockPercent - EMERGENCY_POINTS))) / 100;
  return Math.max(0, disk.freeBytes + disk.availableBytes - keptFree);
}

export function heldDaysOn(disk: PromiseDisk): HeldDays[] {
  const by24h = daysAt(disk, (camera) => camera.bytesPerDay24h);
  const by7d = daysAt(disk, (camera) => camera.bytesPerDay7d);
  return disk.cameras.map(({ cameraNumber }) => {
    const [day, week] = [by24h.get(cameraNumber), by7d.get(cameraNumber)];
    const known = [day, week].filter((each) => each !== undefined);
    return {
      cameraNumber,
      ...(day && { days24h: day.held }),
      ...(week && { days7d: week.held }),
      ...(known.length > 0 && { heldDays: Math.min(...known.map((each) => each.held)) }),
      isKept: known.every((each) => each.held >= each.asked * (1 - SLACK)),
      isWhole: known.every((each) => each.held >= each.asked),
    };
  });
}

interface Days {
  readonly held: number;
  /** By the rules, a limit of size included. */
  readonly asked: number;
}

function daysAt(
  disk: PromiseDisk,
  rateOf: (camera: MeasuredCamera) => number | undefined,
): Map<number, Days> {
  const measured = disk.cameras.flatMap((camera) => {
    const rate = rateOf(camera);
    if (rate === undefined || rate <= 0) return [];
    const need = Math.min(askedDays(camera.rules) * rate, camera.rules.keepBytes ?? Number.POSITIVE_INFINITY);
    return [{ cameraNumber: camera.cameraNumber, asked: need / rate, need }];
  });
  const needed = measured.reduce((sum, { need }) => sum + need, 0);
  const part = needed > 0 ? Math.min(1, capacityOf(disk) / needed) : 1;
  return new Map(measured.map(({ cameraNumber, asked }) => [cameraNumber, { asked, held: asked * part }]));
}

/** Days until the disk reaches its block level at these rates: from then on footage goes before its time. */
export function daysUntilFull(disk: PromiseDisk): number | undefined {
  const perDay = disk.cameras.reduce(
    (sum, camera) => sum + (camera.bytesPerDay24h ?? camera.bytesPerDay7d ?? 0),
    0,
  );
  if (perDay <= 0) return undefined;
  const keptFree = (disk.totalBytes * (100 - disk.blockPercent)) / 100;
  return Math.max(0, disk.availableBytes - keptFree) / perDay;
}
