/** How often a fault is tried: a handful in CI, the full count under `npm run soak`. */
export function trials(inCi: number, inSoak: number): number {
  return process.env['WATCHPOST_SOAK'] === 'full' ? inSoak : inCi;
}
