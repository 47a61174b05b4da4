/**
 * What a tile shows, from what is known about its camera and its pictures. Pure.
 * A picture that moves is never covered, whatever the recording does; without one the tile says why.
 */
import type { CameraWords } from '../../state/camera-words.ts';

export type TileState =
  | { readonly kind: 'live' }
  | { readonly kind: 'connecting'; readonly shown: boolean }
  | { readonly kind: 'frozen'; readonly forMs: number }
  | { readonly kind: 'failed' }
  | { readonly kind: 'off' }
  | { readonly kind: 'unsupported'; readonly codec: string };

export interface TileFacts {
  readonly words: CameraWords;
  readonly openedAt: number;
  /** When the last picture was drawn (window's clock), if one was. */
  readonly drawnAt: number | undefined;
  readonly unsupportedCodec: string | undefined;
  readonly now: number;
}

/** A still picture is noticed from here on. */
export const FROZEN_AFTER_MS = 3_000;
/** "Connecting…" only when it takes that long. */
const CONNECTING_AFTER_MS = 1_000;
/** A first picture that takes longer than this is no longer a matter of patience. */
const GIVE_REASON_AFTER_MS = 10_000;

export function tileState({ words, openedAt, drawnAt, unsupportedCodec, now }: TileFacts): TileState {
  const switchedOff = words.remedy?.kind === 'enable';
  if (switchedOff) return { kind: 'off' };
  if (unsupportedCodec !== undefined) return { kind: 'unsupported', codec: unsupportedCodec };
  const stillFor = drawnAt === undefined ? undefined : now - drawnAt;
  if (stillFor !== undefined && stillFor <= FROZEN_AFTER_MS) return { kind: 'live' };
  if (words.tone === 'bad') return { kind: 'failed' };
  if (stillFor !== undefined) return { kind: 'frozen', forMs: stillFor };
  const waited = now - openedAt;
  if (words.tone === 'off' && waited > GIVE_REASON_AFTER_MS) return { kind: 'off' };
  return { kind: 'connecting', shown: waited >= CONNECTING_AFTER_MS };
}
