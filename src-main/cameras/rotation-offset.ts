/** Spreads the rotations of cameras over 0…30 s, so that they do not all close their files at once. Fixed per camera. */
export const ROTATION_OFFSET_MAX_S = 30;

/** Whole seconds 0…30 from the camera's slug (FNV-1a: small, stable over versions and platforms). */
export function rotationOffsetS(slug: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < slug.length; i += 1) hash = Math.imul(hash ^ slug.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % (ROTATION_OFFSET_MAX_S + 1);
}
