/** A viewer of one live stream, as the window is one: the media channel and a subscription over the contract. */
import type { Result } from '../../shared/contract/names.ts';
import type { StreamRole } from '../../shared/model/camera.ts';
import { readLiveFrame, type LiveFrame } from '../../src-renderer/player/live-protocol.ts';
import type { AppProcess } from './app-process.ts';
import { openSocket, type SocketClient } from './rpc-socket.ts';
import { until } from './until.ts';

export interface LiveViewer extends Disposable {
  readonly stream: Result<'live.subscribe'>;
  /** Pictures in their order. */
  readonly frames: readonly LiveFrame[];
}

/** Subscribes; rejects with the contract's error. Pictures come from then on. */
export async function watchLive(
  { app, client }: { app: AppProcess; client: SocketClient },
  cameraId: string,
  stream: StreamRole,
): Promise<LiveViewer> {
  const frames: LiveFrame[] = [];
  let channel: string | undefined;
  const headers = { authorization: `Bearer ${app.ready.token}` };
  const socket = await openSocket(app.ready.rpc.replace(/rpc$/, 'live'), headers, (data, isBinary) => {
    const bytes = new Uint8Array(data);
    if (!isBinary) channel = (JSON.parse(data.toString()) as { channel: string }).channel;
    else frames.push(...[readLiveFrame(bytes.buffer)].filter((frame) => frame !== undefined));
  });
  try {
    const name = await until(() => channel, { what: 'the name of the media channel' });
    const found = await client.call('live.subscribe', { cameraId, stream, channel: name });
    return { stream: found, frames, [Symbol.dispose]: () => socket.terminate() };
  } catch (error) {
    socket.terminate();
    throw error;
  }
}
