/**
 * Which file a client may read, and how it is shown: names of segments and runs in, paths of the catalogue out.
 * A row whose checksum does not fit is not believed. Never opens a path that did not come from the catalogue.
 */
import { AppError } from '../../shared/model/errors.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { openFileSource } from '../media-file/byte-source.ts';
import { decodeFragmentIndex } from '../media-file/fragment-index.ts';
import { parseMoov } from '../media-file/init-section.ts';
import type { Fragment } from '../media-file/mp4-report.ts';
import { audioTrafOffsets, videoOnlyInit } from '../media-file/video-only.ts';
import { boxesBetween } from '../media-file/boxes.ts';
import type { OpenSegments } from './open-segments.ts';
import type { FileRef, ServedFile, TrackView } from './served-file.ts';

export interface ServedFilesDeps {
  readonly catalogue: Catalogue;
  readonly open: Pick<OpenSegments, 'find'>;
  readonly recordingsFolder: string;
}

export class ServedFiles {
  readonly #deps: ServedFilesDeps;

  constructor(deps: ServedFilesDeps) {
    this.#deps = deps;
  }

  /** The file a client asked for, or undefined when there is none (any more). Throws AppError unavailable for a damaged row. */
  find(ref: FileRef, view: TrackView): ServedFile | undefined {
    const found = this.#locate(ref);
    if (!found || view === 'all') return found && { path: found.path };
    const { path, fragments } = found;
    return { path, hiddenBoxes: async (from, to) => audioBoxes(path, fragments(), { from, to }) };
  }

  #locate(ref: FileRef): { path: string; fragments: () => readonly Fragment[] } | undefined {
    const { catalogue, open } = this.#deps;
    if (ref.kind === 'segment') return this.#stored(ref.segmentId);
    const row = catalogue.segments.byName(ref.runId, ref.nameStampS);
    if (row) return this.#stored(row.id);
    const growing = open.find(ref.runId, ref.nameStampS);
    return growing && { path: growing.file, fragments: () => growing.fragments };
  }

  #stored(id: number): { path: string; fragments: () => readonly Fragment[] } | undefined {
    const { catalogue, recordingsFolder } = this.#deps;
    const row = catalogue.segments.verified(id);
    if (row.kind === 'damaged') {
      throw new AppError('unavailable', 'The catalogue’s entry for this footage is damaged.');
    }
    if (row.kind === 'missing' || !isPlayable(row.segment)) return undefined;
    const path = catalogue.pathOf(recordingsFolder, row.segment);
    if (path === undefined) return undefined;
    return {
      path,
      fragments: () => decodeFragmentIndex(catalogue.segments.fragmentIndex(id) ?? new Uint8Array()),
    };
  }
}

/** States whose files a player gets. */
export function isPlayable(segment: Pick<Segment, 'state'>): boolean {
  return segment.state === 'ready' || segment.state === 'suspect';
}

/** Where in [from, to) of the file a sound track is mentioned: in the initialization section and in each fragment. */
function audioBoxes(
  path: string,
  fragments: readonly Fragment[],
  range: { readonly from: number; readonly to: number },
): number[] {
  const initBytes = fragments[0]?.offset ?? 0;
  const source = openFileSource(path);
  try {
    const init = source.read(0, initBytes).slice();
    const audioTrackId = audioTrackOf(init);
    if (audioTrackId === undefined) return [];
    const inInit = range.from < initBytes ? renamedBoxes(init) : [];
    const touched = fragments.filter(
      ({ offset, sizeBytes }) => offset < range.to && offset + sizeBytes > range.from,
    );
    return [...inInit, ...audioTrafOffsets(source, touched, audioTrackId)];
  } finally {
    source.close();
  }
}

function audioTrackOf(init: Uint8Array): number | undefined {
  for (const box of boxesBetween(init, 0, init.length)) {
    if (box.type === 'moov') return parseMoov(init.subarray(box.start, box.end)).audio?.trackId;
  }
  return undefined;
}

/** Offsets of the box types that the pictures-only form of an initialization section has renamed. */
function renamedBoxes(init: Uint8Array): number[] {
  const pictures = videoOnlyInit(init);
  const offsets: number[] = [];
  for (let at = 0; at < init.length; at += 1) {
    if (pictures[at] === init[at]) continue;
    offsets.push(at);
    at += 3;
  }
  return offsets;
}
