/** Room on the recording disks and what it is used for: the storage gauge. Sizes in bytes, percent 0…100. */
export type StorageLevel = 'ok' | 'low' | 'critical';

/** A recordings folder that footage lies in, or may be written to. */
export interface Volume {
  /** Never reused. */
  readonly number: number;
  /** Absolute; absent while nobody knows where its disk is. */
  readonly path?: string;
  /** As an operator knows it. */
  readonly name: string;
  /** From its id file; absent until a first segment was stored there. */
  readonly id?: string;
  readonly addedAt: number;
}

/**
 * How a volume is: `missing` (no folder there), `other-disk` (a folder without its id: another disk, or the bare mount
 * point), `unreadable`, `read-only`, `failing` (a recorder could not write lately), `hanging` (it does not answer).
 */
export const volumeStates = [
  'ok',
  'missing',
  'other-disk',
  'unreadable',
  'read-only',
  'failing',
  'hanging',
] as const;
export type VolumeState = (typeof volumeStates)[number];

/** What takes room on a volume; `unreadable` lies in quarantine. */
export const footageKinds = ['footage', 'unreadable'] as const;
export type FootageKind = (typeof footageKinds)[number];

/** The figures of a disk as an ordinary user has it. */
export interface DiskRoomFigures {
  readonly totalBytes: number;
  /** As an ordinary user has it (bavail). */
  readonly availableBytes: number;
  /** 100·(1 − available/total). */
  readonly usedPercent: number;
}

/** A volume with its figures; those of the disk are absent while it cannot be read. */
export interface VolumeInfo extends Partial<DiskRoomFigures> {
  readonly number: number;
  /** From its id file; empty until it has one. */
  readonly id: string;
  readonly name: string;
  /** Empty while nobody knows where its disk is. */
  readonly path: string;
  /** Where cameras record that name no volume. */
  readonly isDefault: boolean;
  readonly state: VolumeState;
  /** Its own; `ok` while it cannot be read. */
  readonly level: StorageLevel;
  /** -1008 at warn, -1010 at block, -1005 while it cannot be read. */
  readonly code?: -1005 | -1008 | -1010;
  readonly kinds: readonly { readonly kind: FootageKind; readonly bytes: number }[];
  readonly cameras: readonly { readonly cameraId: string; readonly bytes: number }[];
  /** How many cameras are to record there. */
  readonly assignedCameras: number;
  /** Measured over the last 24 h, of the cameras that record there now. */
  readonly writeBytesPerSecond: number;
  /** The same over seven days. */
  readonly weekBytesPerSecond: number;
  /** Days until it is full at the higher of the two rates, if nothing is deleted; absent while nothing was measured. */
  readonly fullInDays?: number;
  /** What stays free for running recordings. */
  readonly reserveBytes: number;
}

export interface CameraStorage {
  readonly cameraId: string;
  readonly bytes: number;
  readonly bytesPerDay: number;
  /** Start of the oldest footage, UTC ms. */
  readonly oldestAt?: number;
}

/** All volumes together: disks that can be read, each counted once. */
export interface StorageInfo extends DiskRoomFigures {
  /** The worst of the volumes that cameras record to. */
  readonly level: StorageLevel;
  readonly warnThresholdPercent: number;
  readonly blockThresholdPercent: number;
  readonly volumes: readonly VolumeInfo[];
  readonly cameras: readonly CameraStorage[];
  readonly writeBytesPerSecond: number;
  /** Days until the first volume is full; absent while nothing was measured. */
  readonly fullInDays?: number;
  /** -1008 at warn, -1010 at block. */
  readonly code?: -1008 | -1010;
}
