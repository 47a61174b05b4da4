/**
 * What to do with a segment after its probes so far. Pure; the queue and the clock are ingest's.
 * Nothing fails before a cool-down was waited for and one more probe said the same.
 */
import { PROBE_COOL_DOWN_MS, PROBE_TRIES } from '../../shared/model/limits.ts';
import type { ProbeFailure, ProbeResult } from './probe-result.ts';

/** 0.5, 1, 2, 4 s: a writer that is still busy is done by then; a slow disk gets the cool-down. */
const FIRST_RETRY_MS = 500;

export interface ProbeHistory {
  /** The latest result. */
  readonly result: ProbeResult;
  /** Probes done so far, this one included. */
  readonly tries: number;
  /** The cool-down has already been waited for once. */
  readonly deferredBefore: boolean;
  /** Settings `probe.*`; the defaults of limits.ts when absent. */
  readonly limits?: { readonly tries: number; readonly coolDownMs: number };
}

export type ProbeDecision =
  | { readonly kind: 'ready' }
  /** Part of it is whole and stays so: take it as `suspect` up to its validTo (probe/salvage.ts). */
  | { readonly kind: 'salvage' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'defer'; readonly afterMs: number }
  /** To quarantine, with the reason; never deleted. */
  | { readonly kind: 'fail' };

/** What a little waiting can mend: the writer is still busy, or the disk was. The rest only gets the cool-down. */
const mendable: ReadonlySet<ProbeFailure> = new Set(['not-finalized', 'io', 'empty']);

export function decideProbe({ result, tries, deferredBefore, limits }: ProbeHistory): ProbeDecision {
  if (result.ok) return { kind: 'ready' };
  // A torn tail is not written to any more; what is before it is as good as it will ever be.
  if (result.playable) return { kind: 'salvage' };
  if (deferredBefore) return { kind: 'fail' };
  if (mendable.has(result.failure) && tries < (limits?.tries ?? PROBE_TRIES)) {
    return { kind: 'retry', afterMs: FIRST_RETRY_MS * 2 ** Math.max(0, tries - 1) };
  }
  return { kind: 'defer', afterMs: limits?.coolDownMs ?? PROBE_COOL_DOWN_MS };
}
