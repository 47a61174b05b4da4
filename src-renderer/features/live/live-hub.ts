/** The window's one live client, made at the first tile: pictures come through it, subscriptions go through the contract. */
import { LiveClient } from '../../player/live-client.ts';
import { call, getBridge } from '../../state/calls.ts';

let client: LiveClient | undefined;

export function liveClient(): LiveClient {
  client ??= new LiveClient({
    source: () => getBridge().liveSource(),
    subscribe: (cameraId, stream, channel) => call('live.subscribe', { cameraId, stream, channel }),
    unsubscribe: (subscription, channel) => call('live.unsubscribe', { subscription, channel }),
  });
  return client;
}
