/**
 * Who may speak to the browser host (SEC-2). Decides from headers alone: is the request meant for this very address
 * (no DNS rebinding, no other site), and does it carry the window's cookie or the scripts' token. Never looks at a URL's query
 * but for the one-time code of /login.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A refusal as it is answered. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly sentence: string;
}

export type Identity = 'window' | 'script';

/** Codes that wait to be used; an older one is forgotten when more are asked for. */
const OPEN_CODES_MAX = 8;

export class Access {
  /** This run's key for scripts. Printed once on stdout, never logged, never in a URL. */
  readonly token = randomSecret();
  readonly #session = randomSecret();
  readonly #codes = new Set<string>();
  readonly #authority: string;
  readonly #origin: string;
  readonly #cookieName: string;

  constructor(port: number) {
    this.#authority = `127.0.0.1:${port}`;
    this.#origin = `http://${this.#authority}`;
    // Cookies are per host, not per port: without the port two instances would overwrite each other's.
    this.#cookieName = `watchpost_${port}`;
  }

  /** A one-time address of the window: whoever opens it first gets the cookie. */
  newLoginUrl(): string {
    const code = randomSecret();
    this.#codes.add(digest(code));
    for (const oldest of this.#codes) {
      if (this.#codes.size <= OPEN_CODES_MAX) break;
      this.#codes.delete(oldest);
    }
    return `${this.#origin}/login?t=${code}`;
  }

  /** Swaps a one-time code for the cookie's header value; undefined for a wrong or used one. */
  login(code: string): string | undefined {
    // Looked up by digest: the time it takes tells nothing about the code itself.
    if (!this.#codes.delete(digest(code))) return undefined;
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Refuses what was not meant for this address or comes from another site. */
  checkOrigin(headers: IncomingHttpHeaders): Refusal | undefined {
    const { host, origin } = headers;
    const site = headers['sec-fetch-site'];
    const meantForUs = host === this.#authority;
    const ownOrigin = origin === undefined || origin === this.#origin;
    const ownSite = site === undefined || site === 'same-origin' || site === 'none';
    return meantForUs && ownOrigin && ownSite
      ? undefined
      : refusal(403, 'This request comes from elsewhere.');
  }

  /** Who is asking over HTTP; a refusal when nobody we know. */
  identify(headers: IncomingHttpHeaders): Identity | Refusal {
    if (this.#hasToken(headers)) return 'script';
    if (this.#hasCookie(headers)) return 'window';
    return refusal(401, 'Open the address that Watchpost printed at its start, or send its token.');
  }

  /** As `identify`, for a WebSocket: browsers send cookies with those from any site, so Origin must be there and ours. */
  identifySocket(headers: IncomingHttpHeaders): Identity | Refusal {
    const identity = this.identify(headers);
    if (identity === 'window' && headers.origin !== this.#origin) {
      return refusal(403, 'This connection comes from elsewhere.');
    }
    return identity;
  }

  #hasToken(headers: IncomingHttpHeaders): boolean {
    const given = /^Bearer ([\w-]{1,100})$/.exec(headers.authorization ?? '')?.[1];
    return given !== undefined && sameSecret(given, this.token);
  }

  #hasCookie(headers: IncomingHttpHeaders): boolean {
    for (const pair of (headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2);
      if (name === this.#cookieName && value !== undefined && sameSecret(value, this.#session)) return true;
    }
    return false;
  }
}

/** 256 random bits that may stand in a URL, a header and a cookie. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that depends on neither value. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function refusal(status: Refusal['status'], sentence: string): Refusal {
  return { status, sentence };
}
