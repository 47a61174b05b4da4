/**
 * Which file a client may read, and how it is shown: names of segments and runs in, paths of the catalogue out.
 * A row whose checksum does not fit is not believed. Never opens a path that did not come from the catalogue.
 */
import { AppError } from '../../shared/model/errors.ts';
import type { Segment } from '../../shared/model/segment.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { decodeFragmentIndex } from '../media-file/fragment-index.ts';
import type { Fragment } from '../media-file/mp4-report.ts';
import { patchesOf } from './fragment-patches.ts';
import type { OpenSegments } from './open-segments.ts';
import type { FilesInUse } from './files-in-use.ts';
import type { FileRef, ServedFile, Showing } from './served-file.ts';

export interface ServedFilesDeps {
  readonly catalogue: Catalogue;
  readonly open: Pick<OpenSegments, 'find'>;
  readonly inUse: FilesInUse;
}

export class ServedFiles {
  readonly #deps: ServedFilesDeps;

  constructor(deps: ServedFilesDeps) {
    this.#deps = deps;
  }

  /** The file a client asked for, or undefined when there is none (any more). Throws AppError unavailable for a damaged row. */
  find(ref: FileRef, showing: Showing): ServedFile | undefined {
    const found = this.#locate(ref);
    if (!found) return undefined;
    const { path, fragments } = found;
    if (showing.view === 'all' && showing.shiftMs === 0) return { path };
    return { path, patches: async (from, to) => patchesOf(path, fragments(), showing, { from, to }) };
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
    const { catalogue } = this.#deps;
    const row = catalogue.segments.verified(id);
    if (row.kind === 'damaged') {
      throw new AppError('unavailable', 'The catalogue’s entry for this footage is damaged.');
    }
    if (row.kind === 'missing' || !isPlayable(row.segment)) return undefined;
    const path = catalogue.pathOf(row.segment);
    if (path === undefined) return undefined;
    this.#deps.inUse.served(id);
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
