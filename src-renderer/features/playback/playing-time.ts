/** The wall time that is on the screen, told to listeners outside React: it moves with every picture. */
export class PlayingTime {
  #at: number | undefined;
  readonly #listeners = new Set<(at: number) => void>();

  get at(): number | undefined {
    return this.#at;
  }

  set(at: number): void {
    this.#at = at;
    for (const listener of this.#listeners) listener(at);
  }

  on(listener: (at: number) => void): () => void {
    this.#listeners.add(listener);
    if (this.#at !== undefined) listener(this.#at);
    return () => void this.#listeners.delete(listener);
  }
}
