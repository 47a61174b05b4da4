/**
 * Which screen is shown, kept in the address (#/playback/<camera>/<UTC ms>), so that a reload comes back to it.
 * Pure reading and writing of the hash; the store keeps the current value.
 */
export const pages = ['live', 'playback', 'cameras', 'storage', 'health'] as const;
export type Page = (typeof pages)[number];

export interface Route {
  readonly page: Page;
  readonly cameraId?: string;
  /** UTC ms, playback only. */
  readonly at?: number;
}

/** Anything that cannot be read is the first screen. */
export function readRoute(hash: string): Route {
  const [page, cameraId, at] = hash.replace(/^#\/?/, '').split('/').map(decodePart);
  const known = pages.find((name) => name === page);
  if (!known) return { page: 'live' };
  const time = at !== undefined && /^\d{1,15}$/.test(at) ? Number(at) : undefined;
  return {
    page: known,
    ...(cameraId ? { cameraId } : {}),
    ...(time === undefined ? {} : { at: time }),
  };
}

export function writeRoute(route: Route): string {
  const parts: (string | number)[] = [route.page];
  if (route.cameraId) parts.push(encodeURIComponent(route.cameraId));
  if (route.cameraId && route.at !== undefined) parts.push(Math.round(route.at));
  return `#/${parts.join('/')}`;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
