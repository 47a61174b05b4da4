/**
 * When which frame is due: frame `index` of a camera belongs to the instant `phaseMs + index / fps` of UTC.
 * So the number in a picture can be told from the time alone, over restarts of the camera and of the app.
 * Pure arithmetic; never looks at a clock.
 */

/** Main stream: frames per second, frames between key frames, frames until the clip begins again. */
export const MAIN_FPS = 25;
export const FRAME_MS = 1000 / MAIN_FPS;
export const MAIN_GOP_FRAMES = 25;
export const LOOP_FRAMES = 250;
/** Sub stream: every second frame of the main stream, with a key frame every two seconds. */
export const SUB_EVERY = 2;
export const SUB_GOP_FRAMES = 25;

/** A frame in time: the how-manieth round of the clip, and the number drawn in the picture. */
export interface FramePosition {
  readonly loop: number;
  readonly number: number;
}

/** First frame due at or after an instant (UTC ms). */
export function frameIndexAt(atMs: number, phaseMs = 0): number {
  return Math.ceil((atMs - phaseMs) / FRAME_MS - 1e-6);
}

/** The instant (UTC ms) at which a frame is due. */
export function frameTime(index: number, phaseMs = 0): number {
  return phaseMs + index * FRAME_MS;
}

export function positionOf(index: number): FramePosition {
  const loop = Math.floor(index / LOOP_FRAMES);
  return { loop, number: index - loop * LOOP_FRAMES };
}

export function indexOf(position: FramePosition): number {
  return position.loop * LOOP_FRAMES + position.number;
}
