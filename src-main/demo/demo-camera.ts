/**
 * The simulated camera: an RTSP server on 127.0.0.1 that plays a clip at real pace, with faults on demand.
 * A product feature ("demo camera") and the camera of the tests, from one code.
 */
import type { DemoFault } from '../../shared/contract/names.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { DemoClip } from './demo-clip.ts';

export interface DemoCameraOptions {
  readonly clip: DemoClip;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A fixed port, or 0 for a free one (kept over faults and restarts of this object). */
  readonly port?: number;
  /** No username means: no sign-in asked for. */
  readonly username?: string;
  readonly password?: string;
  /** Without sound at all (not announced). */
  readonly withoutAudio?: boolean;
  /** Moves the schedule, so that cameras with the same clip do not show the same moment. Whole frames (40 ms). */
  readonly phaseMs?: number;
  /** How many frames the send log keeps. */
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

export interface SentFrame {
  readonly loop: number;
  readonly number: number;
  /** UTC ms at which the frame was put on a socket. */
  readonly at: number;
}

export interface DemoCameraStats {
  /** Main-stream connections that play now, and the most there ever were at once. */
  readonly active: number;
  readonly maxActive: number;
  readonly activeSub: number;
  /** TCP connections accepted since the start. */
  readonly connections: number;
  /** Requests answered with 401 that carried a wrong answer. */
  readonly wrongPasswords: number;
}

export declare class DemoCamera {
  constructor(options: DemoCameraOptions);
  start(): Promise<void>;
  readonly port: number;
  readonly mainUrl: string;
  readonly subUrl: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly fault: DemoFault;
  setFault(fault: DemoFault, durationMs?: number): void;
  sendLog(fromMs: number, toMs: number): SentFrame[];
  stats(): DemoCameraStats;
  stop(): Promise<void>;
}
