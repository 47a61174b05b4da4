/** Room on the recording disk and what it is used for: the storage gauge. Sizes in bytes, percent 0…100. */
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

export interface VolumeInfo {
  readonly id: string;
  readonly path: string;
  readonly totalBytes: number;
  /** As an ordinary user has it (bavail). */
  readonly availableBytes: number;
  /** 100·(1 − available/total). */
  readonly usedPercent: number;
  readonly level: StorageLevel;
}

export interface CameraStorage {
  readonly cameraId: string;
  readonly bytes: number;
  readonly bytesPerDay: number;
  /** Start of the oldest footage, UTC ms. */
  readonly oldestAt?: number;
}

export interface StorageInfo extends Omit<VolumeInfo, 'id' | 'path'> {
  readonly warnThresholdPercent: number;
  readonly blockThresholdPercent: number;
  readonly volumes: readonly VolumeInfo[];
  readonly cameras: readonly CameraStorage[];
  readonly writeBytesPerSecond: number;
  /** Days until the disk is full at the measured rate; absent while nothing was measured. */
  readonly fullInDays?: number;
  /** -1008 at warn, -1010 at block. */
  readonly code?: -1008 | -1010;
}
