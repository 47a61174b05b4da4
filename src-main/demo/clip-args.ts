/** The arguments of the one FFmpeg run that makes a clip: raw pictures in; main video, sub video and sound out. Pure. */
import { MAIN_FPS, MAIN_GOP_FRAMES, LOOP_FRAMES, SUB_EVERY, SUB_GOP_FRAMES } from './schedule.ts';

export const MAIN_SIZE = { width: 1280, height: 720 } as const;
export const SUB_SIZE = { width: 640, height: 360 } as const;
/** A soft chime every two seconds: proof of sound that is bearable in a room. */
const chime = '0.22*exp(-5*mod(t,2))*(sin(2*PI*587*t)+0.5*sin(2*PI*880*t))';

export interface ClipArgs {
  /** Where the raw pictures come from: a tcp:// address on loopback. */
  readonly picturesUrl: string;
  readonly mainFile: string;
  readonly subFile: string;
  readonly soundFile: string;
}

export function clipArgs({ picturesUrl, mainFile, subFile, soundFile }: ClipArgs): string[] {
  const { width, height } = MAIN_SIZE;
  return [
    ['-hide_banner', '-loglevel', 'level+error', '-nostats', '-y'],
    ['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', `${width}x${height}`],
    ['-framerate', String(MAIN_FPS), '-i', picturesUrl],
    ['-f', 'lavfi', '-i', `aevalsrc=exprs='${chime}':s=48000:d=${LOOP_FRAMES / MAIN_FPS}`],
    ['-map', '0:v', ...video(MAIN_GOP_FRAMES, 23), '-f', 'h264', mainFile],
    ['-map', '0:v', '-vf', `framestep=${SUB_EVERY},scale=${SUB_SIZE.width}:${SUB_SIZE.height}`],
    [...video(SUB_GOP_FRAMES, 25), '-f', 'h264', subFile],
    ['-map', '1:a', '-c:a', 'aac', '-b:a', '48k', '-ac', '1', '-f', 'adts', soundFile],
  ].flat();
}

/** Fast, no B-frames (a live camera reorders nothing), key frames only where the GOP begins. */
function video(gopFrames: number, quality: number): string[] {
  return [
    ['-c:v', 'libx264', '-preset', 'superfast', '-profile:v', 'main', '-bf', '0', '-refs', '1'],
    [
      '-crf',
      String(quality),
      '-g',
      String(gopFrames),
      '-keyint_min',
      String(gopFrames),
      '-sc_threshold',
      '0',
    ],
    ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
  ].flat();
}
