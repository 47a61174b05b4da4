/**
 * Ends one FFmpeg (REC-7): its input is closed and it finishes the segment by itself within milliseconds, also while
 * the camera is stalled; after 2 s `q` and SIGTERM, after 5 s SIGKILL. Never returns before the process is gone.
 */
import type { Clock } from '../base/clock.ts';
import type { ExitInfo, FfmpegChild } from '../ffmpeg/child.ts';
import { STOP_KILL_AFTER_MS, STOP_TERM_AFTER_MS } from '../../shared/model/limits.ts';

/** A process that was just started may connect after its socket was closed; then it is closed once more. */
const CLOSE_AGAIN_MS = 400;

/** Climbs until the child has exited. `closeInput` may fail: the rungs above do not need it. */
export async function endChild(options: {
  clock: Clock;
  child: FfmpegChild;
  closeInput: () => Promise<void>;
}): Promise<ExitInfo> {
  const { clock, child, closeInput } = options;
  const close = () => void closeInput().catch(() => {});
  close();
  const timers = [
    clock.every(CLOSE_AGAIN_MS, close),
    clock.after(STOP_TERM_AFTER_MS, () => {
      child.quit();
      child.kill('SIGTERM');
    }),
    // A stopped process (SIGSTOP) ignores SIGTERM; this one nobody ignores.
    clock.after(STOP_KILL_AFTER_MS, () => child.kill('SIGKILL')),
  ];
  try {
    return await child.exited;
  } finally {
    for (const timer of timers) timer.cancel();
  }
}
