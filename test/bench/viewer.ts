/** A viewer without a screen: a media channel of its own that takes the pictures of one main stream and drops them. */
import { WebSocket } from 'ws';
import { until } from '../support/until.ts';
import type { RecordingApp } from './recorders.ts';

export interface Viewer {
  /** Received so far. */
  pictures(): number;
  close(): void;
}

const START_TIMEOUT_MS = 30_000;

/** Resolves when the viewer is subscribed; waits for the camera as long as it takes to connect. */
export async function openViewer({ app, client }: RecordingApp, cameraId: string): Promise<Viewer> {
  const url = app.ready.rpc.replace(/rpc$/, 'live');
  // Listened to before it is open: the channel's name comes with the first bytes.
  const headers = { authorization: `Bearer ${app.ready.token}` };
  const socket = new WebSocket(url, { headers, perMessageDeflate: false });
  let pictures = 0;
  let channel: string | undefined;
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) pictures += 1;
    else channel ??= (JSON.parse(String(data)) as { channel?: string }).channel;
  });
  const name = await until(() => channel, { timeoutMs: START_TIMEOUT_MS, what: 'the media channel' });
  await until(
    () => client.call('live.subscribe', { cameraId, stream: 'main', channel: name }).catch(() => undefined),
    { timeoutMs: START_TIMEOUT_MS, intervalMs: 300, what: 'the live stream' },
  );
  return { pictures: () => pictures, close: () => socket.terminate() };
}
