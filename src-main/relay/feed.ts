/**
 * Where the packets of a pull come from: a camera we connect to (`rtsp-client.ts`), or a program of this PC that connects
 * to us (`publisher.ts`). Types only; what becomes of the packets is the pull's.
 */
import type { Clock } from '../base/clock.ts';
import type { SdpTrack } from '../rtsp/sdp.ts';
import type { PullError } from './pull-errors.ts';

/** A track that was set up, with the channel of its RTP; RTCP is the next one. */
export interface SetUpTrack {
  readonly description: SdpTrack;
  readonly channel: number;
}

export interface FeedOptions {
  readonly clock: Clock;
  /** An interleaved frame at bytes[start, end); valid during the call. Throws PictureTooLarge. */
  onFrame(bytes: Buffer, start: number, end: number): void;
  /** After each read. */
  onRead(length: number): void;
  /** Called at most once. */
  onLost(error: PullError): void;
}

export interface Feed {
  /** How often `keepAlive` is due, ms. */
  readonly keepAliveMs: number;
  /** The tracks, once they stand; nothing plays yet. Rejects with PullFailure. */
  setUp(): Promise<SetUpTrack[]>;
  play(): Promise<void>;
  keepAlive(): void;
  /** Sends a whole interleaved frame (receiver reports). */
  sendFrame(frame: Buffer): void;
  /** Ends the connection in order. No callback after this. */
  close(): void;
  /** Ends the connection at once with this reason. */
  abort(error: PullError): void;
}
