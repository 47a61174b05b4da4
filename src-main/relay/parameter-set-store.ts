/** The parameter sets in force: those of the description, replaced by what the stream itself sends. Copies, bounded. */
import type { VideoCodec } from '../../shared/model/camera.ts';
import { nalType, readPictureFormat, type PictureFormat } from '../rtsp/parameter-sets.ts';

const MAX_SETS_PER_TYPE = 8;
const MAX_SET_BYTES = 4096;

export class ParameterSetStore {
  readonly #codec: VideoCodec;
  readonly #byType = new Map<number, Buffer[]>();
  #format: PictureFormat | undefined;

  constructor(codec: VideoCodec, announced: readonly Buffer[]) {
    this.#codec = codec;
    this.replace(announced);
  }

  /** Size and codec string; undefined while no usable SPS is known. */
  get format(): PictureFormat | undefined {
    return this.#format;
  }

  /** VPS, SPS, PPS in the order a decoder wants them. */
  all(): Buffer[] {
    return [...this.#byType.entries()].toSorted(([a], [b]) => a - b).flatMap(([, sets]) => sets);
  }

  ofType(type: number): readonly Buffer[] {
    return this.#byType.get(type) ?? [];
  }

  /** Takes the sets of one key picture: each type that comes replaces what was known of it. True when one changed. */
  replace(sets: readonly Buffer[]): boolean {
    const came = new Map<number, Buffer[]>();
    for (const set of sets) {
      if (set.length > MAX_SET_BYTES) continue;
      const type = nalType(this.#codec, set);
      const list = came.get(type) ?? [];
      if (list.length < MAX_SETS_PER_TYPE) came.set(type, [...list, set]);
    }
    let changed = false;
    for (const [type, list] of came) {
      const known = this.#byType.get(type);
      if (known?.length === list.length && list.every((set, index) => set.equals(known[index]!))) continue;
      this.#byType.set(
        type,
        list.map((set) => Buffer.from(set)),
      );
      changed = true;
    }
    if (changed) this.#format = readPictureFormat(this.#codec, this.all()) ?? this.#format;
    return changed;
  }
}
