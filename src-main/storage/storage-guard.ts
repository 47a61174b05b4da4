/**
 * Watches the room on the recording disk: figures for the gauge, the level, and the refusal of new recordings (STO-2, STO-3).
 * Never deletes and never stops a camera; it answers and tells.
 */
import { statfs } from 'node:fs/promises';
import { AppError } from '../../shared/model/errors.ts';
import { STORAGE_CACHE_MS } from '../../shared/model/limits.ts';
import type { CameraStorage, StorageInfo, StorageLevel } from '../../shared/model/storage.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { fullInDays, levelCode, reserveBytes, storageLevel, usedPercent } from './storage-policy.ts';
import type { DiskRoom } from './storage-policy.ts';
import { readVolume } from './volumes.ts';
import { cameraWriteRate } from './write-rate.ts';

export interface StorageGuardDeps {
  readonly catalogue: Catalogue;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Asks the file system; replaced by the tests. */
  readonly readRoom?: (folder: string) => Promise<DiskRoom>;
}

interface Events {
  /** Level, thresholds or visible figures changed. */
  changed: StorageInfo;
  /** The disk could be read before and cannot be now. */
  failed: AppError;
}

const DAY_S = 86_400;

export class StorageGuard {
  readonly #deps: StorageGuardDeps;
  readonly #events: Emitter<Events>;
  readonly #stopListening: () => void;
  #info: StorageInfo | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<StorageInfo> | undefined;
  #level: StorageLevel = 'ok';
  #lastShown = '';
  #failed = false;
  #timer: Timer | undefined;

  constructor(deps: StorageGuardDeps) {
    this.#deps = deps;
    this.#events = new Emitter((error) =>
      deps.logger.error('A listener of the storage guard failed', { error }),
    );
    this.#stopListening = deps.settings.on('changed', () => {
      // New thresholds are judged afresh; the hysteresis belongs to the old ones.
      this.#level = 'ok';
      this.#readAtMs = Number.NEGATIVE_INFINITY;
    });
  }

  /** Looks every few seconds and tells listeners; until `dispose`. */
  start(): void {
    const look = () => void this.info().catch(() => {});
    this.#timer ??= this.#deps.clock.every(STORAGE_CACHE_MS, look);
    look();
  }

  /** The gauge, at most 5 s old. Rejects with AppError storageUnavailable (-1005) when the disk cannot be read. */
  info(): Promise<StorageInfo> {
    const fresh = this.#deps.clock.monotonicMs() - this.#readAtMs < STORAGE_CACHE_MS;
    if (fresh && this.#info) return Promise.resolve(this.#info);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** As of the last look. */
  level(): StorageLevel {
    return this.#level;
  }

  /** Rejects with storageCritical (-1010) and `{available, total}` while the disk is above the block level. */
  async mayStart(): Promise<void> {
    const info = await this.info();
    if (info.level !== 'critical') return;
    throw new AppError(
      'storageCritical',
      `The recording disk is ${info.usedPercent} % full; new recordings wait until it is below ` +
        `${info.blockThresholdPercent} %. Delete footage, or choose a larger disk.`,
      { available: info.availableBytes, total: info.totalBytes },
    );
  }

  /** Whether running recordings must stop: less than the reserve is left (bytes). Rejects like `info`. */
  async reserve(): Promise<{ readonly bytes: number; readonly reached: boolean }> {
    const info = await this.info();
    const bytes = reserveBytes(info.writeBytesPerSecond, this.#deps.settings.get().storage.reserveBytes);
    return { bytes, reached: info.availableBytes < bytes };
  }

  on<K extends keyof Events>(event: K, listener: (payload: Events[K]) => void): () => void {
    return this.#events.on(event, listener);
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stopListening();
  }

  async #read(): Promise<StorageInfo> {
    const { clock, settings } = this.#deps;
    const folder = settings.get().storage.recordingsFolder;
    try {
      const room = await (this.#deps.readRoom ?? diskRoom)(folder);
      const volume = await readVolume(folder);
      const info = this.#describe(folder, room, volume?.id ?? '');
      this.#failed = false;
      this.#info = info;
      this.#readAtMs = clock.monotonicMs();
      this.#tell(info);
      return info;
    } catch (cause) {
      throw this.#unavailable(folder, cause);
    }
  }

  #describe(folder: string, room: DiskRoom, volumeId: string): StorageInfo {
    const { warnPercent, blockPercent } = this.#deps.settings.get().storage;
    const used = usedPercent(room);
    const level = storageLevel(used, { warnPercent, blockPercent }, this.#level);
    this.#level = level;
    const { cameras, rate } = this.#cameras();
    const code = levelCode(level);
    const days = fullInDays(room.availableBytes, rate);
    const disk = { ...room, usedPercent: used, level };
    return {
      ...disk,
      warnThresholdPercent: warnPercent,
      blockThresholdPercent: blockPercent,
      volumes: [{ id: volumeId, path: folder, ...disk }],
      cameras,
      writeBytesPerSecond: Math.round(rate),
      ...(days !== undefined && { fullInDays: days }),
      ...(code !== undefined && { code }),
    };
  }

  #cameras(): { cameras: CameraStorage[]; rate: number } {
    const { catalogue, clock } = this.#deps;
    let total = 0;
    const cameras = catalogue.cameras.list().map(({ id, number }) => {
      const rate = cameraWriteRate(catalogue, number, clock.now());
      total += rate;
      const oldestAt = catalogue.segments.oldest(number)?.startAt;
      return {
        cameraId: id,
        bytes: catalogue.segments.bytesOf(number),
        bytesPerDay: Math.round(rate * DAY_S),
        ...(oldestAt !== undefined && { oldestAt }),
      };
    });
    return { cameras, rate: total };
  }

  /** Listeners hear of a change when an operator would see one: not of every file. */
  #tell(info: StorageInfo): void {
    const shown = JSON.stringify([
      info.level,
      info.usedPercent,
      info.totalBytes,
      info.warnThresholdPercent,
      info.blockThresholdPercent,
      info.volumes.map((volume) => [volume.id, volume.path]),
      info.cameras.map((camera) => [camera.cameraId, camera.bytes]),
    ]);
    if (shown === this.#lastShown) return;
    this.#lastShown = shown;
    this.#events.emit('changed', info);
  }

  #unavailable(folder: string, cause: unknown): AppError {
    this.#info = undefined;
    const error = new AppError(
      'storageUnavailable',
      `The recording disk at ${folder} cannot be read. Check that it is connected and that Watchpost may use it.`,
      { folder, cause: (cause as { code?: string }).code ?? 'unknown' },
      { cause },
    );
    if (!this.#failed) this.#events.emit('failed', error);
    this.#failed = true;
    return error;
  }
}

/** Total and available bytes as an ordinary user has them (`bavail`). */
async function diskRoom(folder: string): Promise<DiskRoom> {
  const { blocks, bavail, bsize } = await statfs(folder);
  return { totalBytes: blocks * bsize, availableBytes: bavail * bsize };
}
