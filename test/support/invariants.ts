/** Invariants for the tests: one line per offender, so that `expect(await brokenInvariants(…)).toEqual([])` says what is wrong. */
import { checkInvariants } from '../../src-main/consistency/check-invariants.ts';
import type { InvariantOptions } from '../../src-main/consistency/check-invariants.ts';

export { checkInvariants } from '../../src-main/consistency/check-invariants.ts';

export async function brokenInvariants(options: InvariantOptions): Promise<string[]> {
  const results = await checkInvariants(options);
  return results.flatMap(({ id, offenders }) => offenders.map((offender) => `${id}: ${offender}`));
}
