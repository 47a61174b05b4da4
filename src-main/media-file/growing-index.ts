/**
 * The fragments of a file that is still being written, found as they become whole.
 * Keeps its place between refreshes, so each costs only what was added. Never changes the file.
 */
import { openFileSource } from './byte-source.ts';
import type { FileSource } from './byte-source.ts';
import { Mp4Walker } from './mp4-walker.ts';
import type { Fragment, Mp4Report } from './mp4-report.ts';

export class GrowingIndex {
  readonly #source: FileSource;
  readonly #walker: Mp4Walker;

  /** Opens the file and keeps it open until `close`; throws the system's error. */
  constructor(path: string) {
    this.#source = openFileSource(path);
    this.#walker = new Mp4Walker(this.#source);
  }

  /** Looks at what was added; returns the fragments that became whole since the last call. Throws only I/O errors. */
  refresh(): readonly Fragment[] {
    this.#source.refreshSize();
    const found = this.#walker.walk();
    return found === 0 ? [] : this.#walker.fragments.slice(-found);
  }

  /** Everything found so far; its `complete` is true whenever the writer is between two fragments. */
  report(): Mp4Report {
    return this.#walker.report();
  }

  /** All fragments found so far, without building a report. */
  get fragments(): readonly Fragment[] {
    return this.#walker.fragments;
  }

  close(): void {
    this.#source.close();
  }
}
