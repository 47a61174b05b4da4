/** One finished file of a run, as the catalogue knows it. */
export type SegmentState = 'ready' | 'suspect' | 'deferred' | 'failed' | 'deleting';

export interface Segment {
  /** Packed key: cameraNumber * 2^42 + startAt (UTC ms). */
  readonly id: number;
  readonly cameraNumber: number;
  readonly runId: number;
  readonly startAt: number;
  /** Wall-clock length. */
  readonly durationMs: number;
  /** Length by the stream's own clock; differs when a camera lies about its frame rate. */
  readonly mediaDurationMs: number;
  readonly sizeBytes: number;
  /** Second of the UTC stamp in the file's name (names are labels; segment times are chained). */
  readonly nameStampS: number;
  readonly videoCodec: 'H264' | 'H265';
  readonly hasAudio: boolean;
  readonly state: SegmentState;
}

export const SEGMENT_KEY_FACTOR = 2 ** 42;

/** Key under which a segment is stored; throws nothing, callers give a number 1…2047 and UTC ms below 2^42. */
export function segmentKey(cameraNumber: number, startAt: number): number {
  return cameraNumber * SEGMENT_KEY_FACTOR + startAt;
}
