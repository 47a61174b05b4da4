/**
 * What a walk over the boxes of an MP4 file says about it. Plain data; sizes and offsets in bytes, times in ms of
 * the file's own clock (0 = start of the file), rounded so that neighbouring fragments meet without a gap.
 */
import type { VideoCodec } from '../../shared/model/camera.ts';

/** A stretch of a fragment during which the picture did not change for longer than cameras pause (HOLE_MS). */
export interface Hole {
  readonly startMs: number;
  readonly durationMs: number;
}

/** One moof with its mdat. */
export interface Fragment {
  /** Where its moof starts. */
  readonly offset: number;
  /** moof and mdat together. */
  readonly sizeBytes: number;
  readonly startMs: number;
  /** Of the pictures; 0 for a fragment that holds only sound (the first and last of a file may). */
  readonly durationMs: number;
  /** Its first picture is a key frame. A playlist entry may only start here; others belong to the entry before. */
  readonly key: boolean;
  readonly hasAudio: boolean;
  /** The longest hole in it, when the camera fell silent and came back without a new run. */
  readonly hole?: Hole;
}

export interface VideoTrack {
  readonly trackId: number;
  readonly codec: VideoCodec;
  /** RFC 6381, e.g. avc1.64001f or hvc1.1.6.L93.B0. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  readonly timescale: number;
}

export interface AudioTrack {
  readonly trackId: number;
  /** RFC 6381, e.g. mp4a.40.2; the sample entry's name for anything that is not MPEG-4 audio. */
  readonly codecString: string;
  readonly timescale: number;
}

export interface Mp4Report {
  readonly kind: 'fragmented' | 'plain' | 'not-media';
  /** The file ends on the border of a box and nothing it needs is missing. A killed writer's file may still be complete. */
  readonly complete: boolean;
  /** It carries the index that only a finished writer leaves (mfra; for plain files: moov). */
  readonly finalized: boolean;
  readonly sizeBytes: number;
  /** Everything before this is whole; what follows is the torn tail of a killed writer. */
  readonly validTo: number;
  /** Length of the initialization section (ftyp and moov), which starts at 0; 0 when there is none. */
  readonly initBytes: number;
  /** The first H.264 or H.265 track. */
  readonly video?: VideoTrack;
  /** Sample entry of a video track that Watchpost does not record, e.g. av01. */
  readonly foreignVideo?: string;
  readonly audio?: AudioTrack;
  readonly fragments: readonly Fragment[];
  readonly durationMs: number;
  readonly pictures: number;
  /** Pictures per second over the whole file; 0 when unknown. */
  readonly fps: number;
}
