/**
 * Answers whether catalogue and disk agree: the invariants in words, each with what breaks it. Reads only, repairs nothing.
 * Used by the check in the app and by every test that kills something.
 */
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { checkFilesAreKnown, checkRowsHaveFiles } from './check-files.ts';
import { checkManifests } from './check-manifests.ts';
import { checkRows } from './check-rows.ts';
import type { InvariantResult } from './invariant.ts';

export interface InvariantOptions {
  readonly catalogue: Catalogue;
  /** Ids of the runs whose FFmpeg lives now; none after a stop. */
  readonly liveRuns?: Iterable<number>;
  /** Longest group of pictures of the cameras: how much two segments may overlap. */
  readonly gopMs?: number;
  /** After an orderly stop nothing may wait for ingest (I4). */
  readonly afterStop?: boolean;
  readonly clock?: Clock;
}

/** Cameras send a key frame at least every few seconds; a longer overlap is a mistake of ours. */
const GOP_MS = 4_000;

/** Every invariant with its result; I4 only when asked for. */
export async function checkInvariants(options: InvariantOptions): Promise<InvariantResult[]> {
  const { catalogue, clock = systemClock } = options;
  const files = { liveRuns: new Set(options.liveRuns), clock };
  const { known, nothingWaits } = await checkFilesAreKnown(catalogue, files);
  return [
    await checkRowsHaveFiles(catalogue, files),
    known,
    await checkManifests(catalogue, files),
    ...(options.afterStop === true ? [nothingWaits] : []),
    ...(await checkRows(catalogue, { clock, gopMs: options.gopMs ?? GOP_MS })),
  ];
}
