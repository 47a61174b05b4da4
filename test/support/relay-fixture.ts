/** The relay for tests, inline or in its worker thread, and what FFmpeg makes of its streams. */
import { startRelay, type Pull, type PullError, type Relay } from '../../src-main/relay/relay.ts';
import { systemClock, type Clock } from '../../src-main/base/clock.ts';
import { silentLogger } from '../../src-main/base/logger.ts';
import { runJudge, type JudgeResult } from './ffmpeg-fixture.ts';

export const relayWorkerUrl = new URL('../../src-main/relay/relay-worker.ts', import.meta.url);

export type TestRelay = Relay & AsyncDisposable;

/** `await using relay = await startTestRelay()`. */
export async function startTestRelay(
  mode: 'inline' | 'worker' = 'inline',
  { clock = systemClock, workerUrl = relayWorkerUrl }: { clock?: Clock; workerUrl?: URL } = {},
): Promise<TestRelay> {
  const start = mode === 'inline' ? ({ mode } as const) : ({ mode, workerUrl } as const);
  const relay = await startRelay(start, { clock, logger: silentLogger });
  return Object.assign(relay, { [Symbol.asyncDispose]: () => relay.close() });
}

/** What became of a pull: `ready`, or the error it ended with. */
export function outcomeOf(pull: Pull): Promise<PullError | 'ready'> {
  return Promise.race([
    pull.ready.then(
      () => 'ready' as const,
      () => pull.closed,
    ),
    pull.closed,
  ]);
}

/** FFmpeg reads a stream as the recorder does and writes what `output` says; resolves when it ended. */
export function readStream(
  url: string,
  output: readonly string[],
  options: { onStdout?: (chunk: Buffer) => void; signal?: AbortSignal } = {},
): Promise<JudgeResult> {
  const input = ['-rtsp_transport', 'tcp', '-timeout', '5000000', '-analyzeduration', '2000000', '-i', url];
  const maps = ['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy'];
  return runJudge(['-loglevel', 'warning', ...input, ...maps, ...output], options);
}

export interface HashedPacket {
  readonly stream: number;
  /** Seconds. */
  readonly time: number;
  readonly hash: string;
}

/** Packets of FFmpeg's framemd5 output. */
export function hashedPackets(text: string): HashedPacket[] {
  const timeBases = new Map<number, number>();
  const packets: HashedPacket[] = [];
  for (const line of text.split('\n')) {
    const base = /^#tb (\d): (\d+)\/(\d+)/.exec(line);
    if (base) timeBases.set(Number(base[1]), Number(base[2]) / Number(base[3]));
    if (!/^\d/.test(line)) continue;
    const [stream, dts, , , , hash] = line.split(',').map((field) => field.trim());
    packets.push({
      stream: Number(stream),
      time: Number(dts) * (timeBases.get(Number(stream)) ?? 1),
      hash: hash ?? '',
    });
  }
  return packets;
}
