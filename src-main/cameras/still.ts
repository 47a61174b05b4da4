/**
 * One picture of a running pull as JPEG: FFmpeg reads the ring's last key frame from the relay on loopback and ends.
 * The camera sees no second connection (REC-17). Keeps nothing; who shows pictures keeps them.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { SpawnOptions } from '../ffmpeg/child.ts';
import { runFfmpeg } from '../ffmpeg/run-once.ts';

/** Wide enough for a dialog and a tile; a still is no evidence. */
export const STILL_WIDTH = 960;
const STILL_TIMEOUT_MS = 6_000;

export interface StillOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** A JPEG of the stream at this loopback address, or undefined when none could be made in time. Never rejects. */
export type TakeStill = (localUrl: string, options?: StillOptions) => Promise<Buffer | undefined>;

/** Arguments for one picture on stdout. The relay sends the key frame at once, so little analysis will do. */
export function stillArgs(localUrl: string): string[] {
  return [
    ['-hide_banner', '-loglevel', 'level+error', '-nostdin'],
    ['-protocol_whitelist', 'rtsp,tcp,udp,rtp', '-rtsp_transport', 'tcp', '-timeout', '5000000'],
    ['-analyzeduration', '500000', '-i', localUrl, '-map', '0:v:0', '-an', '-frames:v', '1'],
    // The comma belongs to the expression; without the backslash FFmpeg would begin a new filter there.
    ['-vf', `scale=min(${STILL_WIDTH}\\,iw):-2`, '-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '4', 'pipe:1'],
  ].flat();
}

export function createStillTaker(
  deps: Pick<SpawnOptions, 'binary' | 'env' | 'redactor' | 'ledger'> & { clock: Clock; logger: Logger },
): TakeStill {
  return async (localUrl, { signal, timeoutMs = STILL_TIMEOUT_MS } = {}) => {
    try {
      const { stdout } = await runFfmpeg({
        ...deps,
        name: 'still',
        args: stillArgs(localUrl),
        timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      return stdout.length > 0 ? stdout : undefined;
    } catch (error) {
      deps.logger.debug('no still could be made', { error: String(error) });
      return undefined;
    }
  };
}
