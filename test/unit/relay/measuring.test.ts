import { describe, expect, it } from 'vitest';
import { PictureClock } from '../../../src-main/relay/picture-clock.ts';
import { Reception } from '../../../src-main/relay/receiver-reports.ts';
import { StallWatch } from '../../../src-main/relay/stall-watch.ts';
import { StreamMeter } from '../../../src-main/relay/stream-meter.ts';
import { readRtpHeader } from '../../../src-main/rtsp/rtp.ts';

describe('the stall watch', () => {
  it('REC-6 calls a camera silent after its limit, and not before', () => {
    const watch = new StallWatch(15_000, 0);
    watch.check(1000, 100, 1);
    for (let now = 2000; now <= 16_000; now += 1000) expect(watch.check(now, 100, 1)).toBeUndefined();
    expect(watch.silentMs(16_000)).toBe(15_000);
    expect(watch.check(17_000, 100, 1)).toMatchObject({ code: 'stalled' });
  });

  it('REC-6 does not accuse a healthy camera when our own loop was blocked', () => {
    const watch = new StallWatch(5000, 0);
    watch.check(1000, 100, 1);
    expect(watch.check(31_000, 100, 1)).toBeUndefined();
    expect(watch.check(32_000, 5000, 9)).toBeUndefined();
  });

  it('REC-6 still notices a silent camera after such a block', () => {
    const watch = new StallWatch(5000, 0);
    watch.check(1000, 100, 1);
    watch.check(31_000, 100, 1);
    const later = [32_000, 33_000, 34_000, 35_000, 36_000].map((now) => watch.check(now, 100, 1)?.code);
    expect(later).toContain('stalled');
  });

  it('REC-6 notices a camera that goes on with sound but without pictures', () => {
    const watch = new StallWatch(5000, 0);
    let ended;
    for (let now = 1000; now <= 20_000 && !ended; now += 1000) ended = watch.check(now, now, 7);
    expect(ended).toMatchObject({ code: 'stalled', detail: expect.stringContaining('no picture') });
  });
});

describe('the time of a picture', () => {
  it('is steady though pictures arrive in bursts', () => {
    const clock = new PictureClock(90_000);
    const times = Array.from({ length: 200 }, (_, i) =>
      clock.timeUs((i * 3600) >>> 0, 1_000_000 + i * 40 + (i % 5) * 6),
    );
    const steps = times.slice(1).map((time, i) => time - times[i]!);
    expect(Math.min(...steps)).toBeGreaterThan(35_000);
    expect(Math.max(...steps)).toBeLessThan(45_000);
    expect(Math.abs(times.at(-1)! / 1000 - (1_000_000 + 199 * 40))).toBeLessThan(40);
  });

  it('follows a camera whose clock runs 1 % fast, across the wrap of RTP time', () => {
    const clock = new PictureClock(90_000);
    let last = 0;
    for (let i = 0; i < 3000; i += 1) {
      const time = clock.timeUs((2 ** 32 - 50_000 + i * 3636) >>> 0, 5_000_000 + i * 40);
      expect(time).toBeGreaterThan(last);
      last = time;
    }
    expect(Math.abs(last / 1000 - (5_000_000 + 2999 * 40))).toBeLessThan(100);
  });

  it('starts anew when the camera’s clock jumps by an hour', () => {
    const clock = new PictureClock(90_000);
    clock.timeUs(0, 1_000_000);
    expect(clock.timeUs(3600 * 90_000, 1_000_040)).toBe(1_000_040_000);
    expect(clock.timeUs(3600 * 90_000 + 3600, 1_000_080)).toBe(1_000_080_000);
  });
});

describe('the stream meter', () => {
  it('measures frame rate, GOP and bit rate', () => {
    const meter = new StreamMeter(90_000, 0);
    for (let i = 0; i <= 30; i += 1) meter.picture((i * 6000) >>> 0, i % 30 === 0);
    expect([meter.fps, meter.gopSeconds]).toEqual([15, 2]);
    for (let second = 1; second <= 20; second += 1) meter.second(second * 1000, second * 125_000);
    expect(meter.bitrateBps(20_000, 20 * 125_000)).toBe(1_000_000);
  });

  it('guesses the frame rate before the second key frame, and says 0 before the second picture', () => {
    const meter = new StreamMeter(90_000, 0);
    meter.picture(0, true);
    expect([meter.fps, meter.gopSeconds]).toEqual([0, 0]);
    meter.picture(3600, false);
    meter.picture(7200, false);
    expect([meter.fps, meter.gopSeconds]).toEqual([25, 0]);
  });
});

describe('reception of a track', () => {
  const packet = (sequence: number) => {
    const bytes = Buffer.alloc(20, 0);
    bytes[0] = 0x80;
    bytes.writeUInt16BE(sequence & 0xffff, 2);
    bytes.writeUInt32BE(77, 8);
    return readRtpHeader(bytes)!;
  };

  it('counts lost packets over the wrap of sequence numbers', () => {
    const reception = new Reception();
    for (let i = 65_530; i < 65_550; i += 1) if (i !== 65_540) reception.packet(packet(i));
    expect(reception.lost).toBe(1);
    const report = reception.report(1, 5, 1000)!;
    expect([
      report[1],
      report.readUInt32BE(12),
      report[16],
      report.readUIntBE(17, 3),
      report.readUInt32BE(20),
    ]).toEqual([1, 77, 12, 1, 65_549]);
    expect(reception.report(1, 5, 2000)![16]).toBe(0);
  });

  it('reports nothing before anything came', () => {
    expect(new Reception().report(1, 5, 0)).toBeUndefined();
  });
});
