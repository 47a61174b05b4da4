/** What a loopback reader gets before the first packet: the description, and sender reports that give all tracks one origin. */
import type { VideoCodec } from '../../shared/model/camera.ts';
import { writeSenderReport } from '../rtsp/rtcp.ts';
import { interleave } from '../rtsp/rtp.ts';
import { buildSdp } from '../rtsp/sdp.ts';
import type { ParameterSetStore } from './parameter-set-store.ts';
import type { StreamTrack } from './stream-track.ts';

const NTP_SECOND = 2 ** 32;

/** The description, written anew, with the parameter sets in force (the camera's text may name older ones, or none). */
export function sdpForReaders(
  tracks: readonly StreamTrack[],
  codec: VideoCodec,
  sets: ParameterSetStore,
): string {
  return buildSdp(
    tracks.map(({ description }) =>
      description.kind === 'video'
        ? { ...description, parameters: { ...description.parameters, ...announced(codec, sets) } }
        : description,
    ),
  );
}

function announced(codec: VideoCodec, sets: ParameterSetStore): Record<string, string> {
  const text = (...types: number[]) =>
    types
      .flatMap((type) => sets.ofType(type))
      .map((set) => set.toString('base64'))
      .join(',');
  const parameters: Record<string, string> =
    codec === 'H264'
      ? { 'packetization-mode': '1', 'sprop-parameter-sets': text(7, 8) }
      : { 'sprop-vps': text(32), 'sprop-sps': text(33), 'sprop-pps': text(34) };
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== ''));
}

/**
 * One sender report per track, all of the instant of the ring's key frame, so that FFmpeg counts every track from there.
 * None while the camera has not reported on its video: its own reports will then set the origin.
 */
export function startReports(
  tracks: readonly StreamTrack[],
  video: StreamTrack,
  keyTimestamp: number,
): Buffer[] {
  const known = video.reception.senderReport;
  if (!known) return [];
  const backTicks = (keyTimestamp - known.rtp) | 0;
  const ntp = known.ntp + BigInt(Math.round((backTicks / video.description.clockRate) * NTP_SECOND));
  return tracks.flatMap((track) => {
    const own = track.reception.senderReport;
    if (!own) return [];
    const seconds = Number(BigInt.asIntN(64, ntp - own.ntp)) / NTP_SECOND;
    const rtp = (own.rtp + Math.round(seconds * track.description.clockRate)) >>> 0;
    return [interleave(track.channel + 1, writeSenderReport({ ssrc: own.ssrc, ntp, rtp }))];
  });
}
