/**
 * Understands what people paste as a camera's address: with or without rtsp://, with user:password@ in it, a bare IP.
 * Sign-in found in the address is handed back apart, so that it moves to its fields and is never shown again. Pure.
 */
export interface CameraAddress {
  readonly ok: true;
  /** rtsp:// or rtsps:// without user info. */
  readonly url: string;
  readonly host: string;
  readonly username?: string;
  readonly password?: string;
}
export interface BadAddress {
  readonly ok: false;
  readonly sentence: string;
}

const bad = (sentence: string): BadAddress => ({ ok: false, sentence });

/** Takes any text; answers with a usable address or with the sentence that belongs beside the field. */
export function parseCameraAddress(text: string): CameraAddress | BadAddress {
  const trimmed = text.trim().replace(/^["'<]+|["'>]+$/g, '');
  if (trimmed === '') return bad('Enter the address of the camera.');
  if (/\s/.test(trimmed)) return bad('An address has no spaces in it.');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') {
    return bad('This is the address of a web page. The camera’s stream address begins with rtsp://.');
  }
  if (scheme !== undefined && scheme !== 'rtsp' && scheme !== 'rtsps') {
    return bad(`Watchpost reads rtsp:// and rtsps:// addresses, not ${scheme}://.`);
  }
  const rest = scheme === undefined ? trimmed : trimmed.slice(scheme.length + 3);
  const slash = rest.search(/[/?#]/);
  // Passwords may hold @ or /: the last @ before something that looks like a host is the one that counts.
  const at = lastAt(rest, slash);
  const signIn = at < 0 ? undefined : rest.slice(0, at);
  const location = rest.slice(at + 1);
  const host = hostOf(location);
  if (!host) return bad('This does not look like an address. Example: rtsp://192.168.1.64:554/stream1');
  const base = `${scheme ?? 'rtsp'}://${location}`;
  if (!URL.canParse(base)) return bad('This address cannot be read. Is the port a number?');
  return { ok: true, url: base, host, ...credentials(signIn) };
}

function lastAt(rest: string, slash: number): number {
  const before = rest.lastIndexOf('@', slash < 0 ? rest.length : slash);
  if (before >= 0) return before;
  const later = rest.lastIndexOf('@');
  return later >= 0 && rest.slice(0, later).includes(':') && hostOf(rest.slice(later + 1)) ? later : -1;
}

function hostOf(location: string): string | undefined {
  const match = /^(\[[0-9a-f:.%]+\]|[\p{L}\p{N}_.-]+)(:\d{1,5})?(?=[/?#]|$)/iu.exec(location);
  return match?.[1];
}

function credentials(signIn: string | undefined): { username?: string; password?: string } {
  if (!signIn) return {};
  const colon = signIn.indexOf(':');
  const username = decode(colon < 0 ? signIn : signIn.slice(0, colon));
  const password = colon < 0 ? '' : decode(signIn.slice(colon + 1));
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % in a password is a %, not an error
  }
}
