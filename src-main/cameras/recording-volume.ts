/**
 * A volume as recorders see it: is the right disk there, can it be written, is there room (STO-2, STO-6). Only translates
 * what the storage guard knows into what ends or refuses a recording.
 */
import type { VolumesTable } from '../catalogue/volumes-table.ts';
import type { StorageGuard } from '../storage/storage-guard.ts';
import type { WatchedLook } from '../storage/volume-watch.ts';
import type { RecordingVolume, VolumeState } from './ports.ts';

export interface GuardedVolumeDeps {
  readonly volumes: Pick<VolumesTable, 'byNumber'>;
  readonly guard: Pick<StorageGuard, 'watch' | 'mayStart' | 'reserveBytes'>;
}

export class GuardedVolume implements RecordingVolume {
  readonly number: number;
  readonly #deps: GuardedVolumeDeps;

  constructor(number: number, deps: GuardedVolumeDeps) {
    this.number = number;
    this.#deps = deps;
  }

  /** Empty while nobody knows where its disk is; `check` says so. */
  get folder(): string {
    return this.#deps.volumes.byNumber(this.number)?.path ?? '';
  }

  get name(): string {
    return this.#deps.volumes.byNumber(this.number)?.name ?? '';
  }

  /** A look that began at most `maxAgeMs` ago will do: running cameras share theirs. Never rejects. */
  async check(maxAgeMs = 0): Promise<VolumeState> {
    const { guard } = this.#deps;
    const look = await guard.watch(this.number).look(maxAgeMs);
    const state = stateOf(look.state);
    if (state !== 'ok' || !look.room) return state;
    return look.room.availableBytes < guard.reserveBytes(this.number) ? 'disk-full' : 'ok';
  }

  mayStart(): Promise<void> {
    return this.#deps.guard.mayStart(this.number);
  }

  inLane<T>(sync: () => Promise<T>): Promise<T> {
    return this.#deps.guard.watch(this.number).inLane(sync);
  }
}

function stateOf(state: WatchedLook['state']): VolumeState {
  switch (state) {
    case 'ok':
    // Whoever failed lately is to try again.
    case 'failing':
      return 'ok';
    case 'missing':
    case 'other-disk':
      return 'volume-missing';
    case 'unreadable':
    case 'read-only':
    case 'hanging':
      return 'disk-error';
  }
}
