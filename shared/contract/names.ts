/**
 * THE contract: every method and event between the window (or a script) and the recorder, by name.
 * The renderer imports only this file; `schemas.ts` says the same in zod and the compiler holds them against each other.
 * Units: instants UTC ms, `…Ms` durations, `…Bytes`; methods with underscores answer with underscores (docs/api.md).
 */
import type {
  Camera,
  CameraSource,
  EncoderName,
  IngestSource,
  RecordingMode,
  StreamInfo,
  StreamRole,
  VideoCodec,
} from '../model/camera.ts';
import type { CameraCounters, CameraStatus, SourceCounters } from '../model/camera-status.ts';
import type { CameraTimeline, CoverageDay } from '../model/coverage.ts';
import type { FootageArrival, IngestQueue, StepReport } from '../model/health.ts';
import type {
  CameraPromise,
  CameraRetention,
  Hold,
  RetentionLoss,
  RetentionRules,
} from '../model/retention.ts';
import type { WeeklySchedule } from '../model/schedule.ts';
import type { SegmentState } from '../model/segment.ts';
import type { StorageInfo, VolumeInfo } from '../model/storage.ts';
import type { RetryResult, UnreadableFile } from '../model/unreadable-file.ts';
import type { CameraStatusForScripts, StorageInfoForScripts } from './script-answers.ts';

/** A source as a client sends it: the password travels inwards only, and never back. */
export type SourceInput = CameraSource & { readonly password?: string };

/** How a camera is recorded. The schedule is needed with the first `schedule`, and kept when it is absent. */
export interface RecordingChoice {
  readonly mode: RecordingMode;
  readonly schedule?: WeeklySchedule;
}

export interface CameraInput {
  readonly name: string;
  readonly source: SourceInput;
  readonly recording?: RecordingChoice;
  readonly recordAudio?: boolean;
  /** Missing or null: the default. */
  readonly retention?: Partial<CameraRetention>;
  /** Number of the storage location it records to; missing: the default one. */
  readonly volume?: number;
}

export interface CameraPatch {
  readonly id: string;
  readonly name?: string;
  readonly source?: SourceInput;
  readonly recording?: RecordingChoice;
  readonly enabled?: boolean;
  readonly recordAudio?: boolean;
  readonly position?: number;
  /** Missing: as it is; null: the default. */
  readonly retention?: Partial<CameraRetention>;
  /** null: as the settings say for all. */
  readonly ingestSource?: IngestSource | null;
  /** Missing: as it is; null: the default one. */
  readonly volume?: number | null;
}

/** What a test found: the stream in figures, and one picture as a data URL (JPEG) where one could be made. */
export interface CameraTestResult extends Omit<StreamInfo, 'codecString' | 'audioFlows'> {
  readonly ok: true;
  readonly still?: string;
  /** Set when rtsps showed a certificate nobody agreed to yet: its SHA-256 fingerprint. */
  readonly certificateFingerprint?: string;
  readonly bytesPerDay: number;
  /** Who encodes the pictures of a camera of this PC. */
  readonly encoder?: EncoderName;
}

/** A camera plugged into or built into this PC. `cameraId` is set when it is in the list of cameras already. */
export interface LocalCamera {
  readonly device: string;
  readonly name: string;
  readonly cameraId?: string;
}

export interface AppInfo {
  readonly version: string;
  readonly host: 'electron' | 'node';
  readonly dataFolder: string;
  readonly recordingsFolder: string;
  readonly ffmpeg: { readonly path: string; readonly version: string };
  readonly timeZone: string;
  readonly startedAt: number;
}

export interface SegmentRow {
  readonly id: number;
  readonly file: string;
  readonly startAt: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  readonly videoCodec: string;
  readonly state: SegmentState;
}

/** A problem in words: what is, why, what helps. `cameraId` when it is one camera's. */
export interface Problem {
  readonly id: string;
  readonly severity: 'warn' | 'bad';
  readonly cameraId?: string;
  readonly sentence: string;
  readonly advice: string;
  readonly since: number;
  readonly code?: number;
  /** It has happened and is over: the operator may put it away (`problems.dismiss`). */
  readonly dismissable?: true;
}

export interface RunRow {
  readonly runId: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly endReason?: string;
  readonly segments: number;
}

export interface HealthReport {
  readonly problems: readonly Problem[];
  readonly cameras: readonly {
    readonly cameraId: string;
    readonly counters: CameraCounters;
    readonly lastRuns: readonly RunRow[];
    /** Finished files that are not on the timeline yet: `queue` in one number. */
    readonly queueLength: number;
    readonly queue: IngestQueue;
    /** From the camera to the timeline, each step well or what is wrong with it. */
    readonly pipeline: readonly StepReport[];
    /** Judged by what reaches the disk, not by what runs. */
    readonly arrival: FootageArrival;
    /** Where the newest footage ends, the growing file included. */
    readonly newestFootageAt?: number;
    /** How its finished files are noticed now. */
    readonly ingestSource: IngestSource;
    /** What came by FFmpeg's list, and what only its folder showed. */
    readonly bySource: Readonly<Record<IngestSource, SourceCounters>>;
  }[];
  readonly totals: CameraCounters;
  readonly quarantine: readonly { readonly file: string; readonly reason: string; readonly at: number }[];
  /** Files in cameras' folders that Watchpost did not write, below the recordings folder; they are never touched. */
  readonly unlisted: readonly { readonly file: string; readonly cameraId?: string }[];
  readonly eventLoopDelayP99Ms: number;
}

export interface Settings {
  readonly recording: { readonly rotationMinutes: number; readonly rotationSeconds?: number };
  readonly storage: {
    readonly warnPercent: number;
    readonly blockPercent: number;
    readonly recordingsFolder: string;
    readonly reserveBytes?: number;
  };
  readonly retention: RetentionRules;
  readonly ingest: { readonly source: IngestSource };
  readonly probe: { readonly tries: number; readonly coolDownMs: number };
  readonly reconnect: { readonly minMs: number; readonly maxMs: number; readonly slowMs: number };
}

export type DeepPartial<T> = { readonly [K in keyof T]?: T[K] extends object ? DeepPartial<T[K]> : T[K] };

/** Some settings of some areas; null takes one that may be absent back to being absent. */
export type SettingsPatch = {
  readonly [Area in keyof Settings]?: {
    readonly [K in keyof Settings[Area]]?:
      Settings[Area][K] | (Record<never, never> extends Pick<Settings[Area], K> ? null : never);
  };
};

/**
 * Rules to try out: of one camera, or without `cameraId` the defaults of all. What is missing stays as it is, null is the
 * default (of a camera) or no limit.
 */
export interface RetentionPolicy extends Partial<CameraRetention> {
  readonly cameraId?: string;
}

/** A dry run: what would be deleted now by these rules, camera by camera, and in sum. */
export interface RetentionPreview {
  readonly cameras: readonly RetentionLoss[];
  readonly files: number;
  readonly bytes: number;
}

export const demoFaults = [
  'none',
  'drop',
  'stall',
  'reset',
  'garbage',
  'unauthorized',
  'not-found',
  'redirect',
  'no-audio',
  'resolution',
] as const;
export type DemoFault = (typeof demoFaults)[number];

type Call<Params, Result> = { readonly params: Params; readonly result: Result };
type Nothing = Record<string, never>;
type ById = { readonly id: string };
type ByNumber = { readonly id: number };

export interface Calls {
  'app.get': Call<Nothing, AppInfo>;
  'cameras.add': Call<CameraInput, Camera>;
  'cameras.list': Call<Nothing, readonly Camera[]>;
  'cameras.get': Call<ById, Camera>;
  'cameras.update': Call<CameraPatch, Camera>;
  'cameras.remove': Call<{ readonly id: string; readonly footage: 'keep' | 'delete' }, { readonly ok: true }>;
  /** Either a source to try, or the id of a camera whose stored password should be used with it. */
  'cameras.test': Call<{ readonly source: SourceInput; readonly id?: string }, CameraTestResult>;
  'cameras.devices': Call<Nothing, readonly LocalCamera[]>;
  'cameras.status': Call<{ readonly id?: string }, readonly CameraStatus[]>;
  get_camera_status: Call<{ readonly id?: string }, readonly CameraStatusForScripts[]>;
  start_recording: Call<ById, { readonly session_id: string }>;
  stop_recording: Call<ById, { readonly session_id: string | null }>;
  'storage.info': Call<Nothing, StorageInfo>;
  get_storage_info: Call<Nothing, StorageInfoForScripts>;
  /** Never fails for a disk that cannot be read: its state says so. */
  'volumes.list': Call<Nothing, readonly VolumeInfo[]>;
  /** `replaces`: the number of a location whose place this folder takes, because its disk will not come back. */
  'volumes.add': Call<
    { readonly path: string; readonly name?: string; readonly replaces?: number },
    VolumeInfo
  >;
  /** An empty name takes the folder's. */
  'volumes.update': Call<{ readonly number: number; readonly name: string }, VolumeInfo>;
  'volumes.remove': Call<{ readonly number: number }, { readonly ok: true }>;
  'timeline.get': Call<
    {
      readonly cameraIds: readonly string[];
      readonly from: number;
      readonly to: number;
      readonly resolutionMs?: number;
    },
    readonly CameraTimeline[]
  >;
  'coverage.get': Call<
    { readonly cameraId: string; readonly from: number; readonly to: number },
    {
      readonly recordedMs: number;
      readonly enabledMs: number;
      readonly percent: number;
      readonly gaps: CameraTimeline['gaps'];
    }
  >;
  /** Local days that overlap the range, whole, each up to now; `timeZone` is an IANA name, the recorder's own when absent. */
  'coverage.days': Call<
    {
      readonly cameraIds: readonly string[];
      readonly from: number;
      readonly to: number;
      readonly timeZone?: string;
    },
    readonly { readonly cameraId: string; readonly days: readonly CoverageDay[] }[]
  >;
  'segments.list': Call<
    { readonly cameraId: string; readonly from: number; readonly to: number; readonly cursor?: string },
    { readonly segments: readonly SegmentRow[]; readonly cursor?: string }
  >;
  /** `url` is relative to the server. `startAt` is the wall time of the playlist's first entry. */
  'playback.playlist': Call<
    { readonly cameraId: string; readonly from: number; readonly to: number },
    {
      readonly url: string;
      /** Wall-clock map of the playlist: media time (s) of each stretch of footage, in order. */
      readonly stretches: readonly {
        readonly startAt: number;
        readonly durationMs: number;
        readonly mediaStartS: number;
        readonly mediaDurationS: number;
        readonly videoCodec: VideoCodec;
      }[];
    }
  >;
  'live.open': Call<
    { readonly cameraId: string; readonly stream: StreamRole },
    { readonly url: string; readonly mimeType: string }
  >;
  /** `channel` is the name the media channel told in its first message, the text `{"channel":"…"}`. */
  'live.subscribe': Call<
    { readonly cameraId: string; readonly stream: StreamRole; readonly channel: string },
    {
      readonly subscription: number;
      readonly codec: string;
      readonly width: number;
      readonly height: number;
      readonly stream: StreamRole;
    }
  >;
  'live.unsubscribe': Call<
    { readonly subscription: number; readonly channel: string },
    { readonly ok: true }
  >;
  'stills.get': Call<{ readonly cameraId: string; readonly at: number }, { readonly url: string }>;
  /** What every camera is asked to keep and what its disk will hold. */
  'retention.get': Call<Nothing, { readonly cameras: readonly CameraPromise[] }>;
  'retention.preview': Call<{ readonly policy: RetentionPolicy }, RetentionPreview>;
  'holds.create': Call<
    {
      readonly cameraIds: readonly string[];
      readonly from: number;
      readonly to: number;
      readonly reason: string;
      readonly expiresAt?: number;
    },
    Hold
  >;
  /** Those that still protect something, newest first. */
  'holds.list': Call<Nothing, readonly Hold[]>;
  'holds.remove': Call<ById, { readonly ok: true }>;
  'health.get': Call<Nothing, HealthReport>;
  'quarantine.list': Call<Nothing, readonly UnreadableFile[]>;
  'quarantine.retry': Call<ByNumber, RetryResult>;
  /** `shown`: the desktop opened the folder; without one the path has to do. */
  'quarantine.reveal': Call<ByNumber, { readonly path: string; readonly shown: boolean }>;
  /** Puts away a message about something that is over; refused while it is not. */
  'problems.dismiss': Call<ById, { readonly ok: true }>;
  'settings.get': Call<Nothing, Settings>;
  'settings.update': Call<SettingsPatch, Settings>;
  /** Simulated cameras only: a fault for a while (fire drill), and which frame was sent when. */
  'demo.fault': Call<
    { readonly cameraId: string; readonly fault: DemoFault; readonly durationMs?: number },
    { readonly ok: true }
  >;
  'demo.sendLog': Call<
    { readonly cameraId: string; readonly from: number; readonly to: number },
    readonly { readonly loop: number; readonly number: number; readonly at: number }[]
  >;
}

export interface Events {
  'camera.status': CameraStatus;
  'cameras.changed': { readonly cameras: readonly Camera[] };
  'segment.added': { readonly cameraId: string; readonly segment: SegmentRow };
  /** The file being written, and how far it can be played. */
  'segment.open': { readonly cameraId: string; readonly startAt: number; readonly playableUntil: number };
  'storage.changed': StorageInfo;
  'volumes.changed': { readonly volumes: readonly VolumeInfo[] };
  'problem.raised': Problem;
  'problem.cleared': { readonly id: string };
}

export type CallName = keyof Calls;
export type EventName = keyof Events;
export type Params<K extends CallName> = Calls[K]['params'];
export type Result<K extends CallName> = Calls[K]['result'];
