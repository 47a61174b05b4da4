/** What the page and the live worker say to each other, and the frame header of the media channel (docs/api.md). */
export type ToLiveWorker =
  | { readonly op: 'connect'; readonly url: string }
  | { readonly op: 'adopt'; readonly port: MessagePort }
  | { readonly op: 'open'; readonly tile: number; readonly canvas: OffscreenCanvas }
  | { readonly op: 'bind'; readonly tile: number; readonly subscription: number; readonly codec: string }
  | { readonly op: 'unbind'; readonly tile: number }
  | { readonly op: 'close'; readonly tile: number };

export type FromLiveWorker =
  | { readonly op: 'channel'; readonly channel: string }
  | { readonly op: 'channel-lost' }
  | {
      readonly op: 'picture';
      readonly tile: number;
      readonly timeUs: number;
      readonly catchUp: boolean;
      readonly width: number;
      readonly height: number;
    }
  | { readonly op: 'unsupported'; readonly tile: number; readonly codec: string }
  | { readonly op: 'decode-error'; readonly tile: number; readonly message: string };

export const FRAME_HEADER_BYTES = 16;

export interface LiveFrame {
  readonly key: boolean;
  readonly catchUp: boolean;
  readonly subscription: number;
  readonly timeUs: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** u8 version 1, u8 flags (1 key, 2 catch-up), u16le subscription, u32le reserved, f64le time in µs, then Annex-B. */
export function readLiveFrame(
  buffer: ArrayBuffer,
  byteOffset = 0,
  byteLength = buffer.byteLength,
): LiveFrame | undefined {
  if (byteLength <= FRAME_HEADER_BYTES) return undefined;
  const view = new DataView(buffer, byteOffset, byteLength);
  if (view.getUint8(0) !== 1) return undefined;
  const flags = view.getUint8(1);
  return {
    key: (flags & 1) !== 0,
    catchUp: (flags & 2) !== 0,
    subscription: view.getUint16(2, true),
    timeUs: view.getFloat64(8, true),
    data: new Uint8Array(buffer, byteOffset + FRAME_HEADER_BYTES, byteLength - FRAME_HEADER_BYTES),
  };
}
