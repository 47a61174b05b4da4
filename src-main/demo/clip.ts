/** The clip a simulated camera plays for ever: main and sub video and a sound track, in memory, ready to be sent. Plain types. */

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
  /** AudioSpecificConfig (SDP wants it in hex). */
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
