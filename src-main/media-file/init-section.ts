/**
 * Reads a moov box: tracks, codecs, time scales, the defaults that fragments refer to, and, for plain files, how many
 * samples there are. Pure; garbage gives fewer tracks, never a throw.
 */
import { boxesBetween, childOf, descendant, fourCharacters, u16, u32, u64, u8 } from './boxes.ts';
import type { Box } from './boxes.ts';
import { audioCodecOf, videoCodecOf } from './codec-strings.ts';
import type { AudioTrack, VideoTrack } from './mp4-report.ts';

/** More tracks than any camera or export makes; a hostile moov may claim millions. */
const MAX_TRACKS = 32;

export interface Track {
  readonly trackId: number;
  readonly timescale: number;
  readonly role: 'video' | 'audio' | 'other';
  readonly defaultDuration: number;
  readonly defaultFlags: number;
  /** Length by the track header, in its time scale; 0 in fragmented files. */
  readonly duration: number;
  /** Samples listed in the moov itself; 0 in fragmented files. */
  readonly samples: number;
}

export interface InitSection {
  readonly fragmented: boolean;
  readonly tracks: ReadonlyMap<number, Track>;
  readonly video?: VideoTrack;
  readonly foreignVideo?: string;
  readonly audio?: AudioTrack;
}

/** `moov` is a whole moov box, header included. */
export function parseMoov(moov: Uint8Array): InitSection {
  const tracks = new Map<number, Track>();
  const found: { video?: VideoTrack; foreignVideo?: string; audio?: AudioTrack } = {};
  const [root] = boxesBetween(moov, 0, moov.length);
  if (!root || root.type !== 'moov') return { fragmented: false, tracks };
  const mvex = childOf(moov, root, 'mvex');
  const defaults = mvex ? fragmentDefaults(moov, mvex) : new Map<number, Defaults>();
  for (const box of boxesBetween(moov, root.body, root.end)) {
    if (box.type !== 'trak' || tracks.size >= MAX_TRACKS) continue;
    const track = parseTrack(moov, box, defaults, found);
    if (track) tracks.set(track.trackId, track);
  }
  return { fragmented: mvex !== undefined, tracks, ...found };
}

interface Defaults {
  readonly duration: number;
  readonly flags: number;
}

function fragmentDefaults(bytes: Uint8Array, mvex: Box): Map<number, Defaults> {
  const defaults = new Map<number, Defaults>();
  for (const box of boxesBetween(bytes, mvex.body, mvex.end)) {
    if (box.type !== 'trex' || defaults.size >= MAX_TRACKS) continue;
    const duration = u32(bytes, box.body + 12);
    defaults.set(u32(bytes, box.body + 4), { duration, flags: u32(bytes, box.body + 20) });
  }
  return defaults;
}

function parseTrack(
  bytes: Uint8Array,
  trak: Box,
  defaults: Map<number, Defaults>,
  found: { video?: VideoTrack; foreignVideo?: string; audio?: AudioTrack },
): Track | undefined {
  const tkhd = childOf(bytes, trak, 'tkhd');
  const mdhd = descendant(bytes, trak, 'mdia', 'mdhd');
  const hdlr = descendant(bytes, trak, 'mdia', 'hdlr');
  if (!tkhd || !mdhd || !hdlr) return undefined;
  const trackId = u32(bytes, tkhd.body + (u8(bytes, tkhd.body) === 1 ? 20 : 12));
  const long = u8(bytes, mdhd.body) === 1;
  const timescale = u32(bytes, mdhd.body + (long ? 20 : 12));
  if (timescale === 0) return undefined;
  const duration = long ? u64(bytes, mdhd.body + 24) : u32(bytes, mdhd.body + 16);
  const handler = fourCharacters(bytes, hdlr.body + 8);
  const role = handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other';
  const stbl = descendant(bytes, trak, 'mdia', 'minf', 'stbl');
  const stsd = stbl && childOf(bytes, stbl, 'stsd');
  const entry = stsd && boxesBetween(bytes, stsd.body + 8, stsd.end).next().value;
  if (entry && role === 'video') noteVideo(bytes, entry, trackId, timescale, found);
  if (entry && role === 'audio') {
    found.audio ??= { trackId, codecString: audioCodecOf(bytes, entry), timescale };
  }
  const own = defaults.get(trackId);
  return {
    trackId,
    timescale,
    role,
    defaultDuration: own?.duration ?? 0,
    defaultFlags: own?.flags ?? 0,
    duration: Number.isSafeInteger(duration) ? duration : 0,
    samples: stbl ? sampleCount(bytes, stbl) : 0,
  };
}

function noteVideo(
  bytes: Uint8Array,
  entry: Box,
  trackId: number,
  timescale: number,
  found: { video?: VideoTrack; foreignVideo?: string },
): void {
  const codec = videoCodecOf(bytes, entry);
  if (!codec) found.foreignVideo ??= entry.type;
  else {
    const width = u16(bytes, entry.body + 24);
    found.video ??= { trackId, ...codec, width, height: u16(bytes, entry.body + 26), timescale };
  }
}

/** From stsz: sample size, then the count. */
function sampleCount(bytes: Uint8Array, stbl: Box): number {
  const sizes = childOf(bytes, stbl, 'stsz');
  return sizes ? u32(bytes, sizes.body + 8) : 0;
}
