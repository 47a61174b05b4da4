/**
 * Things with a life: ended in reverse order of their beginning, once, and counted so that the tests can find leaks.
 * An end that fails never keeps the others from ending.
 */
export type Dispose = () => void | Promise<void>;

/** A stack of ends. `dispose` may be called by anyone, any number of times. */
export class Disposables {
  #ends: Dispose[] = [];
  #disposed: Promise<void> | undefined;

  /** Adds an end; when the stack is disposed already, it is run at once. */
  add(end: Dispose): void {
    if (this.#disposed) void Promise.resolve(end()).catch(() => {});
    else this.#ends.push(end);
  }

  /** Runs all ends, last first. Rejects with an AggregateError after all were tried. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#run();
    return this.#disposed;
  }

  async #run(): Promise<void> {
    const errors: unknown[] = [];
    for (const end of this.#ends.reverse()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    this.#ends = [];
    if (errors.length > 0) throw new AggregateError(errors, 'Some things could not be ended');
  }
}

const living = new Map<string, number>();

/** Counts one more living thing of this kind; the returned function ends it, once. */
export function trackLife(kind: string): () => void {
  living.set(kind, (living.get(kind) ?? 0) + 1);
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    const left = (living.get(kind) ?? 1) - 1;
    if (left === 0) living.delete(kind);
    else living.set(kind, left);
  };
}

/** What lives now, by kind; empty at the end of every test that cleans up. */
export function livingThings(): ReadonlyMap<string, number> {
  return new Map(living);
}
