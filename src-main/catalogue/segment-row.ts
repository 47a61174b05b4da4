/**
 * How a segment is packed into a row and read back, and the checksum over the row.
 * The checksum finds what SQLite's own check cannot: a flipped bit in a value that no index holds.
 */
import { crc32 } from 'node:zlib';
import type { Segment, SegmentState } from '../../shared/model/segment.ts';
import { SEGMENT_KEY_FACTOR } from '../../shared/model/segment.ts';

/** Columns in the order of the table; read with `raw()`, which is half the cost of objects. */
export type SegmentRow = [
  key: number,
  runId: number,
  durationMs: number,
  mediaDurationMs: number,
  sizeBytes: number,
  nameStampS: number,
  flags: number,
  state: number,
  crc: number,
];

export const SEGMENT_COLUMNS =
  'key, run_id, duration_ms, media_duration_ms, size_bytes, name_stamp_s, flags, state, crc';

const states: readonly SegmentState[] = ['ready', 'suspect', 'deferred', 'failed', 'deleting'];
const FLAG_H265 = 1;
const FLAG_AUDIO = 2;

export function stateNumber(state: SegmentState): number {
  return states.indexOf(state);
}

export function stateOf(stored: number): SegmentState {
  return states[stored] ?? 'failed';
}

export function toRow(segment: Segment): SegmentRow {
  const flags = (segment.videoCodec === 'H265' ? FLAG_H265 : 0) | (segment.hasAudio ? FLAG_AUDIO : 0);
  const row: SegmentRow = [
    segment.id,
    segment.runId,
    segment.durationMs,
    segment.mediaDurationMs,
    segment.sizeBytes,
    segment.nameStampS,
    flags,
    stateNumber(segment.state),
    0,
  ];
  row[8] = rowChecksum(row);
  return row;
}

export function toSegment(row: SegmentRow): Segment {
  const [id, runId, durationMs, mediaDurationMs, sizeBytes, nameStampS, flags, state] = row;
  return {
    id,
    cameraNumber: cameraNumberOf(id),
    runId,
    startAt: startOf(id),
    durationMs,
    mediaDurationMs,
    sizeBytes,
    nameStampS,
    videoCodec: (flags & FLAG_H265) === 0 ? 'H264' : 'H265',
    hasAudio: (flags & FLAG_AUDIO) !== 0,
    state: stateOf(state),
  };
}

const scratch = Buffer.alloc(8 * 8);

/** CRC-32 over all columns but the last, each as a big-endian double (exact up to 2^53). */
export function rowChecksum(row: SegmentRow): number {
  for (let column = 0; column < 8; column++) scratch.writeDoubleBE(row[column] as number, column * 8);
  return crc32(scratch);
}

export function isIntact(row: SegmentRow): boolean {
  return row[8] === rowChecksum(row);
}

/** CRC-32 over the key and the encoded fragment index. */
export function fragmentChecksum(key: number, fragments: Uint8Array): number {
  keyScratch.writeDoubleBE(key);
  return crc32(fragments, crc32(keyScratch));
}

const keyScratch = Buffer.alloc(8);

export function cameraNumberOf(key: number): number {
  return Math.floor(key / SEGMENT_KEY_FACTOR);
}

export function startOf(key: number): number {
  return key % SEGMENT_KEY_FACTOR;
}
