import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinAnnexB, splitAnnexB } from '../../../src-main/rtsp/annex-b.ts';
import {
  ntpOf,
  readSenderReport,
  utcOfNtp,
  writeReceiverReport,
  writeSenderReport,
} from '../../../src-main/rtsp/rtcp.ts';
import { packetizeAac, packetizeH264, readRtpHeader } from '../../../src-main/rtsp/rtp.ts';

const options = { payloadType: 96, ssrc: 0x1234_5678, timestamp: 90_000, sequence: 65_535 };

describe('RTP packets', () => {
  it('cut a large NAL unit into fragments with one marker at the end of the picture', () => {
    const packets = packetizeH264([Buffer.alloc(10, 0x67), Buffer.alloc(3000, 0x65)], options);
    const headers = packets.map((packet) => readRtpHeader(packet)!);
    expect(headers.map((header) => header.sequence)).toEqual([65_535, 0, 1, 2]);
    expect(headers.map((header) => header.marker)).toEqual([false, false, false, true]);
    expect(packets[1]!.subarray(12, 14)).toEqual(Buffer.from([0x7c, 0x85]));
    expect(packets[3]!.subarray(12, 14)).toEqual(Buffer.from([0x7c, 0x45]));
  });

  it('carry an AAC frame behind its length', () => {
    expect(packetizeAac(Buffer.alloc(300), options).subarray(12, 16)).toEqual(
      Buffer.from([0, 16, 0x09, 0x60]),
    );
  });

  it('SEC-5 with lying lengths are none', () => {
    const packet = Buffer.alloc(20, 0xff);
    packet[0] = 0xbf;
    expect(readRtpHeader(packet)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const header = readRtpHeader(Buffer.from(bytes));
        if (!header) return;
        expect(header.payloadStart).toBeLessThanOrEqual(header.payloadEnd);
        expect(header.payloadEnd).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('RTCP reports', () => {
  it('carry wall-clock time both ways', () => {
    const at = Date.UTC(2026, 10, 23, 12, 0, 0, 250);
    const report = { ssrc: 7, ntp: ntpOf(at), rtp: 4_000_000_000 };
    expect(readSenderReport(writeSenderReport(report))).toEqual(report);
    expect(utcOfNtp(report.ntp)).toBeCloseTo(at, 3);
  });

  it('of a receiver are 52 bytes and name the source', () => {
    const bytes = writeReceiverReport({
      ssrc: 1,
      sourceSsrc: 2,
      fractionLost: 300,
      lost: -5,
      highestSequence: 2 ** 32 + 3,
    });
    expect(bytes).toHaveLength(52);
    expect([bytes.readUInt32BE(8), bytes[12], bytes.readUIntBE(13, 3), bytes.readUInt32BE(16)]).toEqual([
      2, 255, 0, 3,
    ]);
  });
});

describe('Annex-B', () => {
  it('splits at start codes of three and four bytes and joins with four', () => {
    const nals = [Buffer.from([0x67, 1, 2]), Buffer.from([0x65, 0, 0, 3, 9])];
    expect(splitAnnexB(joinAnnexB(nals))).toEqual(nals);
    expect(splitAnnexB(Buffer.from([0, 0, 1, 0x67, 0, 0, 0, 1, 0x68]))).toEqual([
      Buffer.from([0x67]),
      Buffer.from([0x68]),
    ]);
    expect(splitAnnexB(Buffer.alloc(0))).toEqual([]);
  });
});
