/**
 * The grammar of ISO base media boxes (ISO/IEC 14496-12): headers and children of boxes held in memory.
 * Input is hostile: every size is checked against what is really there; nothing here throws or recurses.
 */
export interface Box {
  readonly type: string;
  /** Where the header starts, where the content starts, where the next box starts. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

export interface BoxHeader {
  readonly type: string;
  readonly headerBytes: number;
  /** 0 means: up to the end of what contains it. */
  readonly sizeBytes: number;
}

/** The header at `offset`; undefined when it is cut off or cannot be one. Sizes of 64 bits are read as such. */
export function readBoxHeader(bytes: Uint8Array, offset: number): BoxHeader | undefined {
  if (offset + 8 > bytes.length) return undefined;
  for (let index = offset + 4; index < offset + 8; index++) {
    if (!isTypeCharacter(u8(bytes, index))) return undefined;
  }
  const type = fourCharacters(bytes, offset + 4);
  const size = u32(bytes, offset);
  if (size === 1) {
    if (offset + 16 > bytes.length) return undefined;
    const large = u64(bytes, offset + 8);
    return large >= 16 && Number.isSafeInteger(large)
      ? { type, headerBytes: 16, sizeBytes: large }
      : undefined;
  }
  if (size !== 0 && size < 8) return undefined;
  return { type, headerBytes: 8, sizeBytes: size };
}

/** Printable ASCII, or the © of QuickTime's texts. */
function isTypeCharacter(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0xa9;
}

/** The boxes between two offsets, up to the first that does not fit. */
export function* boxesBetween(bytes: Uint8Array, start: number, end: number): Generator<Box> {
  const limit = Math.min(end, bytes.length);
  let offset = start;
  while (offset + 8 <= limit) {
    const header = readBoxHeader(bytes, offset);
    if (!header) return;
    const boxEnd = header.sizeBytes === 0 ? limit : offset + header.sizeBytes;
    if (boxEnd > limit) return;
    yield { type: header.type, start: offset, body: offset + header.headerBytes, end: boxEnd };
    offset = boxEnd;
  }
}

/** The first child of a type; `skipBytes` of the content come before the children (full boxes, sample entries). */
export function childOf(bytes: Uint8Array, parent: Box, type: string, skipBytes = 0): Box | undefined {
  for (const box of boxesBetween(bytes, parent.body + skipBytes, parent.end)) {
    if (box.type === type) return box;
  }
  return undefined;
}

/** Follows a path of first children, e.g. mdia, minf, stbl. */
export function descendant(bytes: Uint8Array, parent: Box, ...path: string[]): Box | undefined {
  let box: Box | undefined = parent;
  for (const type of path) {
    if (!box) return undefined;
    box = childOf(bytes, box, type);
  }
  return box;
}

export function fourCharacters(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(
    bytes[offset] ?? 0,
    bytes[offset + 1] ?? 0,
    bytes[offset + 2] ?? 0,
    bytes[offset + 3] ?? 0,
  );
}

/** Big-endian numbers; bytes past the end read as 0, so that a short box gives nonsense and never a throw. */
export function u8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

export function u16(bytes: Uint8Array, offset: number): number {
  return (u8(bytes, offset) << 8) | u8(bytes, offset + 1);
}

export function u24(bytes: Uint8Array, offset: number): number {
  return (u16(bytes, offset) << 8) | u8(bytes, offset + 2);
}

export function u32(bytes: Uint8Array, offset: number): number {
  return u16(bytes, offset) * 0x10000 + u16(bytes, offset + 2);
}

/** May be beyond the safe integers; callers that count with it check. */
export function u64(bytes: Uint8Array, offset: number): number {
  return u32(bytes, offset) * 0x1_0000_0000 + u32(bytes, offset + 4);
}
