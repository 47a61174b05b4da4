/**
 * What counts as a camera's address, decided in one place: rtsp/rtsps, a host, nothing that could become an option, a
 * file, another protocol or a second line. Moves user:password@ out of the address, so that no secret stays in a URL.
 */

export interface RtspAddress {
  /** Normalised address without user info. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export type RtspAddressResult =
  { readonly ok: true; readonly address: RtspAddress } | { readonly ok: false; readonly sentence: string };

/** Longer addresses exist in no camera's manual; a cap keeps every later step bounded. */
export const ADDRESS_MAX_LENGTH = 2048;

// oxlint-disable-next-line no-control-regex -- control characters are exactly what must be found
const forbidden = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029"'`<>|\\^{}]/u;
const hostName = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_.])?)$/i;

/** Takes what an operator or a script wrote; never throws. The sentence says what is wrong and what helps. */
export function parseRtspAddress(text: string): RtspAddressResult {
  const trimmed = text.trim();
  if (trimmed === '') return refuse('The address is empty. Enter one such as rtsp://192.168.1.20/stream1.');
  if (trimmed.length > ADDRESS_MAX_LENGTH) return refuse('The address is too long.');
  if (forbidden.test(trimmed)) {
    return refuse(
      'The address contains a space or a character that no address can have. Check it, or write it as %20.',
    );
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(trimmed)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') {
    return refuse('This is the address of a web page. The camera’s stream address begins with rtsp://.');
  }
  if ((scheme !== 'rtsp' && scheme !== 'rtsps') || !/^rtsps?:\/\//i.test(trimmed)) {
    return refuse('The address must begin with rtsp:// or rtsps://.');
  }
  const url = parseUrl(trimmed);
  if (!url) return refuse('This is not a complete address. Enter one such as rtsp://192.168.1.20/stream1.');
  const host = normalHost(url.hostname);
  if (!host)
    return refuse('The address names no camera: a host name or an IP address is missing or misspelt.');
  if (url.hash !== '') return refuse('The address contains a #. Write it as %23.');
  if (url.port === '0')
    return refuse('Port 0 cannot be reached. Leave the port out for the usual one (554).');
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (username === undefined || password === undefined) {
    return refuse(
      'User name or password in the address are written wrongly. Enter them in their own fields.',
    );
  }
  const port = url.port === '' ? '' : `:${url.port}`;
  return {
    ok: true,
    address: {
      url: `${scheme}://${host}${port}${url.pathname}${url.search}`,
      ...(username === '' ? {} : { username }),
      ...(password === '' ? {} : { password }),
    },
  };
}

function refuse(sentence: string): RtspAddressResult {
  return { ok: false, sentence };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Lower case and punycode as browsers do it; rtsp is no "special" scheme, so URL leaves its host as written. */
function normalHost(host: string): string | undefined {
  if (host === '') return undefined;
  const asWeb = parseUrl(`http://${host}/`)?.hostname;
  return asWeb !== undefined && hostName.test(asWeb) ? asWeb : undefined;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
