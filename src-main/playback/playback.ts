/**
 * Playback of recorded footage: playlists over the catalogue's files and the ones being written (PLY-2, PLY-3), the files
 * themselves, and the list of segments. Reads only; makes no copies and remuxes nothing.
 */
import type { Calls, SegmentRow } from '../../shared/contract/names.ts';
import { AppError } from '../../shared/model/errors.ts';
import type { Segment } from '../../shared/model/segment.ts';
import { segmentKey } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { cutEntries, settledEntries, soundOf } from './entries.ts';
import type { EntryCut } from './entries.ts';
import { EntryCache } from './entry-cache.ts';
import { FilesInUse } from './files-in-use.ts';
import type { OpenSegment, OpenSegments } from './open-segments.ts';
import { buildPlaylist } from './playlist.ts';
import type { BuiltPlaylist, PlaylistFile } from './playlist.ts';
import type { FileRef, ServedFile, Showing, TrackView } from './served-file.ts';
import { isPlayable, ServedFiles } from './served-files.ts';

export interface PlaybackDeps {
  readonly catalogue: Catalogue;
  readonly open: OpenSegments;
  readonly clock: Clock;
}

export interface PlaylistRange {
  readonly cameraId: string;
  readonly from: number;
  readonly to: number;
}

export interface PlaylistShape {
  /** The player will ask again: entries once given never change, and new ones are appended. */
  readonly isGrowing: boolean;
  /** Decided anew when absent. */
  readonly view?: TrackView;
}

/** Longer lists take players more than a second to load (performance.md §8). */
const RANGE_MAX_MS = 31 * 24 * 3_600_000;
/** A day in the window, with an hour on either side. */
const USUAL_RANGE_MS = 26 * 3_600_000;
const PAGE_SEGMENTS = 500;
/** Half of the shortest entry. */
const INTO_FIRST_ENTRY_MS = 350;

export class Playback {
  readonly #deps: PlaybackDeps;
  readonly #files: ServedFiles;
  readonly #inUse: FilesInUse;
  readonly #entries: EntryCache;

  constructor(deps: PlaybackDeps) {
    this.#deps = deps;
    this.#inUse = new FilesInUse(deps.clock);
    this.#files = new ServedFiles({ ...deps, inUse: this.#inUse });
    this.#entries = new EntryCache(deps.catalogue);
  }

  /**
   * Address and wall-clock map of a playlist. A range that ends in the future grows: the player polls its address;
   * one that ends now or earlier is closed, up to the last whole fragment. AppError notFound, invalidParams.
   */
  playlist(range: PlaylistRange): Calls['playback.playlist']['result'] {
    const isGrowing = range.to > this.#deps.clock.now();
    const { view, stretches } = this.#build(range, { isGrowing });
    const query = [...(isGrowing ? ['live=1'] : []), ...(view === 'video' ? ['v=video'] : ['v=all'])].join(
      '&',
    );
    // A growing file's start is an estimate until the file is finished. Pointing well into the first entry keeps that
    // entry the first one whatever the last correction is.
    const first = isGrowing ? stretches[0]?.startAt : undefined;
    const from = first === undefined ? range.from : first + INTO_FIRST_ENTRY_MS;
    return { url: `/hls/${range.cameraId}/${from}-${range.to}.m3u8?${query}`, stretches };
  }

  /** The playlist's text, for the media handler. AppError notFound, invalidParams. */
  playlistText(range: PlaylistRange, shape: PlaylistShape): string {
    return this.#build(range, shape).text;
  }

  /** A recorded or growing file by name; undefined when there is none. */
  file(ref: FileRef, showing: Showing): ServedFile | undefined {
    return this.#files.find(ref, showing);
  }

  /** Whether a player reads this segment's file now, or did a moment ago. */
  isInUse(segmentId: number): boolean {
    return this.#inUse.has(segmentId);
  }

  /** Segments that overlap [from, to), in order, page by page. */
  segments(wish: Calls['segments.list']['params']): Calls['segments.list']['result'] {
    const { catalogue } = this.#deps;
    const { number } = catalogue.cameras.get(wish.cameraId);
    const first = segmentKey(number, Math.max(0, wish.from)) - 1;
    const after = wish.cursor === undefined ? first : readCursor(wish.cursor, number);
    const reaching =
      wish.cursor === undefined ? catalogue.segments.inRange(number, wish.from, wish.from + 1) : [];
    const begun = reaching.filter((segment) => segment.id <= first);
    const page = catalogue.segments.page(number, { after, limit: PAGE_SEGMENTS });
    const inside = page.filter((segment) => segment.startAt < wish.to);
    const hasMore = inside.length === PAGE_SEGMENTS;
    const last = inside.at(-1);
    return {
      segments: [...begun, ...inside].map((segment) => segmentRow(catalogue, segment)),
      ...(hasMore && last ? { cursor: String(last.id) } : {}),
    };
  }

  #build(range: PlaylistRange, { isGrowing, view }: PlaylistShape): BuiltPlaylist {
    const { from, to } = range;
    if (!(from >= 0 && to > from && to - from <= RANGE_MAX_MS)) {
      throw new AppError('invalidParams', 'A playlist covers at most 31 days, and ends after it begins.');
    }
    const { number } = this.#deps.catalogue.cameras.get(range.cameraId);
    const cut: EntryCut = isGrowing ? 'per-key' : to - from > USUAL_RANGE_MS ? 'longer' : 'long';
    const open = this.#deps.open.of(number);
    const stored = this.#deps.catalogue.segments
      .inRange(number, from, to)
      .filter(isPlayable)
      .map((segment) => this.#storedFile(segment, cut));
    // A file that has a successor is complete, even while its row is still on the way.
    const growing = open.map((file, i) => openFile(file, cut, isGrowing && i === open.length - 1));
    const files = [...stored, ...growing];
    const isOver = !isGrowing || this.#deps.clock.now() >= to;
    return buildPlaylist({
      files: files.filter((file) => file.entries.length > 0),
      from,
      to,
      end: isOver ? 'closed' : 'growing',
      ...(view === undefined ? {} : { view }),
    });
  }

  #storedFile(segment: Segment, cut: EntryCut): PlaylistFile {
    const { entries, sound, initBytes } = this.#entries.of(segment, cut);
    const { runId, nameStampS, startAt, durationMs, mediaDurationMs, videoCodec } = segment;
    return {
      uri: fileUri(runId, nameStampS),
      startAt,
      durationMs,
      mediaDurationMs,
      initBytes,
      entries,
      sound,
      videoCodec,
    };
  }
}

/** The same for a file while it grows and when it is finished: its run and its name, not its row. */
function fileUri(runId: number, nameStampS: number): string {
  return `/media/${runId}-${nameStampS}.mp4`;
}

function openFile(file: OpenSegment, cut: EntryCut, mayChange: boolean): PlaylistFile {
  const entries = cutEntries(file.fragments, cut);
  const { startAt, durationMs, mediaDurationMs, initBytes, videoCodec } = file;
  return {
    uri: fileUri(file.runId, file.nameStampS),
    startAt,
    durationMs,
    mediaDurationMs,
    initBytes,
    // The last entry of a growing list may still get fragments; a closed list takes what is there now.
    entries: mayChange ? settledEntries(entries) : entries,
    sound: soundOf(file.fragments, file.hasAudio),
    videoCodec,
  };
}

/** A segment as the contract shows it. `file` is relative to the recordings folder. */
export function segmentRow(catalogue: Catalogue, segment: Segment): SegmentRow {
  const { id, startAt, durationMs, sizeBytes, videoCodec, state } = segment;
  return { id, file: catalogue.fileOf(segment) ?? '', startAt, durationMs, sizeBytes, videoCodec, state };
}

function readCursor(cursor: string, cameraNumber: number): number {
  const key = /^\d{1,16}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (key >= segmentKey(cameraNumber, 0) && key < segmentKey(cameraNumber + 1, 0)) return key;
  throw new AppError('invalidParams', 'The cursor is not one that this list gave.');
}
