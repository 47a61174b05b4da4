/** What to do with a segment after its probes so far. Pure; the queue and the clock are ingest's. */
import type { ProbeResult } from './prober.ts';

export interface ProbeHistory {
  /** The latest result. */
  readonly result: ProbeResult;
  /** Probes done so far, this one included. */
  readonly tries: number;
  /** The cool-down has already been waited for once. */
  readonly deferredBefore: boolean;
}

export type ProbeDecision =
  | { readonly kind: 'ready' }
  /** Part of it is whole and stays so: take it as `suspect` up to its validTo (probe/salvage.ts). */
  | { readonly kind: 'salvage' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  | { readonly kind: 'defer'; readonly afterMs: number }
  /** To quarantine, with the reason; never deleted. */
  | { readonly kind: 'fail' };

export function decideProbe(_history: ProbeHistory): ProbeDecision {
  throw new Error('not built yet');
}
