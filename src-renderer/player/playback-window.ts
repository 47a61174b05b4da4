/**
 * Which part of the footage one source in the <video> covers: what the recorder gives around a place, cut to what this
 * machine can decode; or that there is nothing to show, and why. Knows no player.
 */
import type { VideoCodec } from '../../shared/model/camera.ts';
import { mediaPointAt, partAround, type Stretch } from './stretches.ts';

export interface PlaybackWindow {
  /** Of the playlist. */
  readonly url: string;
  readonly stretches: readonly Stretch[];
}

export interface OpenWindow extends PlaybackWindow {
  /** Wall times that were asked for, UTC ms. */
  readonly from: number;
  readonly to: number;
}

export type Opening =
  | { readonly kind: 'open'; readonly window: OpenWindow; readonly startS: number }
  | { readonly kind: 'no-footage' }
  | { readonly kind: 'unsupported'; readonly codec: VideoCodec };

export interface WindowDeps {
  load(from: number, to: number): Promise<PlaybackWindow>;
  canShow(codec: VideoCodec): boolean;
}

/** What to play of `loaded` to show the picture of `at`. Asks for a shorter playlist where parts cannot be decoded. */
export async function openingAt(at: number, loaded: OpenWindow, deps: WindowDeps): Promise<Opening> {
  const shows = ({ videoCodec }: Stretch) => videoCodec === undefined || deps.canShow(videoCodec);
  const point = mediaPointAt(loaded.stretches, at);
  if (!point) return { kind: 'no-footage' };
  const { videoCodec } = point.stretch;
  if (videoCodec !== undefined && !shows(point.stretch)) return { kind: 'unsupported', codec: videoCodec };
  if (loaded.stretches.every(shows)) return { kind: 'open', window: loaded, startS: point.mediaS };
  const { from, to } = { ...loaded, ...partAround(loaded.stretches, point.stretch, shows) };
  const part = await deps.load(from, to);
  const start = mediaPointAt(part.stretches, at);
  return start
    ? { kind: 'open', window: { ...part, from, to }, startS: start.mediaS }
    : { kind: 'no-footage' };
}
