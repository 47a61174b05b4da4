/** Counters with fixed names, one set per owner (a camera) and in sum. Only ever go up; forgetting an owner keeps its share of the sum. */
export class Counters<Name extends string> {
  readonly #names: readonly Name[];
  readonly #owners = new Map<number, Record<Name, number>>();
  readonly #totals: Record<Name, number>;

  constructor(names: readonly Name[]) {
    this.#names = names;
    this.#totals = this.#zeros();
  }

  increment(owner: number, name: Name, by = 1): void {
    const counts = this.#owners.get(owner) ?? this.#zeros();
    counts[name] += by;
    this.#totals[name] += by;
    this.#owners.set(owner, counts);
  }

  /** A copy; all zeros for an owner that counted nothing yet. */
  of(owner: number): Record<Name, number> {
    return { ...(this.#owners.get(owner) ?? this.#zeros()) };
  }

  totals(): Record<Name, number> {
    return { ...this.#totals };
  }

  forget(owner: number): void {
    this.#owners.delete(owner);
  }

  #zeros(): Record<Name, number> {
    return Object.fromEntries(this.#names.map((name) => [name, 0])) as Record<Name, number>;
  }
}
