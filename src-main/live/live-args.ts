/** The arguments of the FFmpeg behind `live.open`. Pure; the input is always the relay's loopback address. */
import type { StreamInfo } from '../../shared/model/camera.ts';

/** Copies pictures (and sound, made AAC when it is not) into fragments of at most 0.5 s on stdout. */
export function liveArgs({ localUrl, info }: { localUrl: string; info: StreamInfo }): string[] {
  const hasAudio = info.audioCodec !== undefined && info.audioFlows;
  return [
    ['-hide_banner', '-loglevel', 'level+warning', '-nostats'],
    ['-protocol_whitelist', 'rtsp,tcp,udp,rtp', '-rtsp_transport', 'tcp'],
    ['-timeout', '10000000', '-analyzeduration', '2000000', '-i', localUrl],
    ['-map', '0:v:0', ...(hasAudio ? ['-map', '0:a:0?'] : ['-an']), '-c:v', 'copy'],
    info.videoCodec === 'H265' ? ['-tag:v', 'hvc1'] : [],
    hasAudio ? audioCodec(info) : [],
    ['-max_interleave_delta', '1000000', '-f', 'mp4'],
    ['-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-frag_duration', '500000'],
    ['-flush_packets', '1', 'pipe:1'],
  ].flat();
}

function audioCodec(info: StreamInfo): string[] {
  return info.audioCodec === 'AAC' ? ['-c:a', 'copy'] : ['-c:a', 'aac', '-b:a', '32k'];
}
