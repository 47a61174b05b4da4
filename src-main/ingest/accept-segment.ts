/**
 * Makes a stored segment playable after all: what a later, better probe found replaces what its row said, once the file is
 * safe on the disk. Decides nothing.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Segment } from '../../shared/model/segment.ts';
import { syncFileAsync, syncFolderAsync } from '../base/durable-file.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { encodeFragmentIndex } from '../media-file/fragment-index.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import type { IngestPorts } from './ports.ts';

export interface Acceptance {
  readonly segment: Segment;
  /** Absolute; where the catalogue expects it. */
  readonly file: string;
  readonly report: Mp4Report;
  readonly state: 'ready' | 'suspect';
  /** Further changes of the same transaction. */
  readonly also: () => void;
}

/** Commits the row and tells whoever listens. Throws the disk's errors; nothing has changed then. */
export async function acceptSegment(
  { catalogue, ports }: { readonly catalogue: Catalogue; readonly ports: IngestPorts },
  { segment, file, report, state, also }: Acceptance,
): Promise<void> {
  await syncFileAsync(file);
  await syncFolderAsync(path.dirname(file));
  const { size } = await lstat(file);
  const mediaDurationMs = Math.round(report.durationMs);
  catalogue.transaction(() => {
    catalogue.segments.update(segment.id, {
      mediaDurationMs,
      // While nothing was known of the file, its length was only what lay between two others.
      durationMs: segment.mediaDurationMs === 0 ? Math.max(1, mediaDurationMs) : segment.durationMs,
      sizeBytes: size,
      videoCodec: report.video?.codec ?? segment.videoCodec,
      hasAudio: report.audio !== undefined,
      state,
    });
    catalogue.segments.setFragmentIndex(segment.id, encodeFragmentIndex(report.fragments));
    also();
  });
  const known = catalogue.segments.byId(segment.id);
  if (known) ports.onSegment({ segment: known, file });
}
