/** What was received of one track, and the receiver report about it (RFC 3550 §6.4.1, A.3). Over TCP jitter stays 0. */
import { interleave, type RtpHeader } from '../rtsp/rtp.ts';
import { writeReceiverReport, type SenderReport } from '../rtsp/rtcp.ts';

/** GStreamer and some cameras end sessions without reports after about a minute; 5 s is the usual interval. */
export const REPORT_INTERVAL_MS = 5_000;

export class Reception {
  #firstSequence = -1;
  #highest = -1;
  #cycles = 0;
  #ssrc = 0;
  #received = 0;
  #reported = { expected: 0, lost: 0 };
  #senderReport: { readonly report: SenderReport; readonly atMs: number } | undefined;

  get packets(): number {
    return this.#received;
  }

  /** Packets the camera numbered but that did not come. */
  get lost(): number {
    if (this.#highest < 0) return 0;
    return Math.max(0, this.#cycles + this.#highest - this.#firstSequence + 1 - this.#received);
  }

  get senderReport(): SenderReport | undefined {
    return this.#senderReport?.report;
  }

  packet(header: RtpHeader): void {
    if (this.#highest < 0) {
      this.#firstSequence = header.sequence;
      this.#highest = header.sequence;
      this.#ssrc = header.ssrc;
    } else if (((header.sequence - this.#highest) & 0xffff) < 0x8000) {
      if (header.sequence < this.#highest) this.#cycles += 65_536;
      this.#highest = header.sequence;
    }
    this.#received += 1;
  }

  reported(report: SenderReport, nowMs: number): void {
    this.#senderReport = { report, atMs: nowMs };
  }

  /** Interleaved receiver report for the RTCP channel; undefined while nothing was received. */
  report(channel: number, ssrc: number, nowMs: number): Buffer | undefined {
    if (this.#highest < 0) return undefined;
    const highestSequence = this.#cycles + this.#highest;
    const expected = highestSequence - this.#firstSequence + 1;
    const lost = this.lost;
    const newlyExpected = expected - this.#reported.expected;
    const newlyLost = lost - this.#reported.lost;
    this.#reported = { expected, lost };
    const last = this.#senderReport;
    return interleave(
      channel,
      writeReceiverReport({
        ssrc,
        sourceSsrc: this.#ssrc,
        fractionLost: newlyExpected > 0 && newlyLost > 0 ? Math.floor((newlyLost * 256) / newlyExpected) : 0,
        lost,
        highestSequence,
        ...(last ? { lastReport: { ntp: last.report.ntp, agoMs: nowMs - last.atMs } } : {}),
      }),
    );
  }
}
