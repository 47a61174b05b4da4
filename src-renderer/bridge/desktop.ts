/**
 * What the preload of the desktop host puts into the page: a text pipe for the contract and a way to get the one
 * media channel as a MessagePort. Absent in a browser.
 */
export interface DesktopBridge {
  send(text: string): void;
  receive(listener: (text: string) => void): () => void;
  /** Asks for a media channel; its MessagePort arrives as a window message of type `watchpost.live`. */
  openLive(): void;
}

declare global {
  interface Window {
    readonly watchpost?: DesktopBridge;
  }
}

/** Resolves with the next media channel's port. */
export function openDesktopLive(desktop: DesktopBridge): Promise<MessagePort> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      const data = event.data as { type?: unknown } | null;
      const port = event.ports[0];
      if (event.source !== window || data?.type !== 'watchpost.live' || !port) return;
      removeEventListener('message', onMessage);
      resolve(port);
    };
    addEventListener('message', onMessage);
    desktop.openLive();
  });
}
