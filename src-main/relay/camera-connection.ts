/**
 * The TCP or TLS connection to a camera: connect limit, TLS's own limit, and the certificate compared with the pin before
 * the first byte of RTSP. Knows no RTSP. One read buffer serves all cameras: data is valid during the callback only.
 */
import net from 'node:net';
import tls from 'node:tls';
import type { Clock } from '../base/clock.ts';
import { errorOfSocket, failure, PullFailure, type PullError } from './pull-errors.ts';

const readBuffer = Buffer.allocUnsafeSlow(256 << 10);
/** A TLS peer that accepts and says nothing must not use up the time of the whole handshake. */
const TLS_LIMIT_MS = 3_000;

export interface ConnectionOptions {
  readonly url: URL;
  readonly certificatePin?: string | undefined;
  readonly connectMs: number;
  readonly clock: Clock;
  onData(bytes: Buffer, length: number): void;
  /** The connection broke, before or after it stood; called at most once. */
  onLost(error: PullError): void;
}

/** Resolves with a connection that may be written to; rejects with PullFailure. */
export function connectCamera(options: ConnectionOptions): Promise<net.Socket> {
  const { url, clock } = options;
  const secure = url.protocol === 'rtsps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const target = {
    host,
    port: Number(url.port) || (secure ? 322 : 554),
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (length: number, bytes: Uint8Array) => {
        options.onData(bytes as Buffer, length);
        return true;
      },
    },
  };
  return new Promise((resolve, reject) => {
    let connected = false;
    let over = false;
    const socket = secure ? tls.connect({ ...target, ...tlsOptions(host) }) : net.connect(target);
    const lose = (error: PullError) => {
      if (over) return;
      over = true;
      deadline.cancel();
      socket.destroy();
      options.onLost(error);
      reject(new PullFailure(error));
    };
    let deadline = clock.after(options.connectMs, () =>
      lose({ code: 'unreachable', detail: `no connection to ${url.host} within ${options.connectMs} ms` }),
    );
    const stands = () => {
      deadline.cancel();
      if (!over) resolve(socket);
    };
    socket.once('connect', () => {
      connected = true;
      if (!secure) return stands();
      deadline.cancel();
      deadline = clock.after(TLS_LIMIT_MS, () =>
        lose({ code: 'handshake-timeout', detail: `no TLS within ${TLS_LIMIT_MS} ms` }),
      );
    });
    if (socket instanceof tls.TLSSocket) {
      socket.once('secureConnect', () => {
        const refused = certificateError(socket, options.certificatePin);
        if (refused) lose(refused);
        else stands();
      });
    }
    socket.on('error', (error) => lose(errorOfSocket(error, connected)));
    socket.on('close', () =>
      lose({ code: connected ? 'camera-lost' : 'unreachable', detail: 'closed by the camera' }),
    );
  });
}

function tlsOptions(host: string): tls.ConnectionOptions {
  return {
    // Cameras have self-signed certificates; trust is decided by certificateError, before anything is sent.
    rejectUnauthorized: false,
    servername: net.isIP(host) ? '' : host,
    // Old firmware: better its TLS 1.0 than no encryption; the pin holds either way.
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
}

function certificateError(socket: tls.TLSSocket, pin: string | undefined): PullError | undefined {
  const certificateFingerprint = socket.getPeerCertificate().fingerprint256 ?? '';
  if (pin !== undefined) {
    if (certificateFingerprint.toUpperCase() === pin.toUpperCase()) return undefined;
    return {
      code: 'certificate-changed',
      detail: 'another certificate than the agreed one',
      certificateFingerprint,
    };
  }
  if (socket.authorized) return undefined;
  return { code: 'certificate-unknown', detail: String(socket.authorizationError), certificateFingerprint };
}

/** The camera's address as a URL; throws PullFailure for anything but rtsp and rtsps. User info is dropped. */
export function cameraUrlOf(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw failure('unreachable', 'not an address');
  }
  if (!/^rtsps?:$/.test(url.protocol) || url.hostname === '')
    throw failure('unreachable', 'not an RTSP address');
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}
