/**
 * What the cameras room is given from outside: what it stores, where it writes, how FFmpeg is started, who listens.
 * Plain types; the recorder wires them to catalogue, storage guard and ingest. No decisions.
 */
import type { Camera, StreamInfo, StreamRole } from '../../shared/model/camera.ts';
import type { CameraCounters } from '../../shared/model/camera-status.ts';
import type { EndReason } from '../../shared/model/end-reason.ts';
import type { FfmpegChild } from '../ffmpeg/child.ts';
import type { Pull, RtspSource } from '../relay/relay.ts';
import type { RestartLimits } from './restart-policy.ts';

/** Whether a camera is wanted at all: the history that coverage measures against (COV-1). */
export type Enablement = 'enabled' | 'paused' | 'schedule-off' | 'disabled';

/** Everything this room stores; synchronous, each call one transaction. Instants are UTC ms. */
export interface RecordingJournal {
  /** Returns the session's id (REC-3). */
  sessionStarted(cameraNumber: number, at: number): string;
  sessionEnded(sessionId: string, end: { endedAt: number; reason: EndReason }): void;
  /** Returns the run's id. */
  runBegan(run: {
    cameraNumber: number;
    sessionId: string;
    folder: string;
    startedAt: number;
    volumeNumber: number;
  }): number;
  runEnded(runId: number, end: { endedAt: number; reason: EndReason }): void;
  /** An attempt that made no run; its reason is the gap's from `at` on. */
  attemptFailed(attempt: { cameraNumber: number; at: number; reason: EndReason; detail: string }): void;
  enablementChanged(cameraNumber: number, at: number, to: Enablement): void;
}

/** What a recorder is to know of a volume. */
export type VolumeState = 'ok' | 'disk-full' | 'volume-missing' | 'disk-error';

/** The recordings folder a camera writes to. */
export interface RecordingVolume {
  /** Absolute path of the recordings folder. Never created by this room. */
  readonly folder: string;
  /** As an operator knows it. */
  readonly name: string;
  /** Under which the catalogue knows it. */
  readonly number: number;
  /** Looks: the id file is there, there is room for a running recording. A look up to `maxAgeMs` old will do (0). Never rejects. */
  check(maxAgeMs?: number): Promise<VolumeState>;
  /** Throws AppError storageCritical with {available, total} while the disk is above its block level. */
  mayStart(): Promise<void> | void;
  /** Syncs of its files, a few at a time, so that a disk that hangs does not hold up the others; at once when absent. */
  inLane?<T>(sync: () => Promise<T>): Promise<T>;
}

export interface RecorderProgram {
  readonly binary: string;
  /** Base environment of children, as settings hands it out. */
  readonly env: Readonly<Record<string, string>>;
  spawn(options: {
    binary: string;
    args: readonly string[];
    env: Record<string, string>;
    name: string;
  }): FfmpegChild;
}

/** A run as others see it; ingest follows its manifest. */
export interface RunHandle {
  readonly runId: number;
  readonly cameraId: string;
  readonly cameraNumber: number;
  readonly slug: string;
  readonly sessionId: string;
  /** Absolute. */
  readonly folder: string;
  readonly manifestFile: string;
  readonly startedAt: number;
  /** The file being written, absolute. */
  currentFile(): string | undefined;
  /** Since when the camera has been silent (UTC ms), while it is for longer than is shown, or was when the run ended. */
  silentSince(): number | undefined;
}

/** Called by the supervisor as things happen; what `runEnded` returns is awaited by a stop, never by the next run. */
export interface RunHooks {
  runStarted?(run: RunHandle): void;
  /** A new file was opened; from the second one on the manifest has grown by the row of the one before. */
  fileOpened?(run: RunHandle, file: string): void;
  runEnded?(run: RunHandle, reason: EndReason): Promise<void> | void;
}

/** A stream that is being pulled and has its first key frame. Whoever holds it releases exactly once. */
export interface HeldPull {
  readonly pull: Pull;
  readonly info: StreamInfo;
  readonly stream: StreamRole;
  release(): void;
}

/** A camera plugged into this PC: an encoder of ours makes a stream of it. */
export interface DeviceSource {
  readonly kind: 'device';
  readonly device: string;
}

export type StreamSource = RtspSource | DeviceSource;

/** Address and password of one stream; the only place where both meet. */
export type SourceOf = (camera: Camera, role: StreamRole) => Promise<StreamSource>;

/** Begins a pull of a source. */
export type OpenSource = (source: StreamSource) => Pull;

export interface CameraSettings {
  readonly rotationSeconds: number;
  readonly reconnect: RestartLimits;
}

export type IngestCounters = Omit<CameraCounters, 'reconnectCount' | 'stallCount'>;
