/**
 * The clip a simulated camera plays for ever: main and sub video and a sound track, in memory, ready to be sent.
 * Owns its making (once, by FFmpeg, kept in a folder) and its reading. Never sends anything.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';

/** One coded picture: its NAL units without start codes (parameter sets stand in front of every key frame). */
export interface AccessUnit {
  readonly nals: readonly Uint8Array[];
  readonly key: boolean;
}

export interface VideoClip {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly gopFrames: number;
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
  readonly units: readonly AccessUnit[];
}

export interface AudioClip {
  readonly sampleRate: number;
  readonly channels: number;
  readonly samplesPerFrame: number;
  /** AudioSpecificConfig as SDP wants it (in hex). */
  readonly config: Uint8Array;
  /** AAC frames without ADTS headers. */
  readonly frames: readonly Uint8Array[];
}

export interface DemoClip {
  /** Unit n shows frame number n. */
  readonly main: VideoClip;
  /** Unit n shows frame number 2n. */
  readonly sub: VideoClip;
  readonly audio: AudioClip;
}

export interface DemoClipOptions {
  readonly ffmpegPath: string;
  /** Environment for the child process; the caller's base environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Which of the pictures (0…3): front door, till, car park, back door. */
  readonly scene?: number;
  readonly signal?: AbortSignal;
}

/** Loads the clip of a scene from `folder`, making it first when it is not there (about two seconds of work). */
export async function ensureDemoClips(folder: string, options: DemoClipOptions): Promise<DemoClip> {
  throw new Error(`Not made yet: ${folder} ${options.scene}`);
}
