/**
 * The wire frame of a picture on the media channel: u8 version 1, u8 flags (1 key, 2 catch-up), u16le subscription,
 * u32le reserved, f64le time in µs (UTC), then Annex-B. Pure; the page reads the same layout.
 */
export const WIRE_HEADER_BYTES = 16;
export const FLAG_KEY = 1;
/** Decode it, do not show it as live: a picture out of the ring. */
export const FLAG_CATCH_UP = 2;

export interface WireHeader {
  readonly subscription: number;
  readonly flags: number;
  /** UTC µs at which the picture arrived, smoothed by the camera's own clock. */
  readonly timeUs: number;
}

/** A frame that holds these NAL units, each behind a 4-byte start code. Copies them once. */
export function packFrame(header: WireHeader, nals: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let size = WIRE_HEADER_BYTES;
  for (const nal of nals) size += 4 + nal.length;
  const frame = new Uint8Array(size);
  const view = new DataView(frame.buffer);
  frame[0] = 1;
  frame[1] = header.flags;
  view.setUint16(2, header.subscription, true);
  view.setFloat64(8, header.timeUs, true);
  let at = WIRE_HEADER_BYTES;
  for (const nal of nals) {
    frame[at + 3] = 1;
    frame.set(nal, at + 4);
    at += 4 + nal.length;
  }
  return frame;
}

export function readWireHeader(frame: Uint8Array): WireHeader {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  return { subscription: view.getUint16(2, true), flags: view.getUint8(1), timeUs: view.getFloat64(8, true) };
}

export function frameIsKey(frame: Uint8Array): boolean {
  return ((frame[1] ?? 0) & FLAG_KEY) !== 0;
}
