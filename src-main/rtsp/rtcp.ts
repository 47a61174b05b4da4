/** RTCP reports (RFC 3550 §6): sender reports read and written, receiver reports with a CNAME written. Pure byte work. */
export interface SenderReport {
  readonly ssrc: number;
  /** 64-bit NTP time: seconds since 1900 and their fraction. */
  readonly ntp: bigint;
  /** RTP time stamp of the same instant. */
  readonly rtp: number;
}

export const SENDER_REPORT_BYTES = 28;
const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const NTP_EPOCH_S = 2_208_988_800;

/** NTP time of a UTC instant in ms. */
export function ntpOf(utcMs: number): bigint {
  const seconds = Math.floor(utcMs / 1000);
  const fraction = Math.floor(((utcMs - seconds * 1000) / 1000) * 2 ** 32);
  return (BigInt(seconds + NTP_EPOCH_S) << 32n) | BigInt(fraction);
}

/** UTC ms of an NTP time. */
export function utcOfNtp(ntp: bigint): number {
  return (Number(ntp >> 32n) - NTP_EPOCH_S) * 1000 + (Number(ntp & 0xffff_ffffn) / 2 ** 32) * 1000;
}

/** The sender report at the start of a compound packet, or undefined. */
export function readSenderReport(bytes: Buffer, start = 0, end = bytes.length): SenderReport | undefined {
  if (end - start < SENDER_REPORT_BYTES || bytes[start]! >> 6 !== 2 || bytes[start + 1] !== SENDER_REPORT) {
    return undefined;
  }
  return {
    ssrc: bytes.readUInt32BE(start + 4),
    ntp: bytes.readBigUInt64BE(start + 8),
    rtp: bytes.readUInt32BE(start + 16),
  };
}

export function writeSenderReport(report: SenderReport, sent = { packets: 0, octets: 0 }): Buffer {
  const bytes = Buffer.alloc(SENDER_REPORT_BYTES);
  bytes[0] = 0x80;
  bytes[1] = SENDER_REPORT;
  bytes.writeUInt16BE(6, 2);
  bytes.writeUInt32BE(report.ssrc, 4);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, report.ntp), 8);
  bytes.writeUInt32BE(report.rtp >>> 0, 16);
  bytes.writeUInt32BE(sent.packets >>> 0, 20);
  bytes.writeUInt32BE(sent.octets >>> 0, 24);
  return bytes;
}

export interface ReceiverReport {
  readonly ssrc: number;
  readonly sourceSsrc: number;
  /** Of the last interval, 0…255. */
  readonly fractionLost: number;
  readonly lost: number;
  readonly highestSequence: number;
  /** Middle 32 bits of the last sender report's NTP time, and how long ago it came; 0 when there was none. */
  readonly lastReport?: { readonly ntp: bigint; readonly agoMs: number };
}

/** Compound packet of receiver report and source description; 52 bytes. */
export function writeReceiverReport(report: ReceiverReport): Buffer {
  const cname = 'watchpst';
  const bytes = Buffer.alloc(32 + 20);
  bytes[0] = 0x81;
  bytes[1] = RECEIVER_REPORT;
  bytes.writeUInt16BE(7, 2);
  bytes.writeUInt32BE(report.ssrc, 4);
  bytes.writeUInt32BE(report.sourceSsrc, 8);
  bytes[12] = Math.min(255, Math.max(0, report.fractionLost));
  bytes.writeUIntBE(Math.min(Math.max(0, report.lost), 0x7f_ffff), 13, 3);
  bytes.writeUInt32BE(report.highestSequence >>> 0, 16);
  if (report.lastReport) {
    bytes.writeUInt32BE(Number((report.lastReport.ntp >> 16n) & 0xffff_ffffn), 24);
    bytes.writeUInt32BE(Math.round(report.lastReport.agoMs * 65.536) >>> 0, 28);
  }
  bytes[32] = 0x81;
  bytes[33] = SOURCE_DESCRIPTION;
  bytes.writeUInt16BE(4, 34);
  bytes.writeUInt32BE(report.ssrc, 36);
  bytes[40] = 1;
  bytes[41] = cname.length;
  bytes.write(cname, 42, 'latin1');
  return bytes;
}
