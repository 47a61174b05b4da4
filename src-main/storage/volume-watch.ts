/**
 * What one volume is now. Shares looks among all who ask, tells a disk that hangs from one that answers, remembers what to
 * expect at its path, and gives the volume its id once footage was really stored there (RET-8).
 * Writes nothing but the id file; decides nothing about recordings.
 */
import { DISK_HANGS_MS, DISK_LANE } from '../../shared/model/limits.ts';
import type { VolumeState } from '../../shared/model/storage.ts';
import type { Clock, Timer } from '../base/clock.ts';
import { Turnstile } from '../base/turnstile.ts';
import type { VolumesTable } from '../catalogue/volumes-table.ts';
import { lookAt, realDisk, type DiskPorts, type VolumeLook } from './volume-look.ts';
import { markVolume, type VolumeMark } from './volumes.ts';

export interface VolumeWatchDeps {
  readonly volumes: Pick<VolumesTable, 'byNumber' | 'setId'>;
  readonly clock: Clock;
  readonly disk?: DiskPorts;
}

/** What anybody else may ask of a volume. */
export interface WatchedLook extends Omit<VolumeLook, 'state'> {
  readonly state: VolumeState;
}

export class VolumeWatch {
  readonly number: number;
  readonly #deps: VolumeWatchDeps;
  /** What is expected at a path while there is no id; the first look says it. */
  #expected: { readonly path: string; readonly mark: VolumeMark } | undefined;
  #last: { readonly at: number; readonly look: VolumeLook } | undefined;
  #pending: { readonly at: number; readonly look: Promise<VolumeLook> } | undefined;
  #marking: Promise<void> | undefined;
  #isFailing = false;
  readonly #lane = new Turnstile(DISK_LANE);
  /** When each sync under way began. */
  readonly #syncs = new Set<{ readonly at: number }>();

  constructor(number: number, deps: VolumeWatchDeps) {
    this.number = number;
    this.#deps = deps;
  }

  /** Looks, or takes a look that began at most `maxAgeMs` ago; one that is under way is shared. Never rejects. */
  async look(maxAgeMs = 0): Promise<WatchedLook> {
    const look = await this.#lookOrTake(maxAgeMs);
    if (look.state === 'ok' && this.#oweSync()) return { ...look, state: 'hanging' };
    return look.state === 'ok' && this.#isFailing ? { ...look, state: 'failing' } : look;
  }

  /** Syncs of its files, a few at a time: a disk that hangs must not take every thread. Settles as `sync` does. */
  inLane<T>(sync: () => Promise<T>): Promise<T> {
    return this.#lane.run(async () => {
      const under = { at: this.#deps.clock.monotonicMs() };
      this.#syncs.add(under);
      try {
        return await sync();
      } finally {
        this.#syncs.delete(under);
      }
    });
  }

  /** A recorder could not write although the disk looks well; until `worksAgain`. */
  reportFailure(): void {
    this.#isFailing = true;
  }

  worksAgain(): void {
    this.#isFailing = false;
  }

  /** A first segment was stored: the volume gets its id. Any number of calls is safe. Rejects with the disk's error. */
  footageStored(): Promise<void> {
    this.#isFailing = false;
    if (this.#volume?.id !== undefined) return Promise.resolve();
    // Sixteen first files are finished within a second: two marks at once would be two ids, and one of them a lie.
    this.#marking ??= this.#mark().finally(() => (this.#marking = undefined));
    return this.#marking;
  }

  #oweSync(): boolean {
    const limit = this.#deps.clock.monotonicMs() - DISK_HANGS_MS;
    return [...this.#syncs].some(({ at }) => at <= limit);
  }

  get #volume() {
    return this.#deps.volumes.byNumber(this.number);
  }

  async #lookOrTake(maxAgeMs: number): Promise<VolumeLook> {
    const now = this.#deps.clock.monotonicMs();
    if (this.#last && maxAgeMs > 0 && now - this.#last.at <= maxAgeMs) return this.#last.look;
    this.#pending ??= { at: now, look: this.#lookNow(now) };
    const { at, look } = this.#pending;
    return (await this.#within(look, at + DISK_HANGS_MS - now)) ?? { state: 'hanging' };
  }

  async #lookNow(at: number): Promise<VolumeLook> {
    try {
      const look = await this.#lookAtPath();
      this.#last = { at, look };
      return look;
    } finally {
      this.#pending = undefined;
    }
  }

  async #lookAtPath(): Promise<VolumeLook> {
    const volume = this.#volume;
    if (volume?.path === undefined) return { state: 'missing' };
    const { disk = realDisk, volumes } = this.#deps;
    if (volume.id !== undefined) return lookAt(volume.path, { id: volume.id, device: '' }, disk);
    if (this.#expected?.path !== volume.path) {
      const mark = await disk.readMark(volume.path).catch(() => undefined);
      this.#expected = mark && { path: volume.path, mark };
      // A disk that was marked in another life, or whose mark did not reach the catalogue.
      if (mark?.id !== undefined) volumes.setId(this.number, mark.id);
    }
    return lookAt(volume.path, this.#expected?.mark, disk);
  }

  /** Undefined when it takes longer. */
  async #within(look: Promise<VolumeLook>, limitMs: number): Promise<VolumeLook | undefined> {
    if (limitMs <= 0) return undefined;
    let timer: Timer | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = this.#deps.clock.after(limitMs, () => resolve(undefined));
    });
    const first = await Promise.race([look, late]);
    timer?.cancel();
    return first;
  }

  async #mark(): Promise<void> {
    const { volumes, clock, disk = realDisk } = this.#deps;
    const volume = this.#volume;
    if (volume?.path === undefined || this.#expected?.path !== volume.path) return;
    const { state } = await lookAt(volume.path, this.#expected.mark, disk);
    if (state !== 'ok') return;
    volumes.setId(this.number, await markVolume(volume.path, clock.now()));
  }
}
