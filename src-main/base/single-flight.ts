/** Runs one task at a time; triggers that come while it runs cause exactly one more run. Any number of triggers is safe. */
export class SingleFlight {
  #running: Promise<void> | undefined;
  #again = false;
  readonly #task: () => Promise<void>;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Resolves when a run that began after this call has ended. Errors of the task reach every waiter of that run. */
  trigger(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#loop().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #loop(): Promise<void> {
    do {
      this.#again = false;
      await this.#task();
    } while (this.#again);
  }
}
