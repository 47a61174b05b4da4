/**
 * The contract and the media channel between the window and the recorder: two channels, each heard only from the main
 * frame of our own page. A message from anywhere else is dropped as if nobody listened.
 */
import type { IpcMain, IpcMainEvent, MessageChannelMain, WebContents } from 'electron';
import type { ApiConnection, ApiRouter } from '../../api/router.ts';
import type { Logger } from '../../base/logger.ts';
import type { RecorderFacade } from '../../recorder/facade.ts';
import { channels } from './channels.ts';
import { liveChannel } from './live-channel.ts';
import { isOwnUrl } from './origin.ts';

/** As on the browser host: a request of the contract is small. */
const RPC_TEXT_MAX_LENGTH = 1 << 20;

interface Parts {
  readonly ipcMain: IpcMain;
  readonly MessageChannelMain: new () => MessageChannelMain;
  readonly router: ApiRouter;
  readonly recorder: Pick<RecorderFacade, 'openLive'>;
  readonly logger: Logger;
}

/** True when a message comes from the main frame of our own page (a frame is null when it is gone already). */
export function isTrustedSender(event: Pick<IpcMainEvent, 'senderFrame' | 'sender'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && isOwnUrl(frame.url);
}

/** Listens on both channels for any number of windows, for as long as the app lives. */
export function connectWindows({ ipcMain, MessageChannelMain, router, recorder, logger }: Parts): void {
  const connections = new Map<number, ApiConnection>();
  const watched = new WeakSet<WebContents>();

  const forget = (sender: WebContents) => {
    connections.get(sender.id)?.close();
    connections.delete(sender.id);
  };

  /** The only way a channel is listened to: the sender first, then the message. */
  const handle = (channel: string, receive: (sender: WebContents, args: readonly unknown[]) => void) => {
    ipcMain.on(channel, (event, ...args: unknown[]) => {
      if (isTrustedSender(event)) receive(event.sender, args);
      else logger.warn('A message from a foreign page was dropped.', { channel });
    });
  };

  const connectionOf = (sender: WebContents): ApiConnection => {
    const known = connections.get(sender.id);
    if (known) return known;
    const connection = router.connect((text) => {
      if (!sender.isDestroyed()) sender.send(channels.rpc, text);
    });
    connections.set(sender.id, connection);
    if (!watched.has(sender)) {
      watched.add(sender);
      // A reloaded or crashed page begins anew: its subscriptions and open calls belong to nobody.
      sender.on('did-navigate', () => forget(sender));
      sender.on('render-process-gone', () => forget(sender));
      sender.on('destroyed', () => forget(sender));
    }
    return connection;
  };

  handle(channels.rpc, (sender, [text, ...more]) => {
    if (typeof text !== 'string' || more.length > 0 || text.length > RPC_TEXT_MAX_LENGTH) return;
    void connectionOf(sender).receive(text);
  });
  handle(channels.live, (sender, args) => {
    if (args.length > 0) return;
    const { port1, port2 } = new MessageChannelMain();
    const { channel } = recorder.openLive(liveChannel(port1));
    port1.start();
    port1.postMessage(JSON.stringify({ channel }));
    sender.postMessage(channels.live, null, [port2]);
  });
}
