import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announcedParameterSets, buildSdp, parseSdp, SdpError } from '../../../src-main/rtsp/sdp.ts';

const camera = [
  'v=0',
  'o=- 1 1 IN IP4 192.168.1.20',
  's=Camera <script>',
  'a=control:rtsp://192.168.1.20/live/',
  'a=x-evil: -f lavfi',
  'm=application 0 RTP/AVP 107',
  'a=rtpmap:107 VND.ONVIF.METADATA/90000',
  'a=control:track9',
  'm=audio 0 RTP/AVP 97',
  'a=rtpmap:97 mpeg4-generic/16000/1',
  'a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1408;evil=/etc/passwd',
  'a=control:trackID=2',
  'm=video 0 RTP/AVP 96',
  'b=AS:4000',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1; profile-level-id=640028; sprop-parameter-sets=Z2QAKKzZQHgCJ+XARAAAAwAEAAADAMg8YMZY,aOvjyyLA',
  'a=control:trackID=1',
].join('\r\n');

describe('a session description', () => {
  it('gives one video and one audio track of known codecs, video first', () => {
    const { tracks, sessionControl, dropped } = parseSdp(camera);
    expect(tracks.map(({ kind, codec, control, clockRate }) => [kind, codec, control, clockRate])).toEqual([
      ['video', 'H264', 'trackID=1', 90_000],
      ['audio', 'AAC', 'trackID=2', 16_000],
    ]);
    expect(sessionControl).toBe('rtsp://192.168.1.20/live/');
    expect(dropped).toEqual(['application VND.ONVIF.METADATA/90000']);
    expect(announcedParameterSets(tracks[0]!).map((set) => set[0])).toEqual([0x67, 0x68]);
  });

  it('SEC-4 is written anew from values, not filtered by lines', () => {
    const text = buildSdp(parseSdp(camera).tracks);
    expect(text).not.toMatch(/evil|script|192\.168|METADATA|lavfi/);
    const values = (source: string) => parseSdp(source).tracks.map((track) => ({ ...track, control: '' }));
    expect(values(text)).toEqual(values(camera));
  });

  it.each([
    ['H265', 'm=video 0 RTP/AVP 98\na=rtpmap:98 H265/90000', 'H265'],
    ['H265 under its other name', 'm=video 0 RTP/AVP 98\na=rtpmap:98 HEVC/90000', 'H265'],
    ['G.711 by its static number', 'm=audio 0 RTP/AVP 0', 'PCMU'],
    ['A-law by its static number', 'm=audio 0 RTP/AVP 8', 'PCMA'],
    ['G.726', 'm=audio 0 RTP/AVP 99\na=rtpmap:99 G726-32/8000', 'G726'],
    ['L16', 'm=audio 0 RTP/AVP 99\na=rtpmap:99 L16/16000/2', 'L16'],
    ['the known one of several payload types', 'm=video 0 RTP/AVP 26 96\na=rtpmap:96 H264/90000', 'H264'],
  ])('knows %s', (_name, text, codec) => {
    expect(parseSdp(`v=0\n${text}\n`).tracks[0]?.codec).toBe(codec);
  });

  it.each([
    'm=video 0 RTP/AVP 26',
    'm=video 0 RTP/AVP 96\na=rtpmap:96 VP8/90000',
    'm=audio 0 RTP/AVP 96\na=rtpmap:96 H264/90000',
    'm=video 0 RTP/AVP 96\na=rtpmap:96 H264/0',
    '',
  ])('SEC-4 leaves out what it does not know: %j', (text) => {
    expect(parseSdp(text).tracks).toEqual([]);
  });

  it('SEC-5 refuses a description of 2,000 streams', () => {
    const flood = 'm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n'.repeat(2000);
    expect(() => parseSdp(flood)).toThrow(SdpError);
  });

  it('SEC-5 takes any text with nothing but its own error, and writes only what it can read', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(...camera.split('\r\n')),
      fc.tuple(fc.constantFrom(...camera.split('\r\n')), fc.string()).map(([known, tail]) => known + tail),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 80 }), (lines) => {
        let tracks;
        try {
          tracks = parseSdp(lines.join('\r\n')).tracks;
        } catch (error) {
          expect(error).toBeInstanceOf(SdpError);
          return;
        }
        expect(tracks.length).toBeLessThanOrEqual(2);
        expect(buildSdp(tracks).split('\r\n').length).toBeLessThanOrEqual(16);
      }),
      { numRuns: 400 },
    );
  });
});
