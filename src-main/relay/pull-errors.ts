/**
 * Why a pull failed or ended: the closed set of the relay, and how sockets and RTSP answers map to it.
 * The operator's sentences live with the end reasons of the cameras room, not here.
 */
export const pullErrorCodes = [
  'wrong-password',
  'sign-in-unsupported',
  'clear-text-refused',
  'not-found',
  'camera-busy',
  'redirected',
  'not-rtsp',
  'certificate-changed',
  'certificate-unknown',
  'unreachable',
  'handshake-timeout',
  'camera-lost',
  'stalled',
  'unsupported',
  /** The program that encodes a camera of this PC stopped by itself; told by its owner, who knows better than the relay. */
  'encoder-failed',
  'closed',
] as const;
export type PullErrorCode = (typeof pullErrorCodes)[number];

/** Plain data, so that it crosses the worker's port. `detail` is technical, for the log; it never holds a password. */
export interface PullError {
  readonly code: PullErrorCode;
  readonly detail: string;
  /** SHA-256 of the certificate the camera showed (certificate-unknown, certificate-changed). */
  readonly certificateFingerprint?: string;
  /** What cannot be recorded, as words for a sentence: "H.264 without key frames". */
  readonly codec?: string;
}

/** A pull error as an exception. */
export class PullFailure extends Error {
  override readonly name = 'PullFailure';
  readonly error: PullError;

  constructor(error: PullError) {
    super(`${error.code}: ${error.detail}`);
    this.error = error;
  }
}

/** Short for `new PullFailure({code, detail})`. */
export function failure(code: PullErrorCode, detail: string): PullFailure {
  return new PullFailure({ code, detail });
}

/** Error of a status code of 300 and more, in answer to `method`. */
export function errorOfStatus(method: string, status: number): PullError {
  const detail = `${method} answered with ${status}`;
  if (status < 400) return { code: 'redirected', detail };
  if (status === 401 || status === 403) return { code: 'wrong-password', detail };
  // 400 and 451 are what some cameras answer to a path they do not know.
  if ([400, 404, 410, 451, 454].includes(status)) return { code: 'not-found', detail };
  if (status === 461) return { code: 'unsupported', detail, codec: 'its stream over UDP only' };
  return { code: 'camera-busy', detail };
}

/** Error of a socket; `connected` says whether the TCP connection stood. */
export function errorOfSocket(error: NodeJS.ErrnoException, connected: boolean): PullError {
  const cause = error.code ?? error.message;
  if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(cause)) return { code: 'not-rtsp', detail: `TLS failed: ${cause}` };
  // A reset says that somebody is there, even when it comes before the connection stands.
  return { code: connected || cause === 'ECONNRESET' ? 'camera-lost' : 'unreachable', detail: cause };
}

/** The pull error of anything thrown while a pull was set up. */
export function errorOfThrown(thrown: unknown): PullError {
  if (thrown instanceof PullFailure) return thrown.error;
  return { code: 'not-rtsp', detail: thrown instanceof Error ? thrown.message : 'unknown failure' };
}
