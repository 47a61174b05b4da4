/**
 * What a stream's parameter sets say: picture size and the RFC 6381 codec string, for H.264 (ITU-T H.264 §7.3.2.1) and
 * H.265 (H.265 §7.3.2.2, ISO 14496-15 annex E). Read from the sets, never from FFmpeg, whose string was wrong for H.265.
 * Hostile input gives undefined, never an exception.
 */
import type { VideoCodec } from '../../shared/model/camera.ts';
import { BitReader, withoutEmulation } from './bit-reader.ts';

export interface PictureFormat {
  readonly width: number;
  readonly height: number;
  readonly codecString: string;
}

const MAX_SIDE = 16_384;
/** Profiles whose SPS carries chroma format and scaling lists. */
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

export function nalType(codec: VideoCodec, nal: Uint8Array): number {
  const first = nal[0] ?? 0;
  return codec === 'H264' ? first & 31 : (first >> 1) & 63;
}

/** True for SPS and PPS, and for VPS of H.265. */
export function isParameterSet(codec: VideoCodec, nal: Uint8Array): boolean {
  const type = nalType(codec, nal);
  return codec === 'H264' ? type === 7 || type === 8 : type >= 32 && type <= 34;
}

/** Format out of a list of parameter sets; undefined while the SPS is missing or makes no sense. */
export function readPictureFormat(codec: VideoCodec, sets: readonly Uint8Array[]): PictureFormat | undefined {
  const sps = sets.findLast((set) => nalType(codec, set) === (codec === 'H264' ? 7 : 33));
  if (!sps) return undefined;
  return codec === 'H264' ? readH264Sps(sps) : readH265Sps(sps);
}

export function readH264Sps(nal: Uint8Array): PictureFormat | undefined {
  if (nal.length < 4) return undefined;
  const sps = withoutEmulation(nal);
  const reader = new BitReader(sps.subarray(1));
  const profile = reader.bits(8);
  reader.skip(16);
  reader.ue();
  let chroma = 1;
  if (highProfiles.has(profile)) chroma = skipHighProfile(reader);
  reader.ue();
  skipPictureOrder(reader);
  reader.ue();
  reader.skip(1);
  const widthMacroblocks = reader.ue() + 1;
  const heightMapUnits = reader.ue() + 1;
  const frames = reader.flag();
  if (!frames) reader.skip(1);
  reader.skip(1);
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (frames ? 1 : 2);
  const crop = cropping(reader);
  return format(
    widthMacroblocks * 16 - crop.x * unitX,
    heightMapUnits * 16 * (frames ? 1 : 2) - crop.y * unitY,
    `avc1.${hex(sps[1])}${hex(sps[2])}${hex(sps[3])}`,
    reader,
  );
}

function skipHighProfile(reader: BitReader): number {
  const chroma = reader.ue();
  if (chroma === 3) reader.skip(1);
  reader.ue();
  reader.ue();
  reader.skip(1);
  if (!reader.flag()) return chroma;
  for (let list = 0; list < (chroma === 3 ? 12 : 8); list += 1) {
    if (!reader.flag()) continue;
    let last = 8;
    let next = 8;
    for (let i = 0; i < (list < 6 ? 16 : 64); i += 1) {
      if (next !== 0) next = (last + reader.se() + 256) % 256;
      last = next === 0 ? last : next;
    }
  }
  return chroma;
}

function skipPictureOrder(reader: BitReader): void {
  const type = reader.ue();
  if (type === 0) reader.ue();
  if (type !== 1) return;
  reader.skip(1);
  reader.se();
  reader.se();
  const cycle = Math.min(reader.ue(), 255);
  for (let i = 0; i < cycle; i += 1) reader.se();
}

function cropping(reader: BitReader): { x: number; y: number } {
  if (!reader.flag()) return { x: 0, y: 0 };
  const [left, right, top, bottom] = [reader.ue(), reader.ue(), reader.ue(), reader.ue()];
  return { x: left + right, y: top + bottom };
}

export function readH265Sps(nal: Uint8Array): PictureFormat | undefined {
  if (nal.length < 15) return undefined;
  const sps = withoutEmulation(nal);
  const reader = new BitReader(sps.subarray(2));
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1);
  skipProfileTierLevel(reader, subLayers);
  reader.ue();
  const chroma = reader.ue();
  if (chroma === 3) reader.skip(1);
  const width = reader.ue();
  const height = reader.ue();
  const crop = cropping(reader);
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = chroma === 1 ? 2 : 1;
  return format(width - crop.x * unitX, height - crop.y * unitY, h265CodecString(sps, 3), reader);
}

function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.skip(88 + 8);
  if (subLayers === 0) return;
  const present = Array.from({ length: subLayers }, () => ({ profile: reader.flag(), level: reader.flag() }));
  reader.skip(2 * (8 - subLayers));
  for (const layer of present) reader.skip((layer.profile ? 88 : 0) + (layer.level ? 8 : 0));
}

/** ISO 14496-15 §E.3 from the profile_tier_level at `p` of a set without emulation bytes (SPS: 3, VPS: 6). */
export function h265CodecString(set: Uint8Array, p: number): string {
  const byte = (index: number) => set[p + index] ?? 0;
  const space = ['', 'A', 'B', 'C'][byte(0) >> 6] ?? '';
  const tier = byte(0) & 32 ? 'H' : 'L';
  let compatibility = 0;
  for (let bit = 0; bit < 32; bit += 1) {
    if ((byte(1 + (bit >> 3)) >> (7 - (bit & 7))) & 1) compatibility += 2 ** bit;
  }
  const constraints = [5, 6, 7, 8, 9, 10].map(byte);
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    `hev1.${space}${byte(0) & 31}`,
    compatibility.toString(16),
    `${tier}${byte(11)}`,
    ...constraints.map((value) => value.toString(16)),
  ].join('.');
}

function format(
  width: number,
  height: number,
  codecString: string,
  reader: BitReader,
): PictureFormat | undefined {
  if (reader.overrun || !(width > 0) || !(height > 0) || width > MAX_SIDE || height > MAX_SIDE)
    return undefined;
  return { width, height, codecString };
}

function hex(byte: number | undefined): string {
  return (byte ?? 0).toString(16).padStart(2, '0');
}
