/**
 * What an operator pastes as a camera's address, however it looks: spaces around it, no scheme, user and password inside.
 * Gives the address and the sign-in apart, or one sentence that says what is wrong. What counts as an address is decided in
 * rtsp-address.ts alone.
 */
import { parseRtspAddress } from './rtsp-address.ts';

export type CameraUrl =
  | {
      readonly ok: true;
      /** rtsp:// or rtsps:// without user info. */
      readonly url: string;
      readonly username?: string;
      readonly password?: string;
    }
  | { readonly ok: false; readonly sentence: string };

/** Something before a colon that is a scheme and not a host with a port or a user with a password. */
const hasScheme = /^[a-z][a-z0-9+.-]*:($|\/|(?![\w.-]*@)\D)/i;

/** Never throws, whatever the text. */
export function parseCameraUrl(text: string): CameraUrl {
  const pasted = text.trim();
  const bare = pasted !== '' && !hasScheme.test(pasted) && !/^[-/.:@\\]/.test(pasted);
  const parsed = parseRtspAddress(bare ? `rtsp://${pasted}` : pasted);
  return parsed.ok ? { ok: true, ...parsed.address } : parsed;
}
