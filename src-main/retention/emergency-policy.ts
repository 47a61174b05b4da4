/**
 * Decides what goes when a disk is above its block level (RET-2): the oldest unprotected footage of the camera that exceeds
 * its fair share most, until the disk is a few points below. Pure and deterministic, however many files it is shown at a time.
 * A camera's fair share follows what it is asked to keep, so that all lose the same part of their days.
 */
import type { RetentionRules } from '../../shared/model/retention.ts';
import { askedDays } from '../../shared/model/retention.ts';
import { EMERGENCY_POINTS } from '../../shared/model/limits.ts';
import type { DiskRoom } from '../storage/storage-policy.ts';
import { usedPercent } from '../storage/storage-policy.ts';
import type { Candidate, Deletion, Protection } from './retention-policy.ts';
import { DAY_MS, deletionOf, isUntouchable, overlaps } from './retention-policy.ts';

/** What must go from a disk: nothing below the block level, else down to a few points below it. Bytes. */
export function bytesToFree(room: DiskRoom, blockPercent: number): number {
  if (usedPercent(room) < blockPercent) return 0;
  const targetPercent = Math.max(0, blockPercent - EMERGENCY_POINTS);
  const wantedBytes = Math.ceil((room.totalBytes * (100 - targetPercent)) / 100);
  return Math.max(0, wantedBytes - room.availableBytes);
}

/**
 * What a camera needs to keep all it is asked for, from the density of its own footage (bytes over the time it spans): a
 * camera that is away, or gone, is measured by what it left and not by what it sends.
 */
export function needOf(camera: {
  readonly bytes: number;
  readonly oldestAt: number;
  readonly newestAt: number;
  readonly rules: RetentionRules;
}): number {
  const spanMs = Math.max(1, camera.newestAt - camera.oldestAt);
  const asked = (camera.bytes / spanMs) * askedDays(camera.rules) * DAY_MS;
  return Math.max(1, Math.min(asked, camera.rules.keepBytes ?? Number.POSITIVE_INFINITY));
}

export interface EmergencyCamera {
  readonly cameraNumber: number;
  /** What may go of the camera on this disk: everything but held and marked footage. */
  readonly freeBytes: number;
  /** See `needOf`; stays the same for a whole pass. */
  readonly needBytes: number;
  readonly protection: Protection;
  /** Its oldest files on this disk in order of start, from where the last look ended. */
  readonly oldest: readonly Candidate[];
  /** There are no files behind `oldest`. */
  readonly isAll: boolean;
  readonly newestId: number | undefined;
}

export interface EmergencyPlan {
  readonly deletions: readonly Deletion[];
  /** The camera whose further files have to be seen before it can be said what goes next. */
  readonly lookOn?: number;
}

interface Contender {
  readonly camera: EmergencyCamera;
  freeBytes: number;
  next: number;
}

export function planEmergency(toFreeBytes: number, cameras: readonly EmergencyCamera[]): EmergencyPlan {
  const contenders = cameras.map((camera): Contender => ({ camera, freeBytes: camera.freeBytes, next: 0 }));
  const deletions: Deletion[] = [];
  const spent = new Set<Contender>();
  let left = toFreeBytes;
  while (left > 0) {
    const contender = mostExcessive(contenders, spent);
    if (!contender) break;
    const file = nextToGo(contender);
    if (file) {
      deletions.push(deletionOf(file, 'emergency'));
      contender.freeBytes -= file.sizeBytes;
      left -= file.sizeBytes;
    } else if (contender.camera.isAll) {
      spent.add(contender);
    } else {
      return { deletions, lookOn: contender.camera.cameraNumber };
    }
  }
  return { deletions };
}

/** Bytes above the share of what all have together; of two alike the camera that was added first. */
function mostExcessive(
  contenders: readonly Contender[],
  spent: ReadonlySet<Contender>,
): Contender | undefined {
  const bytes = contenders.reduce((sum, each) => sum + each.freeBytes, 0);
  const needs = contenders.reduce((sum, each) => sum + each.camera.needBytes, 0);
  const excess = ({ freeBytes, camera }: Contender) => freeBytes - (bytes * camera.needBytes) / needs;
  return contenders
    .filter((each) => !spent.has(each))
    .reduce<Contender | undefined>((worst, each) => {
      if (!worst) return each;
      const more = excess(each) - excess(worst);
      const isFirst = each.camera.cameraNumber < worst.camera.cameraNumber;
      return more > 0 || (more === 0 && isFirst) ? each : worst;
    }, undefined);
}

/** The oldest file that may go; the last finished file of a camera never does, so that some footage of it is left. */
function nextToGo(contender: Contender): Candidate | undefined {
  const { oldest, protection, newestId } = contender.camera;
  while (contender.next < oldest.length) {
    const file = oldest[contender.next++]!;
    // The file of a failed row lies in quarantine: its row frees nothing.
    if (isUntouchable(file) || file.state === 'failed') continue;
    if (file.id === newestId || protection.inUse(file.id)) continue;
    if (overlaps(protection.held, file) || overlaps(protection.marked, file)) continue;
    return file;
  }
  return undefined;
}
