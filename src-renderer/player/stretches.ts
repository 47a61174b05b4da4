/**
 * The map between the player's media time (s) and wall time (UTC ms) of one playlist: stretches of footage in order,
 * gaps left out. Pure; a stretch may run faster or slower than the wall clock (cameras that lie about their frame rate).
 */
import type { VideoCodec } from '../../shared/model/camera.ts';

export interface Stretch {
  readonly startAt: number;
  readonly durationMs: number;
  readonly mediaStartS: number;
  readonly mediaDurationS: number;
  readonly videoCodec?: VideoCodec;
}

export interface MediaPoint {
  readonly mediaS: number;
  readonly stretch: Stretch;
  /** Wall time of that picture: the one asked for, or the nearest footage to it. */
  readonly at: number;
}

/** Where to seek for a wall time. In a gap: the nearer end of the footage around it. Undefined without footage. */
export function mediaPointAt(stretches: readonly Stretch[], at: number): MediaPoint | undefined {
  let best: MediaPoint | undefined;
  for (const stretch of stretches) {
    const end = stretch.startAt + stretch.durationMs;
    if (at >= stretch.startAt && at < end) return { mediaS: mediaOf(stretch, at), at, stretch };
    const edge = at < stretch.startAt ? stretch.startAt : Math.max(stretch.startAt, end - EDGE_MS);
    if (!best || Math.abs(edge - at) < Math.abs(best.at - at))
      best = { mediaS: mediaOf(stretch, edge), at: edge, stretch };
  }
  return best;
}

/** A seek to the very end shows nothing; this much before it there is a picture. */
const EDGE_MS = 200;

function mediaOf(stretch: Stretch, at: number): number {
  const part = stretch.durationMs > 0 ? (at - stretch.startAt) / stretch.durationMs : 0;
  return stretch.mediaStartS + part * stretch.mediaDurationS;
}

/** Wall time of a media time; before the first and after the last stretch it is carried on at normal speed. */
export function wallTimeOf(stretches: readonly Stretch[], mediaS: number): number | undefined {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.mediaStartS ?? 0) <= mediaS + 1e-6) low = middle;
    else high = middle - 1;
  }
  const stretch = stretches[low];
  if (!stretch) return undefined;
  const rate = stretch.mediaDurationS > 0 ? stretch.durationMs / stretch.mediaDurationS : 1000;
  return stretch.startAt + (mediaS - stretch.mediaStartS) * rate;
}

/** End of the footage of this playlist, UTC ms. */
export function stretchesEnd(stretches: readonly Stretch[]): number | undefined {
  const last = stretches.at(-1);
  return last && last.startAt + last.durationMs;
}

/** A part of a playlist, as times of the wall clock; what is absent is where the playlist begins or ends by itself. */
export interface Part {
  readonly from?: number;
  readonly to?: number;
}

/** Well inside the outer entries, which are served whole: never a piece of the neighbour. */
const INSIDE_MS = 50;

/**
 * The stretches next to each other around `stretch` that `shows` holds for, as a part of the playlist: a player that
 * loads ahead must not run into footage that it cannot decode.
 */
export function partAround(
  stretches: readonly Stretch[],
  stretch: Stretch,
  shows: (stretch: Stretch) => boolean,
): Part {
  const at = stretches.indexOf(stretch);
  const before = stretches.findLastIndex((one, index) => index < at && !shows(one));
  const after = stretches.findIndex((one, index) => index > at && !shows(one));
  const first = before < 0 ? undefined : stretches[before + 1];
  const last = after < 0 ? undefined : stretches[after - 1];
  return {
    ...(first && { from: first.startAt + INSIDE_MS }),
    ...(last && { to: last.startAt + last.durationMs - INSIDE_MS }),
  };
}
