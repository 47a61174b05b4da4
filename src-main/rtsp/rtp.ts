/**
 * RTP packets (RFC 3550) and the payload formats the demo camera sends: H.264 (RFC 6184: single NAL, FU-A), H.265
 * (RFC 7798: single NAL, FU) and AAC-hbr (RFC 3640). Pure byte work; reading a camera's stream is the relay's.
 */
export interface RtpHeader {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Where the payload begins and ends in the packet, extension and padding taken off. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

export const RTP_HEADER_BYTES = 12;

/** Header of the packet at bytes[start, end), or undefined when it is not RTP or its lengths lie. */
export function readRtpHeader(bytes: Buffer, start = 0, end = bytes.length): RtpHeader | undefined {
  if (end - start < RTP_HEADER_BYTES) return undefined;
  const first = bytes[start]!;
  if (first >> 6 !== 2) return undefined;
  let payloadStart = start + RTP_HEADER_BYTES + 4 * (first & 15);
  let payloadEnd = end;
  if (first & 0x10) {
    if (payloadStart + 4 > end) return undefined;
    payloadStart += 4 + 4 * bytes.readUInt16BE(payloadStart + 2);
  }
  if (first & 0x20) payloadEnd -= bytes[end - 1]!;
  if (payloadStart > payloadEnd) return undefined;
  return {
    payloadType: bytes[start + 1]! & 0x7f,
    marker: (bytes[start + 1]! & 0x80) !== 0,
    sequence: bytes.readUInt16BE(start + 2),
    timestamp: bytes.readUInt32BE(start + 4),
    ssrc: bytes.readUInt32BE(start + 8),
    payloadStart,
    payloadEnd,
  };
}

export interface PacketizeOptions {
  readonly payloadType: number;
  readonly ssrc: number;
  /** RTP time stamp of the picture or audio frame, in ticks of its clock (taken modulo 2^32). */
  readonly timestamp: number;
  /** Sequence number of the first packet; the next one is `sequence + packets.length` modulo 2^16. */
  readonly sequence: number;
  /** Largest payload of a packet; 1400 by default, as cameras do. */
  readonly maxPayloadBytes?: number;
}

function packet(
  options: PacketizeOptions,
  index: number,
  marker: boolean,
  parts: readonly Uint8Array[],
): Buffer {
  const header = Buffer.allocUnsafe(RTP_HEADER_BYTES);
  header[0] = 0x80;
  header[1] = (marker ? 0x80 : 0) | options.payloadType;
  header.writeUInt16BE((options.sequence + index) & 0xffff, 2);
  header.writeUInt32BE((options.timestamp % 2 ** 32) >>> 0, 4);
  header.writeUInt32BE(options.ssrc, 8);
  return Buffer.concat([header, ...parts]);
}

/** RTP packets of one picture (NAL units without start codes, in order); the last one carries the marker. */
export function packetizeH264(nals: readonly Uint8Array[], options: PacketizeOptions): Buffer[] {
  return packetizeNals(nals, options, 1, (header, start, end) => {
    const nal = header[0]!;
    return Buffer.from([(nal & 0xe0) | 28, (start ? 0x80 : 0) | (end ? 0x40 : 0) | (nal & 31)]);
  });
}

/** The same for H.265: two-byte NAL headers, FU packets of type 49. */
export function packetizeH265(nals: readonly Uint8Array[], options: PacketizeOptions): Buffer[] {
  return packetizeNals(nals, options, 2, (header, start, end) => {
    const type = (header[0]! >> 1) & 63;
    return Buffer.from([
      (header[0]! & 0x81) | (49 << 1),
      header[1]!,
      (start ? 0x80 : 0) | (end ? 0x40 : 0) | type,
    ]);
  });
}

function packetizeNals(
  nals: readonly Uint8Array[],
  options: PacketizeOptions,
  headerBytes: number,
  fragmentHeader: (nal: Uint8Array, start: boolean, end: boolean) => Buffer,
): Buffer[] {
  const limit = options.maxPayloadBytes ?? 1400;
  const packets: Buffer[] = [];
  for (const [index, nal] of nals.entries()) {
    const lastNal = index === nals.length - 1;
    if (nal.length <= limit) {
      packets.push(packet(options, packets.length, lastNal, [nal]));
      continue;
    }
    const step = limit - headerBytes - 1;
    for (let at = headerBytes; at < nal.length; at += step) {
      const end = Math.min(nal.length, at + step);
      const header = fragmentHeader(nal, at === headerBytes, end === nal.length);
      packets.push(
        packet(options, packets.length, lastNal && end === nal.length, [header, nal.subarray(at, end)]),
      );
    }
  }
  return packets;
}

/** One AAC frame (no ADTS) as AAC-hbr: 16-bit AU header length, then 13 bits of size and 3 of index. */
export function packetizeAac(frame: Uint8Array, options: PacketizeOptions): Buffer {
  const size = frame.length << 3;
  return packet(options, 0, true, [Buffer.from([0, 16, (size >> 8) & 0xff, size & 0xff]), frame]);
}

/** The `$` frame of RTSP's interleaved transport around an RTP or RTCP packet. */
export function interleave(channel: number, payload: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(4 + payload.length);
  framed[0] = 0x24;
  framed[1] = channel;
  framed.writeUInt16BE(payload.length, 2);
  framed.set(payload, 4);
  return framed;
}
