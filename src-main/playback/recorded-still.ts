/**
 * One picture of recorded footage as JPEG (`stills.get`): the key frame at or before an instant, made by FFmpeg from the
 * file itself. Keeps nothing and never touches the file.
 */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { runFfmpeg } from '../ffmpeg/run-once.ts';

const STILL_WIDTH = 960;
const STILL_TIMEOUT_MS = 6_000;

export interface RecordedStillDeps {
  readonly binary: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Arguments for the picture at `offsetMs` of a file (absolute path; media time). */
export function recordedStillArgs(file: string, offsetMs: number): string[] {
  return [
    ['-hide_banner', '-loglevel', 'level+error', '-nostdin', '-protocol_whitelist', 'file'],
    ['-noaccurate_seek', '-ss', (Math.max(0, offsetMs) / 1000).toFixed(3), '-i', `file:${file}`],
    ['-map', '0:v:0', '-an', '-frames:v', '1', '-vf', `scale=min(${STILL_WIDTH}\\,iw):-2`],
    ['-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '4', 'pipe:1'],
  ].flat();
}

/** The JPEG, or undefined when the file holds no picture there or cannot be read. Never rejects. */
export async function recordedStill(
  at: { readonly file: string; readonly offsetMs: number },
  deps: RecordedStillDeps,
): Promise<Buffer | undefined> {
  try {
    const { stdout } = await runFfmpeg({
      ...deps,
      args: recordedStillArgs(at.file, at.offsetMs),
      name: 'recorded still',
      timeoutMs: STILL_TIMEOUT_MS,
    });
    return stdout.length > 0 ? stdout : undefined;
  } catch (error) {
    deps.logger.warn('A recorded still could not be made', { error: String(error) });
    return undefined;
  }
}
