/**
 * The recordings folder as recorders see it: is the right disk there, is there room (STO-2, STO-6). Remembers what the
 * volume was when the app started, so that the bare mount point underneath is never taken for it.
 * Writes nothing but the id file, and that only after footage was really stored.
 */
import type { Volume } from '../../shared/model/storage.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { StorageGuard } from '../storage/storage-guard.ts';
import { markVolume, readVolume, volumePresence, type VolumeMark } from '../storage/volumes.ts';
import type { RecordingVolume, VolumeState } from './ports.ts';

export interface VolumeDeps {
  readonly guard: Pick<StorageGuard, 'mayStart' | 'reserve'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The volume carries an id file from now on. */
  readonly onMarked: (number: number, id: string) => void;
}

export class FolderVolume implements RecordingVolume {
  readonly number: number;
  readonly folder: string;
  readonly name: string;
  readonly #deps: VolumeDeps;
  #id: string | undefined;
  #expected: VolumeMark | undefined;
  #marking: Promise<void> | undefined;
  #look: { readonly at: number; readonly state: Promise<VolumeState> } | undefined;

  constructor(volume: Volume & { readonly path: string }, deps: VolumeDeps) {
    this.number = volume.number;
    this.folder = volume.path;
    this.name = volume.name;
    this.#id = volume.id;
    this.#deps = deps;
  }

  /** From its id file, once there is one. */
  get id(): string | undefined {
    return this.#id;
  }

  /**
   * Looks at the folder, or takes a look that began at most `maxAgeMs` ago: running cameras share theirs, because each
   * costs several trips to the disk. Never rejects.
   */
  check(maxAgeMs = 0): Promise<VolumeState> {
    const now = this.#deps.clock.monotonicMs();
    if (this.#look && maxAgeMs > 0 && now - this.#look.at <= maxAgeMs) return this.#look.state;
    const state = this.#lookNow();
    this.#look = { at: now, state };
    return state;
  }

  /** Until the volume has an id, the first look that finds a folder says what to expect from then on. */
  async #lookNow(): Promise<VolumeState> {
    try {
      this.#expected ??=
        this.#id === undefined ? await readVolume(this.folder) : { id: this.#id, device: '' };
      if (!this.#expected) return 'volume-missing';
      this.#noteId(this.#expected.id);
      if ((await volumePresence(this.folder, this.#expected)) !== 'present') return 'volume-missing';
    } catch (error) {
      this.#deps.logger.warn('the recording disk cannot be read', { error: String(error) });
      return 'disk-error';
    }
    // A gauge that cannot be read is no reason to stop a recording that works; FFmpeg's own word comes soon enough.
    const reserve = await this.#deps.guard.reserve().catch(() => undefined);
    return reserve?.reached === true ? 'disk-full' : 'ok';
  }

  mayStart(): Promise<void> {
    return this.#deps.guard.mayStart();
  }

  /** A first segment was stored: the volume gets its id (RET-8). Any number of calls is safe. */
  footageStored(): Promise<void> {
    if (!this.#expected || this.#id !== undefined) return Promise.resolve();
    // Sixteen first files are finished within a second: two marks at once would be two ids, and one of them a lie.
    this.#marking ??= this.#mark().finally(() => (this.#marking = undefined));
    return this.#marking;
  }

  async #mark(): Promise<void> {
    const id = await markVolume(this.folder, this.#deps.clock.now());
    if (this.#expected) this.#expected = { ...this.#expected, id };
    this.#noteId(id);
  }

  #noteId(id: string | undefined): void {
    if (id === undefined || id === this.#id) return;
    this.#id = id;
    this.#deps.onMarked(this.number, id);
  }
}
