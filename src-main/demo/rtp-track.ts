/**
 * One track of one connection: turns pictures and sound frames into interleaved RTP, and tells time with sender reports.
 * Owns sequence numbers, time stamps and counts. Never touches the socket.
 */
import { randomInt } from 'node:crypto';
import { ntpOf, writeSenderReport } from '../rtsp/rtcp.ts';
import { interleave, packetizeAac, packetizeH264, RTP_HEADER_BYTES } from '../rtsp/rtp.ts';

export const VIDEO_PAYLOAD_TYPE = 96;
export const AUDIO_PAYLOAD_TYPE = 97;

export class RtpTrack {
  readonly channel: number;
  readonly clockRate: number;
  readonly ssrc = randomInt(1, 2 ** 32 - 1);
  #sequence = randomInt(2 ** 16);
  /** Real cameras begin anywhere. */
  readonly #offset = randomInt(2 ** 32);
  #packets = 0;
  #octets = 0;

  constructor(options: { channel: number; clockRate: number }) {
    this.channel = options.channel;
    this.clockRate = options.clockRate;
  }

  /** `ticks` is the frame's time in units of the clock rate, counted from any fixed instant. */
  picture(nals: readonly Uint8Array[], ticks: number): Buffer[] {
    return this.#count(packetizeH264(nals, { payloadType: VIDEO_PAYLOAD_TYPE, ...this.#header(ticks) }));
  }

  sound(frame: Uint8Array, ticks: number): Buffer[] {
    return this.#count([packetizeAac(frame, { payloadType: AUDIO_PAYLOAD_TYPE, ...this.#header(ticks) })]);
  }

  /** Says that `ticks` of this track happened at `atMs` (UTC). */
  senderReport(ticks: number, atMs: number): Buffer {
    const report = { ssrc: this.ssrc, ntp: ntpOf(atMs), rtp: this.#timestamp(ticks) };
    return interleave(
      this.channel + 1,
      writeSenderReport(report, { packets: this.#packets, octets: this.#octets }),
    );
  }

  #header(ticks: number) {
    return { ssrc: this.ssrc, sequence: this.#sequence, timestamp: this.#timestamp(ticks) };
  }

  #timestamp(ticks: number): number {
    return (Math.round(ticks) + this.#offset) % 2 ** 32;
  }

  #count(packets: readonly Buffer[]): Buffer[] {
    this.#sequence = (this.#sequence + packets.length) % 2 ** 16;
    this.#packets = (this.#packets + packets.length) % 2 ** 32;
    for (const packet of packets) this.#octets = (this.#octets + packet.length - RTP_HEADER_BYTES) % 2 ** 32;
    return packets.map((packet) => interleave(this.channel, packet));
  }
}
