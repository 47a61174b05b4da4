/**
 * The label of a camera in folder and file names: made once from its name, then frozen (REC-2).
 * User text reaches a path only through here. Never contains anything but [a-z0-9-].
 */
import { SLUG_MAX_LENGTH } from '../../shared/model/limits.ts';

/** Windows reads these names as devices, with any extension. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** A slug of 1…40 characters from any name; `camera` when the name has no Latin letter or digit. `taken` gets -2, -3 … */
export function slugFor(name: string, taken: { has(slug: string): boolean } = new Set<string>()): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, '-');
  const cut = trimDashes(plain).slice(0, SLUG_MAX_LENGTH);
  const base = trimDashes(cut);
  const safe = base === '' ? 'camera' : deviceName.test(base) ? `camera-${base}` : base;
  if (!taken.has(safe)) return safe;
  for (let n = 2; ; n += 1) {
    const suffix = `-${n}`;
    const candidate = trimDashes(safe.slice(0, SLUG_MAX_LENGTH - suffix.length)) + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}

function trimDashes(text: string): string {
  return text.replace(/^-+|-+$/g, '');
}
