/**
 * A camera's stream as fragmented MP4 that never ends, for scripts and other players (`live.open`): one FFmpeg per
 * viewer copies from the relay's loopback address. Ends with its reader; never touches recording.
 */
import type { StreamRole } from '../../shared/model/camera.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { spawnFfmpeg } from '../ffmpeg/child.ts';
import type { FfmpegChild } from '../ffmpeg/child.ts';
import type { ProcessLedger } from '../ffmpeg/process-ledger.ts';
import type { LivePulls } from './live-pulls.ts';
import { liveArgs } from './live-args.ts';

export interface LiveStreamDeps {
  readonly pulls: LivePulls;
  readonly binary: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger?: ProcessLedger;
}

export interface LiveStream {
  readonly mimeType: string;
  readonly body: ReadableStream<Uint8Array>;
}

/** Opens the stream; rejects with the reason why the camera cannot be watched. Cancel the body to end it. */
export async function openLiveStream(
  target: { cameraId: string; stream: StreamRole },
  deps: LiveStreamDeps,
): Promise<LiveStream> {
  const held = await deps.pulls.acquire(target.cameraId, target.stream);
  try {
    const info = await held.pull.ready;
    const child = spawnFfmpeg({
      binary: deps.binary,
      args: liveArgs({ localUrl: held.pull.localUrl, info }),
      env: deps.env,
      name: `live ${target.cameraId}`,
      clock: deps.clock,
      logger: deps.logger,
      stdout: 'pipe',
      ...(deps.ledger ? { ledger: deps.ledger } : {}),
    });
    void child.exited.then(() => held.release());
    return { mimeType: 'video/mp4', body: bodyOf(child) };
  } catch (error) {
    held.release();
    if (error instanceof AppError) throw error;
    throw new AppError('unavailable', 'The camera sends no picture at the moment.', undefined, {
      cause: error,
    });
  }
}

/** FFmpeg's stdout with back-pressure; a reader that goes away kills it at once (there is no file to finish). */
function bodyOf(child: FfmpegChild): ReadableStream<Uint8Array> {
  const { stdout } = child;
  if (!stdout) {
    child.kill('SIGKILL');
    throw new AppError('unavailable', 'FFmpeg could not be started.');
  }
  // Also set by the reader's going away: a stream that is closed twice throws.
  let ended = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = () => {
        if (ended) return;
        ended = true;
        controller.close();
      };
      stdout.on('data', (chunk: Buffer) => {
        if (ended) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) stdout.pause();
      });
      stdout.on('end', end);
      stdout.on('error', end);
      void child.exited.then((exit) => {
        if (exit.startError !== undefined) end();
      });
    },
    pull() {
      stdout.resume();
    },
    cancel() {
      ended = true;
      stdout.removeAllListeners('data');
      stdout.on('error', () => {});
      stdout.resume();
      child.kill('SIGKILL');
    },
  });
}
