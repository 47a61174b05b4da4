/**
 * Writes AAC sound (RFC 3640, AAC-hbr) as a few packets of many access units instead of one each, because a reader's
 * cost is its number of packets: FFmpeg makes three reads for every one. Bytes and time stamps stay what they were.
 * Packets that are not of the usual form pass as they came, only numbered anew.
 */
import { RTP_HEADER_BYTES, type RtpHeader } from '../rtsp/rtp.ts';
import type { SdpTrack } from '../rtsp/sdp.ts';

/** Samples, and so ticks, of an access unit. Others (960, or two rates in one stream) are not joined. */
const UNIT_TICKS = 1024;
/** The size of an access unit in 13 bits and its index, which is 0, in 3. */
const UNIT_HEADER_BYTES = 2;
const MAX_UNITS = 48;
const MAX_DATA_BYTES = 32 << 10;
const FRAME_BYTES = 4 + RTP_HEADER_BYTES;

export class SoundPacker {
  readonly #channel: number;
  readonly #payloadType: number;
  readonly #emit: (frame: Buffer) => void;
  readonly #data = Buffer.allocUnsafeSlow(MAX_DATA_BYTES);
  #bytes = 0;
  #units: number[] = [];
  #timestamp = 0;
  #ssrc = 0;
  #sequence: number;

  /** `emit` gets whole interleaved frames; `sequence` is the first number of what readers see. */
  constructor(
    track: { readonly channel: number; readonly payloadType: number; readonly sequence: number },
    emit: (frame: Buffer) => void,
  ) {
    this.#channel = track.channel;
    this.#payloadType = track.payloadType;
    this.#sequence = track.sequence;
    this.#emit = emit;
  }

  /** Whether a track's packets have the form that can be joined. */
  static fits({ codec, parameters }: SdpTrack): boolean {
    return (
      codec === 'AAC' &&
      parameters['mode']?.toLowerCase() === 'aac-hbr' &&
      parameters['sizelength'] === '13' &&
      parameters['indexlength'] === '3' &&
      parameters['indexdeltalength'] === '3'
    );
  }

  /** One RTP packet of the track. */
  add(bytes: Buffer, header: RtpHeader): void {
    const sizes = unitSizes(bytes, header);
    if (!sizes) {
      this.flush();
      return this.#pass(bytes, header);
    }
    const data = header.payloadStart + 2 + UNIT_HEADER_BYTES * sizes.length;
    const length = header.payloadEnd - data;
    if (!this.#follows(header) || !this.#hasRoom(sizes.length, length)) this.flush();
    if (this.#units.length === 0) {
      this.#timestamp = header.timestamp;
      this.#ssrc = header.ssrc;
    }
    bytes.copy(this.#data, this.#bytes, data, header.payloadEnd);
    this.#bytes += length;
    this.#units.push(...sizes);
  }

  /** Emits what has been gathered. */
  flush(): void {
    const count = this.#units.length;
    if (count === 0) return;
    const headers = 2 + UNIT_HEADER_BYTES * count;
    // Every access unit ends in the packet it begins in, which is what the marker says.
    const frame = this.#frame(headers + this.#bytes, {
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      marker: true,
    });
    frame.writeUInt16BE(16 * count, FRAME_BYTES);
    for (const [index, size] of this.#units.entries()) {
      frame.writeUInt16BE(size << 3, FRAME_BYTES + 2 + UNIT_HEADER_BYTES * index);
    }
    this.#data.copy(frame, FRAME_BYTES + headers, 0, this.#bytes);
    this.#units = [];
    this.#bytes = 0;
    this.#emit(frame);
  }

  /** Each unit's time must follow from the first one's, or a reader would give it another. */
  #follows({ timestamp, ssrc }: RtpHeader): boolean {
    const expected = (this.#timestamp + UNIT_TICKS * this.#units.length) >>> 0;
    return timestamp === expected && ssrc === this.#ssrc;
  }

  #hasRoom(units: number, bytes: number): boolean {
    return this.#units.length + units <= MAX_UNITS && this.#bytes + bytes <= MAX_DATA_BYTES;
  }

  #pass(bytes: Buffer, header: RtpHeader): void {
    const frame = this.#frame(header.payloadEnd - header.payloadStart, header);
    bytes.copy(frame, FRAME_BYTES, header.payloadStart, header.payloadEnd);
    this.#emit(frame);
  }

  #frame(
    payloadBytes: number,
    { timestamp, ssrc, marker }: Pick<RtpHeader, 'timestamp' | 'ssrc' | 'marker'>,
  ): Buffer {
    const frame = Buffer.allocUnsafe(FRAME_BYTES + payloadBytes);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    frame[0] = 0x24;
    frame[1] = this.#channel;
    frame.writeUInt16BE(RTP_HEADER_BYTES + payloadBytes, 2);
    frame[4] = 0x80;
    frame[5] = (marker ? 0x80 : 0) | this.#payloadType;
    frame.writeUInt16BE(this.#sequence, 6);
    frame.writeUInt32BE(timestamp, 8);
    frame.writeUInt32BE(ssrc, 12);
    return frame;
  }
}

/** Sizes of the whole access units in a packet; undefined for one that holds a piece of a unit or makes no sense. */
function unitSizes(bytes: Buffer, { payloadStart, payloadEnd, marker }: RtpHeader): number[] | undefined {
  if (!marker || payloadEnd - payloadStart < 2 + UNIT_HEADER_BYTES) return undefined;
  const headerBits = bytes.readUInt16BE(payloadStart);
  const count = headerBits / 16;
  const data = payloadStart + 2 + UNIT_HEADER_BYTES * count;
  if (!Number.isInteger(count) || count < 1 || count > MAX_UNITS || data > payloadEnd) return undefined;
  if (payloadEnd - data > MAX_DATA_BYTES) return undefined;
  const sizes: number[] = [];
  let left = payloadEnd - data;
  for (let index = 0; index < count; index += 1) {
    const unit = bytes.readUInt16BE(payloadStart + 2 + UNIT_HEADER_BYTES * index);
    if ((unit & 7) !== 0 || unit === 0) return undefined;
    sizes.push(unit >> 3);
    left -= unit >> 3;
  }
  return left === 0 ? sizes : undefined;
}
