/**
 * Reads a moof box: what each track contributes to the fragment. Pure; garbage gives fewer tracks, never a throw.
 * Flag bits are those of ISO/IEC 14496-12 §8.8.
 */
import { boxesBetween, u24, u32, u64, u8 } from './boxes.ts';
import type { Box } from './boxes.ts';
import type { Track } from './init-section.ts';

const SAMPLE_IS_NOT_SYNC = 0x10000;

/** One track's share of a fragment; times in units of the track. */
export interface TrackFragment {
  readonly trackId: number;
  /** Undefined when the traf does not say. */
  readonly decodeTime: number | undefined;
  readonly duration: number;
  readonly samples: number;
  readonly key: boolean;
  /** The sample that stays longest, and where it starts within the fragment. */
  readonly longest: { readonly at: number; readonly duration: number };
  /** Offset in the moof of the four type bytes of this traf. */
  readonly typeOffset: number;
}

/** `moof` is a whole moof box, header included. Tracks that the moov does not have are left out. */
export function parseMoof(moof: Uint8Array, tracks: ReadonlyMap<number, Track>): TrackFragment[] {
  const [root] = boxesBetween(moof, 0, moof.length);
  if (!root || root.type !== 'moof') return [];
  const result: TrackFragment[] = [];
  for (const box of boxesBetween(moof, root.body, root.end)) {
    if (box.type !== 'traf' || result.length >= 64) continue;
    const fragment = parseTraf(moof, box, tracks);
    if (fragment) result.push(fragment);
  }
  return result;
}

interface Header {
  readonly track: Track;
  readonly defaultDuration: number;
  readonly defaultFlags: number;
}

function parseTfhd(bytes: Uint8Array, box: Box, tracks: ReadonlyMap<number, Track>): Header | undefined {
  const track = tracks.get(u32(bytes, box.body + 4));
  if (!track) return undefined;
  const flags = u24(bytes, box.body + 1);
  let offset = box.body + 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  let defaultDuration = track.defaultDuration;
  if (flags & 0x8) {
    defaultDuration = u32(bytes, offset);
    offset += 4;
  }
  if (flags & 0x10) offset += 4;
  return { track, defaultDuration, defaultFlags: flags & 0x20 ? u32(bytes, offset) : track.defaultFlags };
}

function parseTraf(
  bytes: Uint8Array,
  traf: Box,
  tracks: ReadonlyMap<number, Track>,
): TrackFragment | undefined {
  let header: Header | undefined;
  let decodeTime: number | undefined;
  let samples = 0;
  let duration = 0;
  let key = false;
  let longest = { at: 0, duration: 0 };
  for (const box of boxesBetween(bytes, traf.body, traf.end)) {
    if (box.type === 'tfhd') header ??= parseTfhd(bytes, box, tracks);
    else if (box.type === 'tfdt') {
      const time = u8(bytes, box.body) === 1 ? u64(bytes, box.body + 4) : u32(bytes, box.body + 4);
      if (Number.isSafeInteger(time)) decodeTime = time;
    } else if (box.type === 'trun' && header) {
      const run = parseTrun(bytes, box, header);
      if (samples === 0 && run.samples > 0) key = run.key;
      if (run.longest.duration > longest.duration) {
        longest = { at: duration + run.longest.at, duration: run.longest.duration };
      }
      samples += run.samples;
      duration += run.duration;
    }
  }
  if (!header) return undefined;
  const { trackId } = header.track;
  return { trackId, decodeTime, duration, samples, key, longest, typeOffset: traf.start + 4 };
}

interface Run {
  readonly samples: number;
  readonly duration: number;
  readonly key: boolean;
  readonly longest: { readonly at: number; readonly duration: number };
}

function parseTrun(bytes: Uint8Array, box: Box, header: Header): Run {
  const flags = u24(bytes, box.body + 1);
  const claimed = u32(bytes, box.body + 4);
  let offset = box.body + 8 + (flags & 0x1 ? 4 : 0);
  let firstFlags = header.defaultFlags;
  if (flags & 0x4) {
    firstFlags = u32(bytes, offset);
    offset += 4;
  }
  const stride =
    4 *
    (Number(!!(flags & 0x100)) +
      Number(!!(flags & 0x200)) +
      Number(!!(flags & 0x400)) +
      Number(!!(flags & 0x800)));
  // A run whose samples carry nothing of their own takes no room, so its count cannot be checked against the box.
  const samples =
    stride === 0 ? claimed : Math.min(claimed, Math.floor(Math.max(0, box.end - offset) / stride));
  if (flags & 0x400 && !(flags & 0x4)) {
    firstFlags = u32(bytes, offset + (flags & 0x100 ? 4 : 0) + (flags & 0x200 ? 4 : 0));
  }
  const key = samples > 0 && (firstFlags & SAMPLE_IS_NOT_SYNC) === 0;
  if (!(flags & 0x100)) {
    const each = header.defaultDuration;
    return { samples, duration: each * samples, key, longest: { at: 0, duration: samples > 0 ? each : 0 } };
  }
  let duration = 0;
  let longest = { at: 0, duration: 0 };
  for (let index = 0; index < samples; index++) {
    const own = u32(bytes, offset + index * stride);
    if (own > longest.duration) longest = { at: duration, duration: own };
    duration += own;
  }
  return { samples, duration, key, longest };
}
