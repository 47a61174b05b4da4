/**
 * Which of a camera's formats is recorded: the largest picture up to Full HD, compressed by the camera where it can (USB 2
 * carries uncompressed pictures only small or slowly), at a rate of surveillance. Pure.
 */
import { LOCAL_CAMERA_FPS } from '../../shared/model/limits.ts';
import type { ChosenMode, DeviceMode } from './local-device.ts';

const FULL_HD = 1920 * 1080;
/** Uncompressed, USB 2 carries this at about 10 frames a second. */
const HD = 1280 * 720;
/** Below this rate a larger picture is no gain. */
const SLOW_FPS = 7;

/** Undefined when the camera names nothing usable: then it gives what it gives. */
export function chooseMode(modes: readonly DeviceMode[]): ChosenMode | undefined {
  const usable = modes.filter((mode) => mode.width >= 160 && mode.height >= 120 && isReadable(mode));
  const best = usable.toSorted((a, b) => rank(b) - rank(a))[0];
  if (!best) return undefined;
  const { format, width, height } = best;
  return { ...(format === undefined ? {} : { format }), width, height, fps: rateOf(best) };
}

/** The rate it can do that is nearest to the wanted one. */
function rateOf({ fps }: DeviceMode): number {
  return fps ? Math.min(Math.max(LOCAL_CAMERA_FPS, fps.min), fps.max) : LOCAL_CAMERA_FPS;
}

/** H.264 of the camera itself has key frames where it likes; pictures are decoded anyway, so Motion JPEG is safer. */
function isReadable({ format }: DeviceMode): boolean {
  return format?.kind !== 'compressed' || format.name === 'mjpeg';
}

/** By area first; between equal ones the compressed, then the nearest rate. Too large or too slow comes last, smaller first. */
function rank(mode: DeviceMode): number {
  const { format, width, height, fps } = mode;
  const area = width * height;
  const limit = format?.kind === 'raw' ? HD : FULL_HD;
  if (area > limit || (fps?.max ?? LOCAL_CAMERA_FPS) < SLOW_FPS) return -area;
  return area + (format?.kind === 'compressed' ? 0.5 : 0) - Math.abs(rateOf(mode) - LOCAL_CAMERA_FPS) / 1000;
}
