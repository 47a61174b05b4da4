/**
 * The text of an HLS playlist over recorded files (PLY-2): byte ranges of whole fragments, one discontinuity and one
 * initialization section per file (their clocks are moved to follow on), programme time from the wall clock. Pure.
 * Format: RFC 8216, version 7. Also gives the map between wall clock and the playlist's media time.
 */
import type { VideoCodec } from '../../shared/model/camera.ts';
import type { FileSound, PlaylistEntry } from './entries.ts';
import type { TrackView } from './served-file.ts';

export interface PlaylistFile {
  /** Absolute path on the server, without query. */
  readonly uri: string;
  /** Wall clock, UTC ms. */
  readonly startAt: number;
  readonly durationMs: number;
  /** Length by the file's own clock; wall time within the file is mapped in proportion. */
  readonly mediaDurationMs: number;
  /** Length of the initialization section at the start of the file. */
  readonly initBytes: number;
  readonly entries: readonly PlaylistEntry[];
  readonly sound: FileSound;
  readonly videoCodec: VideoCodec;
}

export interface Stretch {
  readonly startAt: number;
  readonly durationMs: number;
  readonly mediaStartS: number;
  readonly mediaDurationS: number;
  /** So that a player can tell beforehand what its machine cannot decode. */
  readonly videoCodec: VideoCodec;
}

export interface PlaylistWish {
  /** In order of time. */
  readonly files: readonly PlaylistFile[];
  readonly from: number;
  readonly to: number;
  /** `growing`: entries will be appended, the player asks again; `closed`: this is all. */
  readonly end: 'closed' | 'growing';
  /** Decided here when absent; a playlist that grows must stay with its first decision. */
  readonly view?: TrackView;
}

export interface BuiltPlaylist {
  readonly text: string;
  readonly view: TrackView;
  readonly stretches: readonly Stretch[];
}

/** Sound is offered only when every file that has sound has it throughout, and all files agree (recording.md §2.5). */
export function decideView(files: readonly Pick<PlaylistFile, 'sound'>[]): TrackView {
  const withSound = files.filter((file) => file.sound !== 'none').length;
  const mixed = withSound > 0 && withSound < files.length;
  return mixed || files.some((file) => file.sound === 'partly') ? 'video' : 'all';
}

/** Builds the playlist of what `files` hold of [from, to). Entries that overlap a border are included whole. */
export function buildPlaylist(wish: PlaylistWish): BuiltPlaylist {
  const files = wish.files
    .map((file) => ({ file, entries: entriesWithin(file, wish.from, wish.to) }))
    .filter(({ entries }) => entries.length > 0);
  const view = wish.view ?? decideView(files.map(({ file }) => file));
  const lines: string[] = [];
  const stretches: Stretch[] = [];
  let mediaMs = 0;
  let longestMs = 0;
  let firstMs: number | undefined;
  for (const { file, entries } of files) {
    const stretch = stretchOf(file, entries, mediaMs);
    // Clocks follow on from file to file, for players that do not start anew at a discontinuity.
    const startMs = entries[0]?.startMs ?? 0;
    firstMs ??= startMs;
    const uri = uriOf(file, view, firstMs + mediaMs - startMs);
    if (stretches.length > 0) lines.push('#EXT-X-DISCONTINUITY');
    lines.push(
      `#EXT-X-MAP:URI="${uri}",BYTERANGE="${file.initBytes}@0"`,
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(stretch.startAt).toISOString()}`,
    );
    // One growing string per file: a month has half a million entries, and arrays of them are garbage by the hundred MB.
    let text = '';
    for (const { durationMs, sizeBytes, offset } of entries) {
      text += `#EXTINF:${durationMs / 1000},\n#EXT-X-BYTERANGE:${sizeBytes}@${offset}\n${uri}\n`;
      if (durationMs > longestMs) longestMs = durationMs;
      mediaMs += durationMs;
    }
    lines.push(text.slice(0, -1));
    stretches.push(stretch);
  }
  const head = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(longestMs / 1000))}`,
    `#EXT-X-PLAYLIST-TYPE:${wish.end === 'closed' ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ];
  const tail = wish.end === 'closed' ? ['#EXT-X-ENDLIST', ''] : [''];
  return { text: [...head, ...lines, ...tail].join('\n'), view, stretches };
}

function uriOf(file: PlaylistFile, view: TrackView, shiftMs: number): string {
  const query = [
    ...(view === 'video' && file.sound !== 'none' ? ['v=video'] : []),
    ...(shiftMs > 0 ? [`t=${shiftMs}`] : []),
  ];
  return query.length === 0 ? file.uri : `${file.uri}?${query.join('&')}`;
}

/** Wall ms per media ms of a file; a camera that lies about its frame rate makes it differ from 1. */
function wallPerMedia(file: PlaylistFile): number {
  return file.mediaDurationMs > 0 ? file.durationMs / file.mediaDurationMs : 1;
}

function entriesWithin(file: PlaylistFile, from: number, to: number): readonly PlaylistEntry[] {
  if (file.startAt >= from && file.startAt + file.durationMs <= to) return file.entries;
  const rate = wallPerMedia(file);
  return file.entries.filter((entry) => {
    const start = file.startAt + entry.startMs * rate;
    return start < to && start + entry.durationMs * rate > from;
  });
}

function stretchOf(file: PlaylistFile, entries: readonly PlaylistEntry[], mediaMs: number): Stretch {
  const [first] = entries;
  const last = entries.at(-1);
  const rate = wallPerMedia(file);
  const firstMs = first?.startMs ?? 0;
  const lengthMs = (last ? last.startMs + last.durationMs : 0) - firstMs;
  return {
    startAt: Math.round(file.startAt + firstMs * rate),
    durationMs: Math.round(lengthMs * rate),
    mediaStartS: mediaMs / 1000,
    mediaDurationS: lengthMs / 1000,
    videoCodec: file.videoCodec,
  };
}
