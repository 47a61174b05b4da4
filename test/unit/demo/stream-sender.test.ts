/** What one playing connection is sent: from a key frame on, in both sizes, with sound, reports and faults. */
import { describe, expect, it } from 'vitest';
import { RtpTrack } from '../../../src-main/demo/rtp-track.ts';
import { StreamSender, type Sending } from '../../../src-main/demo/stream-sender.ts';
import { readSenderReport, utcOfNtp } from '../../../src-main/rtsp/rtcp.ts';
import { readRtpHeader } from '../../../src-main/rtsp/rtp.ts';
import { smallClip } from './small-clip.ts';

function sender(role: 'main' | 'sub' = 'main'): StreamSender {
  return new StreamSender({
    clip: smallClip,
    role,
    video: new RtpTrack({ channel: 0, clockRate: 90_000 }),
    audio: new RtpTrack({ channel: 2, clockRate: 48_000 }),
    phaseMs: 0,
    withoutSenderReports: false,
  });
}

/** Width (as its high byte) and number of the picture that was sent, from the bytes of its last NAL unit. */
function picture({ chunks }: Sending): { size: number; unit: number } | undefined {
  const last = chunks.findLast((chunk) => chunk[1] === 0);
  return last && { size: last.at(-2) ?? -1, unit: last.at(-1) ?? -1 };
}

const MAIN = 1280 >> 8;
const SUB = 640 >> 8;

describe('stream sender', () => {
  it('begins at a key frame with a sender report of both tracks', () => {
    const stream = sender();
    for (let index = 1003; index < 1025; index++) expect(stream.take(index, 'everything').chunks).toEqual([]);
    const first = stream.take(1025, 'everything');
    expect(first.complete).toBe(true);
    expect(picture(first)).toEqual({ size: MAIN, unit: 25 });
    const reports = first.chunks.filter((chunk) => chunk[1] === 1 || chunk[1] === 3);
    expect(reports.map((chunk) => utcOfNtp(readSenderReport(chunk.subarray(4))!.ntp))).toEqual([
      1025 * 40,
      1025 * 40,
    ]);
  });

  it('stamps pictures and sound on one time line, without gaps in the sequence', () => {
    const stream = sender();
    const packets = { 0: [] as Buffer[], 2: [] as Buffer[] };
    for (let index = 0; index < 500; index++)
      for (const chunk of stream.take(index, 'everything').chunks)
        if (chunk[1] === 0 || chunk[1] === 2) packets[chunk[1]].push(chunk.subarray(4));
    const headers = (list: Buffer[]) => list.map((bytes) => readRtpHeader(bytes)!);
    for (const list of [headers(packets[0]), headers(packets[2])])
      for (const [position, header] of list.entries())
        expect((header.sequence - list[0]!.sequence - position) & 0xffff).toBe(0);
    const pictures = headers(packets[0]).filter((header) => header.marker);
    expect(pictures).toHaveLength(500);
    for (const [index, header] of pictures.entries())
      expect((header.timestamp - pictures[0]!.timestamp - index * 3600) % 2 ** 32).toBe(0);
    // 20 s of sound in frames of 1024 samples at 48 kHz.
    expect(packets[2].length).toBe(Math.ceil((20 * 48_000) / 1024));
  });

  it('plays every second picture on the sub stream', () => {
    const stream = sender('sub');
    const seen = Array.from({ length: 100 }, (_, index) => picture(stream.take(index, 'everything'))?.unit);
    expect(seen.filter((unit) => unit !== undefined)).toEqual(Array.from({ length: 50 }, (_, unit) => unit));
  });

  it('goes on at a key frame of the present after a silence', () => {
    const stream = sender();
    for (let index = 0; index < 30; index++) stream.take(index, 'everything');
    for (let index = 30; index < 60; index++) expect(stream.take(index, 'nothing').chunks).toEqual([]);
    for (let index = 60; index < 75; index++) expect(stream.take(index, 'everything').complete).toBe(false);
    expect(picture(stream.take(75, 'everything'))).toEqual({ size: MAIN, unit: 75 });
  });

  it('changes its size at key frames only, and back', () => {
    const stream = sender();
    const at = (index: number) =>
      picture(stream.take(index, index >= 10 && index < 110 ? 'other-size' : 'everything'));
    const seen = Array.from({ length: 150 }, (_, index) => at(index));
    expect(seen[49]).toEqual({ size: MAIN, unit: 49 });
    expect(seen[50]).toEqual({ size: SUB, unit: 25 });
    expect(seen[51]).toBeUndefined();
    expect(seen[124]).toEqual({ size: SUB, unit: 62 });
    expect(seen[125]).toEqual({ size: MAIN, unit: 125 });
  });

  it('leaves out the sound, and takes it up again with the present', () => {
    const stream = sender();
    const sounds = (from: number, to: number, sends: 'everything' | 'no-audio') => {
      let count = 0;
      for (let index = from; index < to; index++)
        count += stream.take(index, sends).chunks.filter((chunk) => chunk[1] === 2).length;
      return count;
    };
    expect(sounds(0, 250, 'no-audio')).toBe(0);
    expect(sounds(250, 500, 'everything')).toBeLessThanOrEqual(Math.ceil((10 * 48_000) / 1024));
  });

  it('damages some packets under noise and does not call those pictures complete', () => {
    const stream = sender();
    const sent = Array.from({ length: 250 }, (_, index) => stream.take(index, 'noise'));
    const complete = sent.filter((sending) => sending.complete).length;
    expect(complete).toBeGreaterThan(50);
    expect(complete).toBeLessThan(220);
    for (const { chunks } of sent)
      for (const chunk of chunks) expect(chunk.readUInt16BE(2)).toBe(chunk.length - 4);
  });
});
