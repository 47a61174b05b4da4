/**
 * Watches the recording disks: figures for the gauge, the level of each, and the refusal of new recordings (STO-2, STO-3).
 * A disk that cannot be read never hides the others. Never deletes and never stops a camera; it answers and tells.
 */
import { AppError } from '../../shared/model/errors.ts';
import { STORAGE_CACHE_MS } from '../../shared/model/limits.ts';
import type { StorageInfo, StorageLevel, Volume, VolumeInfo } from '../../shared/model/storage.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/logger.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import {
  allTogether,
  fullInDays,
  reserveBytes,
  shownFigures,
  storageLevel,
  usedPercent,
  volumeCode,
} from './storage-policy.ts';
import { measureFigures, type Figures, type VolumeUse } from './volume-figures.ts';
import type { DiskPorts } from './volume-look.ts';
import { VolumeWatch, type WatchedLook } from './volume-watch.ts';

export interface StorageGuardDeps {
  readonly catalogue: Catalogue;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The file system; replaced by the tests. */
  readonly disk?: DiskPorts;
}

interface Events {
  /** Level, thresholds or visible figures changed. */
  changed: StorageInfo;
  /** A volume came, went, or changed its state or visible figures; also while none can be read. */
  volumes: readonly VolumeInfo[];
  /** At least one disk could be read before and none can be now. */
  failed: AppError;
  /** The volume of this number can be recorded to again. */
  usable: number;
  /** The volume of this number can be read again. */
  back: number;
}

/** As of one look at every volume. */
interface Reading {
  readonly volumes: readonly VolumeInfo[];
  readonly info: StorageInfo | undefined;
}

export class StorageGuard {
  readonly #deps: StorageGuardDeps;
  readonly #events: Emitter<Events>;
  readonly #stopListening: () => void;
  readonly #watches = new Map<number, VolumeWatch>();
  readonly #levels = new Map<number, StorageLevel>();
  readonly #usable = new Map<number, boolean>();
  readonly #readable = new Map<number, boolean>();
  #reading: Reading | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #underWay: Promise<Reading> | undefined;
  #lastShown = { info: '', volumes: '' };
  #failed = false;
  #timer: Timer | undefined;

  constructor(deps: StorageGuardDeps) {
    this.#deps = deps;
    this.#events = new Emitter((error) =>
      deps.logger.error('A listener of the storage guard failed', { error }),
    );
    this.#stopListening = deps.settings.on('changed', () => {
      // New thresholds are judged afresh; the hysteresis belongs to the old ones.
      this.#levels.clear();
      this.volumesChanged();
    });
  }

  /** Looks every few seconds and tells listeners; until `dispose`. */
  start(): void {
    const look = () => void this.#read().catch(() => {});
    this.#timer ??= this.#deps.clock.every(STORAGE_CACHE_MS, look);
    look();
  }

  /** The gauge, at most 5 s old. Rejects with AppError storageUnavailable (-1005) when no disk can be read. */
  async info(): Promise<StorageInfo> {
    const { info, volumes } = await this.#fresh();
    if (!info) throw this.#unavailable(volumes);
    return info;
  }

  /** Every volume that is known, with its state; at most 5 s old. Never rejects for a disk. */
  async volumes(): Promise<readonly VolumeInfo[]> {
    return (await this.#fresh()).volumes;
  }

  /** The worst of all volumes, as of the last look. */
  level(): StorageLevel {
    return this.#reading?.info?.level ?? 'ok';
  }

  /** One per volume, for as long as the app lives. */
  watch(number: number): VolumeWatch {
    let watch = this.#watches.get(number);
    if (!watch) {
      const { catalogue, clock, disk } = this.#deps;
      watch = new VolumeWatch(number, { volumes: catalogue.volumes, clock, ...(disk && { disk }) });
      this.#watches.set(number, watch);
    }
    return watch;
  }

  /**
   * Whether a new recording may begin on this volume. Rejects with storageCritical (-1010) and `{available, total}` while
   * it is above the block level, with storageUnavailable (-1005) while it cannot be read.
   */
  async mayStart(number: number): Promise<void> {
    const { volumes } = await this.#fresh();
    const volume = volumes.find((each) => each.number === number);
    if (volume?.totalBytes === undefined) throw this.#unavailable(volume ? [volume] : []);
    if (volume.level !== 'critical') return;
    const { blockPercent } = this.#deps.settings.get().storage;
    throw new AppError(
      'storageCritical',
      `The recording disk ${volume.name} is ${volume.usedPercent} % full; new recordings wait until it is below ` +
        `${blockPercent} %. Delete footage, or choose a larger disk.`,
      { available: volume.availableBytes, total: volume.totalBytes },
    );
  }

  /** Bytes that must stay free there for running recordings; as of the last look. */
  reserveBytes(number: number): number {
    const known = this.#reading?.volumes.find((each) => each.number === number);
    return known?.reserveBytes ?? reserveBytes(0, this.#deps.settings.get().storage.reserveBytes);
  }

  /** The list of volumes, a name or a threshold changed: the next question is answered from a new look. */
  volumesChanged(): void {
    this.#readAtMs = Number.NEGATIVE_INFINITY;
    if (this.#timer) void this.#fresh().catch(() => {});
  }

  on<K extends keyof Events>(event: K, listener: (payload: Events[K]) => void): () => void {
    return this.#events.on(event, listener);
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#stopListening();
  }

  #fresh(): Promise<Reading> {
    const isFresh = this.#deps.clock.monotonicMs() - this.#readAtMs < STORAGE_CACHE_MS;
    if (isFresh && this.#reading) return Promise.resolve(this.#reading);
    return this.#read();
  }

  #read(): Promise<Reading> {
    this.#underWay ??= this.#look().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #look(): Promise<Reading> {
    const { catalogue, clock, settings } = this.#deps;
    const at = clock.monotonicMs();
    const looks = new Map<number, WatchedLook>();
    for (const [number, look] of await Promise.all(
      catalogue.volumes.list().map(async ({ number }) => [number, await this.watch(number).look()] as const),
    )) {
      looks.set(number, look);
    }
    // Read again: a look may have found an id, and the list may have changed meanwhile.
    const known = catalogue.volumes.list().filter(({ number }) => looks.has(number));
    const figures = measureFigures(catalogue, clock.now());
    const volumes = known.flatMap((volume) => {
      const look = looks.get(volume.number);
      return look ? [this.#describe(volume, look, figures.volumes.get(volume.number))] : [];
    });
    const devices = known.map(({ number }) => looks.get(number)?.device);
    const info = allTogether({
      volumes,
      devices,
      cameras: figures.cameras,
      thresholds: settings.get().storage,
    });
    this.#reading = { volumes, info };
    // While nothing can be read, the next question is a new try.
    this.#readAtMs = info ? at : Number.NEGATIVE_INFINITY;
    this.#tell(this.#reading, figures);
    return this.#reading;
  }

  #describe(volume: Volume, look: WatchedLook, use: VolumeUse | undefined): VolumeInfo {
    const { warnPercent, blockPercent, reserveBytes: chosen } = this.#deps.settings.get().storage;
    const { number, name, path = '', id = '' } = volume;
    const { room, state } = look;
    const day = use?.writeBytesPerSecond ?? 0;
    const week = use?.weekBytesPerSecond ?? 0;
    const used = room && usedPercent(room);
    const before = this.#levels.get(number);
    const level = used === undefined ? 'ok' : storageLevel(used, { warnPercent, blockPercent }, before);
    this.#levels.set(number, level);
    const code = volumeCode(level, room !== undefined);
    const days = room && fullInDays(room.availableBytes, Math.max(day, week));
    return {
      number,
      id,
      name,
      path,
      isDefault: number === this.#deps.catalogue.volumes.default().number,
      state,
      level,
      ...(room && { ...room, usedPercent: used ?? 100 }),
      kinds: use?.kinds ?? [],
      cameras: use?.cameras ?? [],
      assignedCameras: use?.assignedCameras ?? 0,
      writeBytesPerSecond: day,
      weekBytesPerSecond: week,
      reserveBytes: reserveBytes(Math.max(day, week), chosen),
      ...(code !== undefined && { code }),
      ...(days !== undefined && { fullInDays: days }),
    };
  }

  /** Listeners hear of a change when an operator would see one: not of every file. */
  #tell({ volumes, info }: Reading, figures: Figures): void {
    const shown = shownFigures(volumes, {
      cameras: figures.cameras,
      thresholds: this.#deps.settings.get().storage,
    });
    if (shown.volumes !== this.#lastShown.volumes) this.#events.emit('volumes', volumes);
    if (info && (shown.info !== this.#lastShown.info || this.#failed)) this.#events.emit('changed', info);
    this.#lastShown = shown;
    if (!info && !this.#failed) this.#events.emit('failed', this.#unavailable(volumes));
    this.#failed = !info;
    for (const volume of volumes) this.#tellReturn(volume);
  }

  #tellReturn({
    number,
    state,
    level,
    totalBytes,
    availableBytes = 0,
    reserveBytes: reserve,
  }: VolumeInfo): void {
    const isReadable = totalBytes !== undefined;
    const isUsable =
      (state === 'ok' || state === 'failing') && level !== 'critical' && availableBytes >= reserve;
    const [wasReadable, wasUsable] = [this.#readable.get(number), this.#usable.get(number)];
    this.#readable.set(number, isReadable);
    this.#usable.set(number, isUsable);
    if (isReadable && wasReadable === false) this.#events.emit('back', number);
    if (isUsable && wasUsable === false) this.#events.emit('usable', number);
  }

  #unavailable(volumes: readonly VolumeInfo[]): AppError {
    const [first] = volumes.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
    const folder = first?.path ?? '';
    return new AppError(
      'storageUnavailable',
      `The recording disk at ${folder} cannot be read. Check that it is connected and that Watchpost may use it.`,
      { folder, state: first?.state ?? 'missing' },
    );
  }
}
