import { describe, expect, it } from 'vitest';
import {
  planAudio,
  recordArgs,
  recordEnvironment,
  type RecordArgs,
} from '../../../src-main/cameras/record-args.ts';

const base: RecordArgs = {
  localUrl: 'rtsp://127.0.0.1:9000/token',
  folder: '/rec/till/20261121T120000Z-abc123',
  slug: 'till',
  videoCodec: 'H264',
  audio: 'copy',
  rotationSeconds: 600,
  rotationOffsetS: 17,
};

describe('the recorder command', () => {
  it('REC-14 is exactly the one that was measured', () => {
    expect(recordArgs(base).join(' ')).toBe(
      '-hide_banner -loglevel level+info -nostats -progress pipe:2 -stats_period 3' +
        ' -protocol_whitelist rtsp,tcp,udp,rtp -rtsp_transport tcp -timeout 10000000 -analyzeduration 2000000' +
        ' -i rtsp://127.0.0.1:9000/token -map 0:v:0 -map 0:a:0? -c:v copy -c:a copy -max_interleave_delta 1000000' +
        ' -f segment -segment_time 600 -segment_atclocktime 1 -segment_clocktime_offset 17 -reset_timestamps 1' +
        ' -strftime 1 -segment_format mp4 -segment_format_options' +
        ' movflags=+frag_keyframe+empty_moov+default_base_moof:frag_duration=1000000:flush_packets=1' +
        ' -segment_list /rec/till/20261121T120000Z-abc123/segments.csv -segment_list_type csv' +
        ' /rec/till/20261121T120000Z-abc123/till_%Y-%m-%d_%H-%M-%SZ.mp4',
    );
  });

  it('REC-14 tags H.265 as hvc1', () => {
    expect(recordArgs({ ...base, videoCodec: 'H265' }).join(' ')).toContain(
      '-c:v copy -tag:v hvc1 -c:a copy',
    );
    expect(recordArgs(base)).not.toContain('-tag:v');
  });

  it('REC-12 copies AAC, encodes the rest, and leaves sound out by choice', () => {
    expect(planAudio('AAC', 'with-audio')).toBe('copy');
    for (const codec of ['PCMU', 'PCMA', 'G726', 'L16'] as const)
      expect(planAudio(codec, 'with-audio')).toBe('encode');
    expect(planAudio('AAC', 'without-audio')).toBe('none');
    expect(planAudio(undefined, 'with-audio')).toBe('none');
    expect(recordArgs({ ...base, audio: 'encode' }).join(' ')).toContain('-c:v copy -c:a aac -b:a 32k');
    const silent = recordArgs({ ...base, audio: 'none' });
    expect(silent).toContain('-an');
    expect(silent).not.toContain('0:a:0?');
  });

  it('REC-2 cuts and names in UTC, whatever the zone of the PC', () => {
    expect(recordEnvironment).toEqual({ TZ: 'UTC0' });
  });

  it('REC-2 does not read a folder name as a pattern', () => {
    const args = recordArgs({ ...base, folder: '/rec/100%Y/run' });
    expect(args.at(-1)).toBe('/rec/100%%Y/run/till_%Y-%m-%d_%H-%M-%SZ.mp4');
    expect(args).toContain('/rec/100%Y/run/segments.csv');
  });

  it('PRB-5 can write plain MP4 for the test that compares both', () => {
    const args = recordArgs({ ...base, segmentFormat: 'plain' });
    expect(args).not.toContain('-segment_format_options');
    expect(args.join(' ')).toContain('-segment_format mp4');
  });
});
