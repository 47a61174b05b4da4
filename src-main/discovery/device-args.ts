/**
 * FFmpeg's arguments about cameras of this PC: listing them, listing what one can do, reading one. Pure. A device's name
 * always stands behind `-i` in a form that begins with its own prefix, so no name can become an option or a protocol;
 * pictures only, no microphone.
 */
import type { ChosenMode, DeviceInput } from './local-device.ts';

const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'level+info'];
/** Devices are no protocols; what else a name might be taken for cannot be opened. */
const noProtocols = ['-protocol_whitelist', 'rtsp,rtp,tcp'];

/** Undefined where FFmpeg has no cameras. On Linux it only tells which of the system's nodes give pictures. */
export function listDevicesArgs(platform: NodeJS.Platform): string[] | undefined {
  switch (platform) {
    case 'linux':
      return ['-hide_banner', '-sources', 'v4l2'];
    case 'win32':
      return [...quiet, '-f', 'dshow', '-list_devices', 'true', '-i', 'dummy'];
    case 'darwin':
      return [...quiet, '-f', 'avfoundation', '-list_devices', 'true', '-i', ''];
    default:
      return undefined;
  }
}

/** AVFoundation has no list of modes: it names them when it is asked for an impossible one. */
export function listModesArgs(input: DeviceInput): string[] {
  const name = deviceName(input);
  switch (input.kind) {
    case 'v4l2':
      return [...quiet, ...noProtocols, '-f', 'v4l2', '-list_formats', 'all', '-i', name];
    case 'dshow':
      return [...quiet, ...noProtocols, '-f', 'dshow', '-list_options', 'true', '-i', name];
    case 'avfoundation':
      return [...quiet, ...noProtocols, '-f', 'avfoundation', '-video_size', '1x1', '-i', name];
  }
}

/** The input side of an encoder's command. Without a mode the system chooses, at a rate macOS' own cameras know. */
export function deviceInputArgs(input: DeviceInput, mode: ChosenMode | undefined): string[] {
  const size = mode ? ['-framerate', rate(mode.fps), '-video_size', `${mode.width}x${mode.height}`] : [];
  const name = deviceName(input);
  switch (input.kind) {
    case 'v4l2': {
      const format = mode?.format ? ['-input_format', mode.format.name] : [];
      return [...noProtocols, '-f', 'v4l2', ...size, ...format, '-i', name];
    }
    case 'dshow': {
      const option = mode?.format?.kind === 'compressed' ? '-vcodec' : '-pixel_format';
      const format = mode?.format ? [option, mode.format.name] : [];
      // FFmpeg's own buffer (3 MB) holds less than one uncompressed Full HD picture.
      return [...noProtocols, '-f', 'dshow', '-rtbufsize', '128M', ...size, ...format, '-i', name];
    }
    case 'avfoundation':
      return [...noProtocols, '-f', 'avfoundation', ...(mode ? size : ['-framerate', '30']), '-i', name];
  }
}

/** Throws RangeError for a name that FFmpeg would take apart: it must never get that far (SEC-1). */
function deviceName(input: DeviceInput): string {
  switch (input.kind) {
    case 'v4l2':
      if (/^\/dev\/[\w./:@-]{1,240}$/.test(input.path) && !input.path.includes('..')) return input.path;
      throw new RangeError('not a video device');
    case 'dshow':
      if (input.name !== '' && input.name.length <= 512 && !/[:\p{Cc}]/u.test(input.name)) {
        return `video=${input.name}`;
      }
      throw new RangeError('not a DirectShow name');
    case 'avfoundation':
      if (Number.isInteger(input.index) && input.index >= 0) return `${input.index}:none`;
      throw new RangeError('not an AVFoundation index');
  }
}

/** At most six decimals: FFmpeg compares 30.00003 with what the camera names. */
function rate(fps: number): string {
  return String(Math.round(fps * 1e6) / 1e6);
}
