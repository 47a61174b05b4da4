/** The invariants of the archive, each with what it says in words, and the result of looking whether it holds. */
export const invariants = {
  I1: 'Every segment that can be played has its file, of the recorded size.',
  I2: 'Every media file is known: as a segment, as being deleted, as being recorded, or as waiting.',
  I3: 'A manifest is read exactly as far as its segments are known.',
  I4: 'After an orderly stop no file waits but deferred ones and quarantine.',
  I5: 'Segments of a camera do not overlap by more than one group of pictures.',
  I7: 'No deletion is left half done.',
  rollup: 'The sums per hour and per location agree with the segments.',
} as const;
export type InvariantId = keyof typeof invariants;

export interface InvariantResult {
  readonly id: InvariantId;
  readonly sentence: string;
  readonly holds: boolean;
  /** What breaks it, one line each, without user text; at most MAX_OFFENDERS. */
  readonly offenders: readonly string[];
}

/** A broken disk may break an invariant a million times; a list is for reading. */
export const MAX_OFFENDERS = 100;

/** Collects offenders of one invariant. */
export class Finding {
  readonly #id: InvariantId;
  readonly #offenders: string[] = [];
  #count = 0;

  constructor(id: InvariantId) {
    this.#id = id;
  }

  add(offender: string): void {
    this.#count += 1;
    if (this.#offenders.length < MAX_OFFENDERS) this.#offenders.push(offender);
  }

  result(): InvariantResult {
    const more = this.#count - this.#offenders.length;
    const offenders = more > 0 ? [...this.#offenders, `and ${more} more`] : this.#offenders;
    return { id: this.#id, sentence: invariants[this.#id], holds: this.#count === 0, offenders };
  }
}
