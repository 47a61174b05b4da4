/**
 * Opens a window's one media channel: names it, and hands it to the live sessions. Both hosts call it,
 * with a WebSocket or a MessagePort behind the port.
 */
import type { LiveSessions } from '../live/live-sessions.ts';
import type { MediaChannelPort } from '../live/media-channel.ts';

export type OpenLive = (port: MediaChannelPort) => { readonly channel: string };

export function createOpenLive(sessions: Pick<LiveSessions, 'openChannel'>): OpenLive {
  return (port) => ({ channel: sessions.openChannel(port) });
}
