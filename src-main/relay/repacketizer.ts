/**
 * Writes video into the packet log as ONE RTP packet per NAL unit (up to 60 kB, beyond that as large fragmentation
 * packets), because a reader's cost is its number of packets. Offsets are relative to the log's open part.
 */
import { RTP_HEADER_BYTES } from '../rtsp/rtp.ts';
import type { PacketLog } from './packet-log.ts';
import type { Fragment, PayloadFormat } from './payload-formats.ts';

/** Interleaved frames carry 16-bit lengths. */
const MAX_PACKET_BYTES = 60_000;
const FRAME_BYTES = 4 + RTP_HEADER_BYTES;
const NONE = -1;

export interface RepacketizerTrack {
  readonly channel: number;
  readonly payloadType: number;
  /** First sequence number of what readers see. */
  readonly sequence: number;
}

export class Repacketizer {
  readonly #log: PacketLog;
  readonly #format: PayloadFormat;
  readonly #channel: number;
  readonly #payloadType: number;
  #sequence: number;
  #timestamp = 0;
  #ssrc = 0;
  /** Start of the NAL unit whose fragments are coming, and of the last finished packet of the picture. */
  #unfinished = NONE;
  #lastPacket = NONE;
  #fragmented = false;

  constructor(log: PacketLog, format: PayloadFormat, track: RepacketizerTrack) {
    this.#log = log;
    this.#format = format;
    this.#channel = track.channel;
    this.#payloadType = track.payloadType;
    this.#sequence = track.sequence;
  }

  beginPicture(timestamp: number, ssrc: number): void {
    this.#timestamp = timestamp;
    this.#ssrc = ssrc;
    this.#unfinished = NONE;
    this.#lastPacket = NONE;
  }

  /** One whole NAL unit. */
  nal(bytes: Buffer, start: number, end: number): void {
    this.#finishNal();
    if (end - start + FRAME_BYTES > MAX_PACKET_BYTES) return this.#largeNal(bytes, start, end);
    this.#log.reserve(FRAME_BYTES + end - start);
    const packet = this.#log.openBytes;
    this.#log.extend(FRAME_BYTES);
    this.#log.append(bytes, start, end);
    this.#seal(packet);
  }

  /** A piece of a NAL unit; pieces without a beginning are dropped, one without an end is closed by what follows. */
  fragment(bytes: Buffer, start: number, end: number, part: Fragment): void {
    const { headerBytes } = this.#format;
    if (part.first) {
      this.#finishNal();
      this.#log.reserve(FRAME_BYTES + headerBytes);
      this.#unfinished = this.#log.openBytes;
      this.#fragmented = false;
      this.#log.extend(FRAME_BYTES);
      this.#put(part.header0);
      if (headerBytes === 2) this.#put(part.header1);
    }
    if (this.#unfinished === NONE) return;
    // Room for the data, a fragmentation header and the start of one more packet.
    this.#log.reserve(end - start + 2 * FRAME_BYTES + 8);
    const written = this.#log.openBytes - this.#unfinished;
    // A packet without data would be none: a first piece of nearly 64 kB still fits behind its header.
    if (written > FRAME_BYTES + headerBytes && written + end - start > MAX_PACKET_BYTES) this.#split(part);
    this.#log.append(bytes, start, end);
    if (part.last) this.#finishNal();
  }

  /** Closes what is open and marks the last packet as the end of the picture. */
  endPicture(): void {
    this.#finishNal();
    if (this.#lastPacket === NONE) return;
    const at = this.#log.base + this.#lastPacket + 5;
    this.#log.bytes[at] = this.#log.bytes[at]! | 0x80;
  }

  /** A camera's packet that is itself longer than ours may be (it must have come in pieces): cut it up. */
  #largeNal(bytes: Buffer, start: number, end: number): void {
    const { headerBytes } = this.#format;
    const header0 = bytes[start]!;
    const header1 = headerBytes === 2 ? bytes[start + 1]! : 0;
    const step = MAX_PACKET_BYTES / 2;
    for (let at = start + headerBytes; at < end; at += step) {
      const first = at === start + headerBytes;
      const last = at + step >= end;
      this.fragment(bytes, at, Math.min(end, at + step), { first, last, header0, header1 });
    }
  }

  /** The packet is full: it becomes one fragment of a chain, and the next one is begun. */
  #split(part: Fragment): void {
    const { headerBytes } = this.#format;
    const type = this.#format.typeOf(part.header0);
    const indicator = this.#format.fragmentIndicator(part.header0);
    const log = this.#log;
    if (!this.#fragmented) {
      const header = log.base + this.#unfinished + FRAME_BYTES;
      const head = log.base + log.openBytes;
      log.bytes.copyWithin(header + headerBytes + 1, header + headerBytes, head);
      log.extend(1);
      log.bytes[header] = indicator;
      log.bytes[header + headerBytes] = 0x80 | type;
      this.#fragmented = true;
    }
    this.#seal(this.#unfinished);
    this.#unfinished = log.openBytes;
    log.extend(FRAME_BYTES);
    this.#put(indicator);
    if (headerBytes === 2) this.#put(part.header1);
    this.#put(type);
  }

  #finishNal(): void {
    if (this.#unfinished === NONE) return;
    if (this.#fragmented) {
      const at = this.#log.base + this.#unfinished + FRAME_BYTES + this.#format.headerBytes;
      this.#log.bytes[at] = this.#log.bytes[at]! | 0x40;
    }
    this.#seal(this.#unfinished);
    this.#unfinished = NONE;
    this.#fragmented = false;
  }

  #put(byte: number): void {
    this.#log.bytes[this.#log.base + this.#log.openBytes] = byte;
    this.#log.extend(1);
  }

  /** Fills in the interleaved and RTP headers of the packet that begins at `packet` and ends here. */
  #seal(packet: number): void {
    const { bytes, base } = this.#log;
    const at = base + packet;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    bytes[at] = 0x24;
    bytes[at + 1] = this.#channel;
    bytes.writeUInt16BE(this.#log.openBytes - packet - 4, at + 2);
    bytes[at + 4] = 0x80;
    bytes[at + 5] = this.#payloadType;
    bytes.writeUInt16BE(this.#sequence, at + 6);
    bytes.writeUInt32BE(this.#timestamp, at + 8);
    bytes.writeUInt32BE(this.#ssrc, at + 12);
    this.#lastPacket = packet;
  }
}
