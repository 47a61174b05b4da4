/** RFC 6381 codec strings from the decoder configuration boxes of a sample entry (ISO/IEC 14496-15 and 14496-1). */
import { boxesBetween, childOf, u24, u32, u8 } from './boxes.ts';
import type { Box } from './boxes.ts';
import type { VideoCodec } from '../../shared/model/camera.ts';

/** Bytes of a VisualSampleEntry before its child boxes. */
export const VISUAL_ENTRY_BYTES = 78;

/** Codec of a video sample entry that Watchpost records; undefined for any other. */
export function videoCodecOf(
  bytes: Uint8Array,
  entry: Box,
): { codec: VideoCodec; codecString: string } | undefined {
  if (entry.type === 'avc1' || entry.type === 'avc3') {
    const avcC = childOf(bytes, entry, 'avcC', VISUAL_ENTRY_BYTES);
    if (!avcC || avcC.end - avcC.body < 4) return undefined;
    const profile = u24(bytes, avcC.body + 1)
      .toString(16)
      .padStart(6, '0');
    return { codec: 'H264', codecString: `${entry.type}.${profile}` };
  }
  if (entry.type === 'hvc1' || entry.type === 'hev1') {
    const hvcC = childOf(bytes, entry, 'hvcC', VISUAL_ENTRY_BYTES);
    if (!hvcC || hvcC.end - hvcC.body < 13) return undefined;
    return { codec: 'H265', codecString: `${entry.type}.${hevcProfile(bytes, hvcC.body)}` };
  }
  return undefined;
}

/** Profile, compatibility, tier, level and constraints, as ISO/IEC 14496-15 annex E writes them. */
function hevcProfile(bytes: Uint8Array, body: number): string {
  const first = u8(bytes, body + 1);
  const space = ['', 'A', 'B', 'C'][first >> 6] ?? '';
  const tier = (first & 0x20) === 0 ? 'L' : 'H';
  const constraints = Array.from({ length: 6 }, (_, index) => u8(bytes, body + 6 + index));
  while (constraints.length > 0 && constraints.at(-1) === 0) constraints.pop();
  const parts = [
    `${space}${first & 0x1f}`,
    reversedBits(u32(bytes, body + 2))
      .toString(16)
      .toUpperCase(),
    `${tier}${u8(bytes, body + 12)}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ];
  return parts.join('.');
}

function reversedBits(word: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) result = result * 2 + (Math.floor(word / 2 ** bit) & 1);
  return result;
}

/** Codec string of an audio sample entry; its four characters for anything but MPEG-4 audio. */
export function audioCodecOf(bytes: Uint8Array, entry: Box): string {
  if (entry.type !== 'mp4a') return entry.type.trim();
  // QuickTime's longer entries put more fields before the boxes; look behind each of the three lengths.
  for (const skip of [28, 44, 64]) {
    for (const box of boxesBetween(bytes, entry.body + skip, entry.end)) {
      if (box.type === 'esds') return `mp4a${decoderConfig(bytes, box)}`;
    }
  }
  return 'mp4a';
}

/** `.40.2` from an esds box: object type indication, then the audio object type of the specific info. */
function decoderConfig(bytes: Uint8Array, esds: Box): string {
  let offset = esds.body + 4;
  let objectType = 0;
  // ES_Descriptor (3) holds DecoderConfigDescriptor (4), which holds DecoderSpecificInfo (5): step into each.
  for (let depth = 0; depth < 8 && offset + 2 < esds.end; depth++) {
    const tag = u8(bytes, offset);
    const content = afterLength(bytes, offset + 1);
    if (tag === 3) {
      const flags = u8(bytes, content + 2);
      offset = content + 3 + (flags & 0x80 ? 2 : 0);
      if (flags & 0x40) offset += 1 + u8(bytes, offset);
      if (flags & 0x20) offset += 2;
    } else if (tag === 4) {
      objectType = u8(bytes, content);
      offset = content + 13;
    } else if (tag === 5 && objectType === 0x40) {
      const short = u8(bytes, content) >> 3;
      const escaped = 32 + (((u8(bytes, content) & 7) << 3) | (u8(bytes, content + 1) >> 5));
      return `.40.${short === 31 ? escaped : short}`;
    } else break;
  }
  return objectType === 0 ? '' : `.${objectType.toString(16)}`;
}

/** Descriptor lengths are up to four bytes of seven bits; returns the offset behind them. */
function afterLength(bytes: Uint8Array, offset: number): number {
  let position = offset;
  while (position < offset + 3 && u8(bytes, position) & 0x80) position++;
  return position + 1;
}
