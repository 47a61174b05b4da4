/**
 * Puts a camera's video packets together into pictures in the log, and keeps sound and reports out of an open picture.
 * Cameras end pictures by a marker bit, some wrongly after each slice, some not at all: the time stamp decides then.
 */
import type { RtpHeader } from '../rtsp/rtp.ts';
import type { PacketLog } from './packet-log.ts';
import type { Fragment, NalSink, PayloadFormat } from './payload-formats.ts';
import type { Repacketizer } from './repacketizer.ts';

/** A picture that never ends must not hold sound for ever. */
const MAX_HELD_PACKETS = 64;
const MAX_HELD_BYTES = 64 << 10;

export interface AssembledPicture {
  readonly start: number;
  readonly end: number;
  readonly timestamp: number;
  readonly key: boolean;
  /** False for a unit that holds parameter sets or messages only. */
  readonly vcl: boolean;
}

export class PictureAssembler implements NalSink {
  readonly #log: PacketLog;
  readonly #format: PayloadFormat;
  readonly #out: Repacketizer;
  readonly #onPicture: (picture: AssembledPicture) => void;
  #open = false;
  #timestamp = -1;
  #key = false;
  #vcl = false;
  /** The camera sets markers within pictures: time stamps end them from now on. */
  #markersLie = false;
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(
    log: PacketLog,
    format: PayloadFormat,
    out: Repacketizer,
    onPicture: (picture: AssembledPicture) => void,
  ) {
    this.#log = log;
    this.#format = format;
    this.#out = out;
    this.#onPicture = onPicture;
  }

  /** One RTP packet of the video track; false when its payload makes no sense. Throws PictureTooLarge. */
  packet(bytes: Buffer, header: RtpHeader): boolean {
    if (header.payloadEnd - header.payloadStart <= this.#format.headerBytes) return true;
    if (this.#open && header.timestamp !== this.#timestamp) this.endPicture();
    else if (!this.#open && header.timestamp === this.#timestamp) this.#markersLie = true;
    if (!this.#open) this.#begin(header);
    const understood = this.#format.read(bytes, header.payloadStart, header.payloadEnd, this);
    if (header.marker && this.#vcl && !this.#markersLie) this.endPicture();
    return understood;
  }

  /** An interleaved frame of sound or RTCP; waits for the end of an open picture. */
  other(bytes: Buffer, start: number, end: number): void {
    if (this.#open) {
      if (this.#held.length < MAX_HELD_PACKETS && this.#heldBytes + end - start < MAX_HELD_BYTES) {
        this.#held.push(Buffer.from(bytes.subarray(start, end)));
        this.#heldBytes += end - start;
        return;
      }
      this.endPicture();
    }
    this.#append(bytes, start, end);
  }

  endPicture(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#out.endPicture();
    const start = this.#log.base;
    const end = start + this.#log.openBytes;
    this.#log.commit();
    if (end > start) {
      this.#onPicture({ start, end, timestamp: this.#timestamp, key: this.#key, vcl: this.#vcl });
    }
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const frame of held) this.#append(frame, 0, frame.length);
  }

  begins(type: number): void {
    this.#vcl ||= this.#format.isVcl(type);
    this.#key ||= this.#format.isKey(type);
  }

  nal(bytes: Buffer, start: number, end: number): void {
    this.#out.nal(bytes, start, end);
  }

  fragment(bytes: Buffer, start: number, end: number, part: Fragment): void {
    this.#out.fragment(bytes, start, end, part);
  }

  #begin(header: RtpHeader): void {
    this.#open = true;
    this.#key = false;
    this.#vcl = false;
    this.#timestamp = header.timestamp;
    this.#out.beginPicture(header.timestamp, header.ssrc);
  }

  #append(bytes: Buffer, start: number, end: number): void {
    this.#log.reserve(end - start);
    this.#log.append(bytes, start, end);
    this.#log.commit();
  }
}
