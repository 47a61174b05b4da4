/**
 * How H.264 (RFC 6184) and H.265 (RFC 7798) lie in RTP payloads, both ways round the same few questions: which NAL types
 * carry picture data, which make a key frame, and what single, aggregation and fragmentation packets look like.
 * Lengths of a camera are never trusted; nothing throws.
 */
import type { VideoCodec } from '../../shared/model/camera.ts';

/** Receives the NAL units of a payload, whole or in fragments, as ranges of the given buffer. */
export interface NalSink {
  nal(bytes: Buffer, start: number, end: number): void;
  /** `header0/1` are the NAL header the fragments stand for; [start, end) is data behind it. */
  fragment(bytes: Buffer, start: number, end: number, part: Fragment): void;
  /** A NAL unit of this type begins. */
  begins(type: number): void;
}

export interface Fragment {
  readonly first: boolean;
  readonly last: boolean;
  readonly header0: number;
  readonly header1: number;
}

export interface PayloadFormat {
  /** Bytes of a NAL header. */
  readonly headerBytes: 1 | 2;
  /** Hands the payload at [start, end) to the sink; false when the packet makes no sense. */
  read(bytes: Buffer, start: number, end: number, sink: NalSink): boolean;
  isVcl(type: number): boolean;
  isKey(type: number): boolean;
  typeOf(header0: number): number;
  /** First byte(s) of a fragmentation packet for this NAL header, and the FU header's type bits. */
  fragmentIndicator(header0: number): number;
}

const h264: PayloadFormat = {
  headerBytes: 1,
  isVcl: (type) => type >= 1 && type <= 5,
  isKey: (type) => type === 5,
  typeOf: (header0) => header0 & 31,
  fragmentIndicator: (header0) => (header0 & 0xe0) | 28,
  read(bytes, start, end, sink) {
    const first = bytes[start]!;
    const type = first & 31;
    if (type >= 1 && type < 24) {
      sink.begins(type);
      sink.nal(bytes, start, end);
      return true;
    }
    if (type === 24) return readAggregate(bytes, start + 1, end, 1, sink);
    if (type !== 28 || end - start < 3) return false;
    const fu = bytes[start + 1]!;
    const part = {
      first: (fu & 0x80) !== 0,
      last: (fu & 0x40) !== 0,
      header0: (first & 0xe0) | (fu & 31),
      header1: 0,
    };
    if (part.first) sink.begins(fu & 31);
    sink.fragment(bytes, start + 2, end, part);
    return true;
  },
};

const h265: PayloadFormat = {
  headerBytes: 2,
  isVcl: (type) => type < 32,
  isKey: (type) => type >= 16 && type <= 21,
  typeOf: (header0) => (header0 >> 1) & 63,
  fragmentIndicator: (header0) => (header0 & 0x81) | (49 << 1),
  read(bytes, start, end, sink) {
    if (end - start < 3) return false;
    const first = bytes[start]!;
    const type = (first >> 1) & 63;
    if (type < 48) {
      sink.begins(type);
      sink.nal(bytes, start, end);
      return true;
    }
    if (type === 48) return readAggregate(bytes, start + 2, end, 2, sink);
    if (type !== 49 || end - start < 4) return false;
    const fu = bytes[start + 2]!;
    const part = {
      first: (fu & 0x80) !== 0,
      last: (fu & 0x40) !== 0,
      header0: (first & 0x81) | ((fu & 63) << 1),
      header1: bytes[start + 1]!,
    };
    if (part.first) sink.begins(fu & 63);
    sink.fragment(bytes, start + 3, end, part);
    return true;
  },
};

export function payloadFormatOf(codec: VideoCodec): PayloadFormat {
  return codec === 'H264' ? h264 : h265;
}

/** STAP-A and AP: 16-bit sizes, each followed by a NAL unit. Stops at the first size that does not fit. */
function readAggregate(
  bytes: Buffer,
  start: number,
  end: number,
  headerBytes: number,
  sink: NalSink,
): boolean {
  let at = start;
  while (at + 2 < end) {
    const size = bytes.readUInt16BE(at);
    at += 2;
    if (size < headerBytes || at + size > end) return false;
    sink.begins(headerBytes === 1 ? bytes[at]! & 31 : (bytes[at]! >> 1) & 63);
    sink.nal(bytes, at, at + size);
    at += size;
  }
  return at === end;
}
