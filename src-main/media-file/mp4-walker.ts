/**
 * Walks the top-level boxes of an MP4 file, remembering its place, so that a growing file is read on from there.
 * Stops before the first box that is not whole. Bounded in memory and steps whatever the file claims; never throws
 * for content.
 */
import { HOLE_MS } from '../../shared/model/limits.ts';
import { readBoxHeader } from './boxes.ts';
import type { BoxHeader } from './boxes.ts';
import type { ByteSource } from './byte-source.ts';
import { parseMoov } from './init-section.ts';
import type { InitSection } from './init-section.ts';
import { parseMoof } from './movie-fragment.ts';
import type { TrackFragment } from './movie-fragment.ts';
import type { Fragment, Mp4Report } from './mp4-report.ts';

/** One read covers a box header, a usual moof and the header of its mdat. */
const WINDOW_BYTES = 4096;
/** A plain file of a day has a moov of about 60 MB; a moof of 1 s some KB. Larger ones are not read. */
const MAX_MOOV_BYTES = 96 * 1024 * 1024;
const MAX_MOOF_BYTES = 4 * 1024 * 1024;
/** A file of a day with two fragments a second has 172,800. */
const MAX_FRAGMENTS = 400_000;
const MAX_BOXES = 2_000_000;
/** About 139 years; anything later is nonsense and would not fit the catalogue. */
const MAX_MEDIA_MS = 2 ** 42;
/** With what a file of this family begins. */
const firstBoxes = new Set([
  'ftyp',
  'styp',
  'moov',
  'moof',
  'mdat',
  'free',
  'skip',
  'wide',
  'sidx',
  'pnot',
  'uuid',
]);

interface Pending {
  readonly offset: number;
  readonly tracks: readonly TrackFragment[];
}

export class Mp4Walker {
  readonly #source: ByteSource;
  #window: { offset: number; bytes: Uint8Array } = { offset: 0, bytes: new Uint8Array(0) };
  #position = 0;
  #boxes = 0;
  #foreign = false;
  #init: InitSection | undefined;
  #initBytes = 0;
  #sawMdat = false;
  #sawMfra = false;
  #sawMoof = false;
  #pending: Pending | undefined;
  #validTo = 0;
  #endMs = 0;
  #pictures = 0;
  #holesMs = 0;
  readonly #fragments: Fragment[] = [];

  constructor(source: ByteSource) {
    this.#source = source;
  }

  get fragments(): readonly Fragment[] {
    return this.#fragments;
  }

  /** Reads on until the end of the source or the first box that is not whole; returns how many fragments were found. */
  walk(): number {
    const before = this.#fragments.length;
    this.#window = { offset: 0, bytes: new Uint8Array(0) };
    while (!this.#foreign && this.#step());
    return this.#fragments.length - before;
  }

  report(): Mp4Report {
    const { sizeBytes } = this.#source;
    const init = this.#init;
    const fragmented = init?.fragmented === true || this.#sawMoof;
    const clean = this.#position === sizeBytes && sizeBytes > 0 && !this.#pending && init !== undefined;
    const plain = init && !fragmented ? plainLength(init) : undefined;
    const durationMs = plain?.durationMs ?? this.#endMs;
    const pictures = plain?.pictures ?? this.#pictures;
    const shownMs = durationMs - this.#holesMs;
    return {
      kind: this.#foreign || this.#boxes === 0 ? 'not-media' : fragmented ? 'fragmented' : 'plain',
      complete: clean && (fragmented || this.#sawMdat),
      finalized: clean && (fragmented ? this.#sawMfra : this.#sawMdat),
      sizeBytes,
      validTo: this.#validTo,
      initBytes: this.#initBytes,
      ...(init?.video && { video: init.video }),
      ...(init?.foreignVideo !== undefined && { foreignVideo: init.foreignVideo }),
      ...(init?.audio && { audio: init.audio }),
      fragments: this.#fragments,
      durationMs,
      pictures,
      fps: shownMs > 0 ? (pictures * 1000) / shownMs : 0,
    };
  }

  #bytesAt(offset: number, lengthBytes: number): Uint8Array {
    const window = this.#window;
    const from = offset - window.offset;
    if (from < 0 || from + lengthBytes > window.bytes.length) {
      const bytes = this.#source.read(offset, Math.max(lengthBytes, WINDOW_BYTES));
      this.#window = { offset, bytes };
      return bytes.subarray(0, lengthBytes);
    }
    return window.bytes.subarray(from, from + lengthBytes);
  }

  /** Takes one whole box; false when there is none (yet). */
  #step(): boolean {
    if (this.#position >= this.#source.sizeBytes || this.#boxes >= MAX_BOXES) return false;
    const left = this.#source.sizeBytes - this.#position;
    const head = this.#bytesAt(this.#position, Math.min(16, left));
    const header = readBoxHeader(head, 0);
    if (this.#boxes === 0 && head.length >= 8 && !(header && firstBoxes.has(header.type))) {
      this.#foreign = true;
    }
    if (!header || this.#foreign) return false;
    const sizeBytes = this.#sizeOf(header, left);
    if (sizeBytes === undefined || sizeBytes > left) {
      // A torn first box still tells what the file was going to be.
      if (this.#boxes === 0) this.#boxes = 1;
      return false;
    }
    if (!this.#take(header.type, sizeBytes)) return false;
    this.#boxes++;
    this.#position += sizeBytes;
    if (!this.#pending) this.#validTo = this.#position;
    return true;
  }

  /** Size 0 means "to the end", which only the mdat of a plain file may say: in a fragmented one it is a hole of zeros. */
  #sizeOf(header: BoxHeader, left: number): number | undefined {
    if (header.sizeBytes !== 0) return header.sizeBytes;
    return header.type === 'mdat' && !this.#sawMoof && this.#init?.fragmented !== true ? left : undefined;
  }

  #take(type: string, sizeBytes: number): boolean {
    const offset = this.#position;
    if (type === 'moov' && !this.#init) {
      if (sizeBytes > MAX_MOOV_BYTES) return false;
      const bytes = this.#bytesAt(offset, sizeBytes);
      if (bytes.length < sizeBytes) return false;
      this.#init = parseMoov(bytes);
      this.#initBytes = offset + sizeBytes;
    } else if (type === 'moof') {
      if (sizeBytes > MAX_MOOF_BYTES || this.#fragments.length >= MAX_FRAGMENTS) return false;
      const bytes = this.#bytesAt(offset, sizeBytes);
      if (bytes.length < sizeBytes) return false;
      this.#sawMoof = true;
      this.#pending = { offset, tracks: parseMoof(bytes, this.#init?.tracks ?? new Map()) };
    } else if (type === 'mdat') {
      this.#sawMdat = true;
      if (this.#pending) this.#addFragment(this.#pending, offset + sizeBytes);
      this.#pending = undefined;
    } else if (type === 'mfra') this.#sawMfra = true;
    return true;
  }

  #addFragment(pending: Pending, end: number): void {
    const tracks = this.#init?.tracks;
    const pictures = pending.tracks.find(
      (track) => track.samples > 0 && track.trackId === this.#init?.video?.trackId,
    );
    const hasAudio = pending.tracks.some(
      (track) => track.samples > 0 && tracks?.get(track.trackId)?.role === 'audio',
    );
    // A file without a known video track is timed by whatever it has.
    const timed =
      pictures ?? (this.#init?.video ? undefined : pending.tracks.find((track) => track.samples > 0));
    const timescale = timed && tracks?.get(timed.trackId)?.timescale;
    const place = { offset: pending.offset, sizeBytes: end - pending.offset };
    if (!timed || !timescale) {
      this.#fragments.push({ ...place, startMs: this.#endMs, durationMs: 0, key: false, hasAudio });
      return;
    }
    const ms = (units: number) => Math.min(MAX_MEDIA_MS, Math.round((units * 1000) / timescale));
    const start = timed.decodeTime ?? (this.#endMs * timescale) / 1000;
    const startMs = ms(start);
    const durationMs = ms(start + timed.duration) - startMs;
    const still = ms(timed.longest.duration);
    const hole = still >= HOLE_MS ? { startMs: ms(start + timed.longest.at), durationMs: still } : undefined;
    const key = pictures?.key ?? false;
    this.#fragments.push({ ...place, startMs, durationMs, key, hasAudio, ...(hole && { hole }) });
    this.#endMs = Math.max(this.#endMs, startMs + durationMs);
    this.#pictures += pictures?.samples ?? 0;
    this.#holesMs += hole?.durationMs ?? 0;
  }
}

/** Length and pictures of a plain file, from its video track or, without one, the longest track. */
function plainLength(init: InitSection): { durationMs: number; pictures: number } {
  const all = [...init.tracks.values()];
  const video = all.find((track) => track.role === 'video');
  const lengths = (video ? [video] : all).map((track) => (track.duration * 1000) / track.timescale);
  const durationMs = Math.min(MAX_MEDIA_MS, Math.round(Math.max(0, ...lengths)));
  return { durationMs, pictures: video?.samples ?? 0 };
}
