/** What a simulated camera can be told when it is made. Plain types. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { DemoClip } from './clip.ts';

export interface DemoCameraOptions {
  readonly clip: DemoClip;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A fixed port, or 0 for a free one (kept over faults, and over stop and start of this object). */
  readonly port?: number;
  /** No username means: no sign-in asked for. */
  readonly username?: string;
  readonly password?: string;
  /** Without sound at all (not announced). */
  readonly withoutAudio?: boolean;
  /** Moves the schedule, so that cameras do not all show the same moment. Rounded to whole frames. */
  readonly phaseMs?: number;
  /** How many frames the send log keeps; default half an hour. */
  readonly sendLogFrames?: number;
  readonly knobs?: DemoKnobs;
}

/** Misbehaviour that only tests ask for. */
export interface DemoKnobs {
  /** Offers only Basic sign-in. */
  readonly basicOnly?: boolean;
  readonly digestAlgorithm?: 'MD5' | 'SHA-256';
  /** Accepts connections and never answers. */
  readonly silentHandshake?: boolean;
  /** Raw answer to a request instead of the camera's own; undefined lets the camera answer. */
  readonly answer?: (request: {
    method: string;
    uri: string;
    cseq: string;
  }) => Uint8Array | string | undefined;
  /** No parameter sets in the SDP. */
  readonly withoutSprop?: boolean;
  readonly withoutSenderReports?: boolean;
  /** A connection whose unsent data grows beyond this is dropped (bytes). */
  readonly sendBufferBytes?: number;
  /** Serves rtsps with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
}
