/** What a camera is doing now, in one object: the camera status of the API and of every screen. */
import type { EndReason } from './end-reason.ts';
import type { EncoderName, StreamInfo } from './camera.ts';

export const cameraStates = [
  'idle',
  'connecting',
  'recording',
  'reconnecting',
  'stalled',
  'blocked',
  'stopping',
  'stopped',
  'failed',
] as const;
export type CameraState = (typeof cameraStates)[number];

/** Why the camera is not recording: closed reason, the sentence an operator reads, and since when (UTC ms). */
export interface CameraReason {
  readonly reason: EndReason;
  readonly sentence: string;
  readonly since: number;
}

/** Where a camera on a schedule stands; instants UTC ms. */
export interface ScheduleStatus {
  /** Started or stopped by hand against what the schedule says. */
  readonly byHand: boolean;
  /** When what is wanted changes by itself. */
  readonly nextChangeAt?: number;
  /** While it is not recorded: when it is again, by itself. */
  readonly recordsAgainAt?: number;
}

export interface CameraCounters {
  readonly manifestIngestCount: number;
  /** Files that came into the catalogue because their folder showed them. */
  readonly watcherIngestCount: number;
  readonly manifestParseErrors: number;
  readonly probeRetryCount: number;
  readonly probeDeferredCount: number;
  readonly probeFinalFailCount: number;
  readonly reconnectCount: number;
  readonly stallCount: number;
}

/** Those of ING-7 that depend on how a file was noticed. */
export interface SourceCounters {
  readonly ingestCount: number;
  readonly probeRetryCount: number;
  readonly probeDeferredCount: number;
  readonly probeFinalFailCount: number;
}

export interface CameraStatus {
  readonly id: string;
  /** connected: pictures arrive; disconnected: wanted but absent; disabled: off on purpose. */
  readonly status: 'connected' | 'disconnected' | 'disabled';
  readonly state: CameraState;
  readonly recording: boolean;
  readonly reason?: CameraReason;
  /** Of a camera that is switched on and on a schedule. */
  readonly schedule?: ScheduleStatus;
  readonly sessionId?: string;
  readonly sessionStartedAt?: number;
  readonly currentFile?: string;
  readonly elapsedMs?: number;
  /** When the next attempt is due (UTC ms), while reconnecting or blocked. */
  readonly nextAttemptAt?: number;
  readonly stream?: StreamInfo;
  /** Who encodes the pictures of a camera of this PC, while they are encoded. */
  readonly encoder?: EncoderName;
  readonly counters: CameraCounters;
  readonly lastError?: string;
}
