/** A configured device, its source and what the operator chose for it. Plain data; never holds a password. */
import type { CameraRetention } from './retention.ts';
import type { WeeklySchedule } from './schedule.ts';

export type StreamRole = 'main' | 'sub';

/** Where pictures come from. `username` is not secret; the password lives in the secret store under the camera's id. */
export type CameraSource =
  | {
      readonly kind: 'rtsp';
      /** rtsp:// or rtsps:// without user info. */
      readonly url: string;
      readonly subUrl?: string;
      readonly username?: string;
      /** The operator agreed that this camera may see the password unencrypted (Basic). */
      readonly allowBasic?: boolean;
      /** SHA-256 fingerprint of the certificate the operator agreed to (rtsps). */
      readonly certificatePin?: string;
    }
  | { readonly kind: 'usb'; readonly device: string }
  | { readonly kind: 'demo' };

/** `manifest`: FFmpeg's list names each finished file. `watcher`: the folder shows it, by a younger file beside it. */
export type IngestSource = 'manifest' | 'watcher';

export type RecordingMode = 'continuous' | 'schedule' | 'events' | 'off';

export interface Camera {
  readonly id: string;
  readonly name: string;
  /** Folder and file label, frozen at creation: [a-z0-9-], at most 40 characters. */
  readonly slug: string;
  /** Small number that packs into segment keys, 1…2047, never reused. */
  readonly number: number;
  readonly source: CameraSource;
  readonly recordingMode: RecordingMode;
  /** In force in mode `schedule`; kept through other modes. */
  readonly schedule?: WeeklySchedule;
  /** Off on purpose: neither pulled nor recorded. */
  readonly enabled: boolean;
  /** A stop by hand; survives restarts until recording is started again. */
  readonly pausedByOperator: boolean;
  /** What was started or stopped by hand against a schedule holds until then (UTC ms): the schedule's next change. */
  readonly handUntil?: number;
  readonly recordAudio: boolean;
  readonly retention: CameraRetention;
  readonly position: number;
  readonly createdAt: number;
  /** Number of the volume it records to; absent: the default one. */
  readonly volume?: number;
  /** How its finished files are noticed; absent: as the settings say for all. */
  readonly ingestSource?: IngestSource;
}

export type VideoCodec = 'H264' | 'H265';
/** Who makes H.264 of the pictures of a camera of this PC: a chip of one maker or another, or the processor (libx264). */
export const encoderNames = [
  'h264_vaapi',
  'h264_nvenc',
  'h264_qsv',
  'h264_videotoolbox',
  'h264_mf',
  'libx264',
] as const;
export type EncoderName = (typeof encoderNames)[number];
export type AudioCodec = 'AAC' | 'PCMU' | 'PCMA' | 'G726' | 'L16';

/** What the pull measured about a stream (from SDP, parameter sets and the packets themselves). */
export interface StreamInfo {
  readonly videoCodec: VideoCodec;
  /** RFC 6381 string, e.g. avc1.64001f. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  readonly audioCodec?: AudioCodec;
  /** False while announced audio has not sent a packet. */
  readonly audioFlows: boolean;
  readonly fps: number;
  readonly gopSeconds: number;
  readonly bitrateBps: number;
}
