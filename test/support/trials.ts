/**
 * How often a fault is tried: a handful in CI, the full count under `npm run soak`, and any number where that is asked for
 * (`npm run soak -- --trials 3`).
 */
export function trials(inCi: number, inSoak: number): number {
  const soak = process.env['WATCHPOST_SOAK'];
  if (soak === undefined || soak === '') return inCi;
  return soak === 'full' ? inSoak : Math.max(1, Math.min(inSoak, Number(soak)));
}

/** True under `npm run soak`, whatever the count. */
export const isSoak = (process.env['WATCHPOST_SOAK'] ?? '') !== '';
