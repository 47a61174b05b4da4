/**
 * The relay's one port: everything that crosses between the main thread and the relay, as structured-clone data, so that
 * the relay can live in a worker thread or in the same thread. The port knows no sockets and no cameras.
 */
import type { StreamInfo } from '../../shared/model/camera.ts';
import type { LogFields } from '../base/logger.ts';
import type { PullError } from './pull-errors.ts';
import type { Bell } from './thread-rest.ts';

/** What the relay's thread is started with. */
export interface RelayWorkerData {
  /** The loopback port to try first, 0 for any. */
  readonly port: number;
  readonly bell: Bell;
}

/** A camera we connect to. The password travels over this port and never leaves the relay but as an answer to a challenge. */
export interface RtspSource {
  readonly kind?: 'rtsp';
  /** rtsp:// or rtsps:// without user info. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** The operator agreed that this camera may see the password unencrypted. */
  readonly allowBasic?: boolean;
  /** SHA-256 fingerprint (AA:BB:…) the operator agreed to. */
  readonly certificatePin?: string;
}

/** A program of this PC that sends its stream to the pull's own address (ANNOUNCE, RECORD on loopback). */
export interface PublishedSource {
  readonly kind: 'published';
}

export type PullSource = RtspSource | PublishedSource;

export interface PullOptions {
  /** Silence that ends the pull; 15 s when left out. */
  readonly stallMs?: number;
  /** Limit of the connect and of each answer of the handshake; 5 s when left out. A publisher has four times as long to come. */
  readonly handshakeMs?: number;
  /** A reader beyond the log's limit is closed (its FFmpeg ends in order) or skipped to the next key frame. */
  readonly slowReaders?: 'close' | 'skip';
}

export interface PullStats {
  readonly receivedBytes: number;
  readonly lastByteAgoMs: number;
  /** Complete pictures since the pull began. */
  readonly pictures: number;
  /** RTP packets that made no sense or used a payload format we do not read. */
  readonly badPackets: number;
  /** RTP packets the camera numbered but that never came. */
  readonly lostPackets: number;
  readonly readers: number;
  readonly viewers: number;
  /** Readers closed or skipped because they were too slow. */
  readonly slowReaders: number;
  readonly info: StreamInfo;
  /** Camera's clock minus ours, in ms, out of its sender reports. */
  readonly clockOffsetMs?: number;
}

export type ToRelay =
  | {
      readonly type: 'open';
      readonly pullId: number;
      readonly token: string;
      readonly source: PullSource;
      readonly options: PullOptions;
    }
  | { readonly type: 'close-readers'; readonly pullId: number; readonly call: number }
  | { readonly type: 'close'; readonly pullId: number; readonly call: number }
  | { readonly type: 'still'; readonly pullId: number; readonly call: number }
  | {
      readonly type: 'watch';
      readonly pullId: number;
      readonly viewerId: number;
      readonly subscription: number;
    }
  | { readonly type: 'unwatch'; readonly pullId: number; readonly viewerId: number }
  /** The main thread took this many bytes of pictures; the relay bounds what is under way. */
  | { readonly type: 'taken'; readonly pullId: number; readonly viewerId: number; readonly bytes: number }
  | { readonly type: 'shut-down'; readonly call: number };

export type FromRelay =
  | { readonly type: 'started'; readonly port: number }
  | { readonly type: 'start-failed'; readonly message: string }
  | { readonly type: 'ready'; readonly pullId: number; readonly info: StreamInfo }
  | { readonly type: 'closed'; readonly pullId: number; readonly error: PullError }
  /** Of all pulls, once a second; of one more when it becomes ready. */
  | { readonly type: 'stats'; readonly pulls: readonly (readonly [pullId: number, stats: PullStats])[] }
  | { readonly type: 'frame'; readonly viewerId: number; readonly frame: Uint8Array<ArrayBuffer> }
  | { readonly type: 'done'; readonly call: number; readonly result?: Uint8Array<ArrayBuffer> | undefined }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields?: LogFields | undefined;
    };

/** One end of the port. */
export interface Port<Out, In> {
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: In) => void): void;
}

export type MainPort = Port<ToRelay, FromRelay>;
export type RelayPort = Port<FromRelay, ToRelay>;

/** Both ends of a port within one thread. Messages arrive in order and never within the call that posts them. */
export function inlinePorts(): { main: MainPort; relay: RelayPort } {
  const toRelay: Array<(message: ToRelay) => void> = [];
  const toMain: Array<(message: FromRelay) => void> = [];
  return {
    main: {
      post: (message) => queueMicrotask(() => toRelay.forEach((listener) => listener(message))),
      onMessage: (listener) => void toMain.push(listener),
    },
    relay: {
      post: (message) => queueMicrotask(() => toMain.forEach((listener) => listener(message))),
      onMessage: (listener) => void toRelay.push(listener),
    },
  };
}
