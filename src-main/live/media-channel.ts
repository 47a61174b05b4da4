/** One channel to one window: where binary pictures go. Hosts make it of a WebSocket or a MessagePort. */
export interface MediaChannelPort {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Bytes that were handed to the port and are not on their way yet; what makes a viewer slow. */
  bufferedBytes(): number;
  onClose(listener: () => void): void;
}
