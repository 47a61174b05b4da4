/** How a simulated camera describes its streams (SDP). Pure. */
import { buildSdp } from '../rtsp/sdp.ts';
import type { DemoClip } from './clip.ts';
import { AUDIO_PAYLOAD_TYPE, VIDEO_PAYLOAD_TYPE } from './rtp-track.ts';

export interface CameraSdpOptions {
  readonly role: 'main' | 'sub';
  readonly withAudio: boolean;
  readonly withoutSprop: boolean;
}

/** Track 0 is the video; the main stream has sound as track 1. */
export function cameraSdp(clip: DemoClip, options: CameraSdpOptions): string {
  const video = clip[options.role];
  const { sampleRate, channels, config } = clip.audio;
  const sets = [video.sps, video.pps].map((set) => Buffer.from(set).toString('base64')).join(',');
  return buildSdp([
    {
      kind: 'video',
      payloadType: VIDEO_PAYLOAD_TYPE,
      encoding: 'H264/90000',
      parameters: {
        'packetization-mode': '1',
        'profile-level-id': Buffer.from(video.sps.subarray(1, 4)).toString('hex'),
        ...(!options.withoutSprop && { 'sprop-parameter-sets': sets }),
      },
    },
    ...(options.withAudio
      ? [
          {
            kind: 'audio' as const,
            payloadType: AUDIO_PAYLOAD_TYPE,
            encoding: `MPEG4-GENERIC/${sampleRate}/${channels}`,
            parameters: {
              streamtype: '5',
              'profile-level-id': '1',
              mode: 'AAC-hbr',
              sizelength: '13',
              indexlength: '3',
              indexdeltalength: '3',
              config: Buffer.from(config).toString('hex'),
            },
          },
        ]
      : []),
  ]);
}
