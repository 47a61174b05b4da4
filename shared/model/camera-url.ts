/**
 * What an operator pastes as a camera's address, however it looks: quotes or spaces around it, no scheme, user and
 * password inside, written as they are or percent-encoded. Gives the address and the sign-in apart, or one sentence that
 * says what is wrong. What counts as an address is decided in rtsp-address.ts alone.
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
const hostAndPort = /^(\[[0-9a-f:.%]+\]|[\p{L}\p{N}_.-]+)(:\d{1,5})?(?=[/?#]|$)/iu;

/** Never throws, whatever the text. */
export function parseCameraUrl(text: string): CameraUrl {
  const pasted = text
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2')
    .replace(/^<(.*)>$/s, '$1')
    .trim();
  const isBare = pasted !== '' && !hasScheme.test(pasted) && !/^[-/.:@\\]/.test(pasted);
  const whole = isBare ? `rtsp://${pasted}` : pasted;
  const [, scheme = '', rest = ''] = /^(rtsps?:\/\/)(.*)$/is.exec(whole) ?? [];
  const at = scheme === '' ? -1 : endOfSignIn(rest);
  const parsed = parseRtspAddress(at < 0 ? whole : `${scheme}${rest.slice(at + 1)}`);
  if (!parsed.ok) return parsed;
  return { ok: true, ...parsed.address, ...(at < 0 ? {} : signIn(rest.slice(0, at))) };
}

/** Index of the @ after user and password, or -1. A password may hold @ and /, so the last @ before a host counts. */
function endOfSignIn(rest: string): number {
  const slash = rest.search(/[/?#]/);
  const inAuthority = rest.lastIndexOf('@', slash < 0 ? rest.length : slash);
  if (inAuthority >= 0) return inAuthority;
  const later = rest.lastIndexOf('@');
  const looksLikeSignIn = rest.slice(0, later).includes(':') && hostAndPort.test(rest.slice(later + 1));
  return later >= 0 && looksLikeSignIn ? later : -1;
}

function signIn(text: string): { username?: string; password?: string } {
  const colon = text.indexOf(':');
  const username = decoded(colon < 0 ? text : text.slice(0, colon));
  const password = colon < 0 ? '' : decoded(text.slice(colon + 1));
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone % in a password is a %, not an error.
    return text;
  }
}
