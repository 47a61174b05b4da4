/**
 * The fragments of a file that is still being written, found as they become whole.
 * Keeps its place between refreshes, so each costs only what was added. Never changes the file.
 */
import type { Fragment, Mp4Report } from './mp4-report.ts';

export class GrowingIndex {
  constructor(_path: string) {
    throw new Error('not built yet');
  }

  /** Looks at what was added; returns the fragments that became whole since the last call. */
  refresh(): readonly Fragment[] {
    throw new Error('not built yet');
  }

  /** Everything found so far. */
  report(): Mp4Report {
    throw new Error('not built yet');
  }

  close(): void {}
}
