/**
 * Which H.264 encoders this system may have, hardware first, and the arguments of each. Pure. Every encoder makes the same
 * kind of stream: a key frame every 2 s, no reordering, bits by picture size, times as the camera gave them.
 */
import type { EncoderName } from '../../../shared/model/camera.ts';
import { ENCODED_GOP_S, LOCAL_CAMERA_FPS } from '../../../shared/model/limits.ts';

export interface Encoder {
  readonly name: EncoderName;
  /** /dev/dri/renderD… (VA-API). */
  readonly renderNode?: string;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/** What is assumed of a camera that does not say what it will send. */
export const usualSize: PictureSize = { width: 1280, height: 720, fps: LOCAL_CAMERA_FPS };

/** In the order they are tried. `renderNodes` are the graphics chips Linux has. */
export function encoderCandidates(platform: NodeJS.Platform, renderNodes: readonly string[]): Encoder[] {
  const named = (...names: EncoderName[]): Encoder[] => names.map((name) => ({ name }));
  switch (platform) {
    case 'linux': {
      const chips = renderNodes.map((renderNode): Encoder => ({ name: 'h264_vaapi', renderNode }));
      return [...chips, ...named('h264_nvenc', 'h264_qsv', 'libx264')];
    }
    case 'win32':
      return named('h264_nvenc', 'h264_qsv', 'h264_mf', 'libx264');
    case 'darwin':
      return named('h264_videotoolbox', 'libx264');
    default:
      return named('libx264');
  }
}

/** Bits per second: 0.08 a pixel suits a still scene with people in it; between what a stamp needs and Full HD at 60. */
export function bitrateOf({ width, height, fps }: PictureSize): number {
  const wanted = width * height * fps * 0.08;
  return Math.round(Math.min(Math.max(wanted, 400_000), 8_000_000) / 100_000) * 100_000;
}

/**
 * Cameras that send faster than they were asked to are thinned out to about 20 a second. `fps` as a filter would fill
 * holes with copies, and a hole must stay one.
 */
const thinOut = String.raw`select=isnan(prev_selected_t)+gte(t-prev_selected_t\,0.045)`;

/** What stands before the input. */
export function encoderDeviceArgs({ name, renderNode }: Encoder): string[] {
  return name === 'h264_vaapi' && renderNode !== undefined ? ['-vaapi_device', renderNode] : [];
}

/** What stands behind the input: filters, encoder, key frames, bits. No output. */
export function encoderOutputArgs(encoder: Encoder, size: PictureSize): string[] {
  const bitrate = bitrateOf(size);
  return [
    ['-map', '0:v:0', '-an', '-vf', [thinOut, ...formatOf(encoder)].join(','), '-fps_mode', 'vfr'],
    ['-c:v', encoder.name, ...optionsOf(encoder)],
    // By time: in the dark cameras slow down. The count is the limit of encoders that cannot be told by time.
    ['-force_key_frames', `expr:gte(t,n_forced*${ENCODED_GOP_S})`],
    ['-g', String(Math.ceil(1.5 * ENCODED_GOP_S * size.fps)), '-bf', '0'],
    ['-b:v', String(bitrate), '-maxrate', String(1.5 * bitrate), '-bufsize', String(2 * bitrate)],
  ].flat();
}

function formatOf({ name }: Encoder): string[] {
  switch (name) {
    case 'h264_vaapi':
      return ['format=nv12', 'hwupload'];
    case 'h264_qsv':
    case 'h264_mf':
    case 'h264_videotoolbox':
      return ['format=nv12'];
    case 'h264_nvenc':
    case 'libx264':
      return ['format=yuv420p'];
  }
}

function optionsOf({ name }: Encoder): string[] {
  switch (name) {
    case 'h264_vaapi':
      return [];
    case 'h264_nvenc':
      return ['-preset', 'p4', '-forced-idr', '1'];
    case 'h264_qsv':
      return ['-preset', 'veryfast', '-forced_idr', '1'];
    case 'h264_videotoolbox':
      return ['-realtime', '1'];
    case 'h264_mf':
      return ['-hw_encoding', '1'];
    case 'libx264':
      return ['-preset', 'veryfast', '-tune', 'zerolatency', '-forced-idr', '1'];
  }
}

const log = (level: string) => ['-hide_banner', '-loglevel', `level+${level}`];

/** Encodes what `input` reads and publishes it at the relay's loopback address. Stopped by `q` or by its connection. */
export function publishArgs(options: {
  readonly input: readonly string[];
  readonly encoder: Encoder;
  readonly size: PictureSize;
  /** rtsp://127.0.0.1:PORT/TOKEN */
  readonly localUrl: string;
}): string[] {
  const { input, encoder, size, localUrl } = options;
  return [
    [...log('warning'), '-nostats', ...encoderDeviceArgs(encoder), ...input],
    encoderOutputArgs(encoder, size),
    ['-f', 'rtsp', '-rtsp_transport', 'tcp', '-protocol_whitelist', 'rtsp,rtp,tcp', localUrl],
  ].flat();
}

/** A handful of pictures through the encoder into nothing: whether it works here at all. */
export function encoderTestArgs(encoder: Encoder): string[] {
  const { width, height, fps } = usualSize;
  return [
    [...log('error'), '-nostdin', ...encoderDeviceArgs(encoder)],
    ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${fps}`, '-frames:v', '8'],
    encoderOutputArgs(encoder, usualSize),
    ['-f', 'null', '-'],
  ].flat();
}
