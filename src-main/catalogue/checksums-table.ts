/**
 * The checksums of many rows at once, on any connection: the part of a check that SQLite cannot do. Segments and their
 * fragment indexes carry one; all other tables have a second copy (database/twin-indexes.ts). Reads only.
 */
import type { Database } from '../database/open-database.ts';
import { fragmentChecksum, isIntact, SEGMENT_COLUMNS } from './segment-row.ts';
import type { SegmentRow } from './segment-row.ts';

export interface ChecksumReport {
  /** Rows that were looked at. */
  readonly segments: number;
  /** Ids of segments whose row, or whose fragment index, does not fit its checksum; at most `limit`. */
  readonly damaged: readonly number[];
}

export interface ChecksumSearch {
  /** Looks at every `stride`-th segment. */
  readonly stride: number;
  /** Ends the search early. */
  readonly limit: number;
  /** Whether this schema's fragment indexes carry checksums. */
  readonly withIndexes: boolean;
}

export function verifyChecksums(
  db: Database,
  { stride, limit, withIndexes }: ChecksumSearch,
): ChecksumReport {
  const damaged = new Set<number>();
  let segments = 0;
  const rows = db
    .prepare<[]>(`SELECT ${SEGMENT_COLUMNS} FROM segments ${everyNth('key', stride)}`)
    .raw()
    .iterate() as IterableIterator<SegmentRow>;
  for (const row of rows) {
    segments += 1;
    if (!isIntact(row)) damaged.add(row[0]);
    if (damaged.size >= limit) break;
  }
  if (!withIndexes) return { segments, damaged: [...damaged] };
  const indexes = db
    .prepare<[]>(
      `SELECT segment_key, fragments, crc FROM fragment_indexes ${everyNth('segment_key', stride)}`,
    )
    .raw()
    .iterate() as IterableIterator<[number, Uint8Array, number | null]>;
  for (const [key, fragments, crc] of indexes) {
    if (damaged.size >= limit) break;
    if (crc !== null && crc !== fragmentChecksum(key, fragments)) damaged.add(key);
  }
  return { segments, damaged: [...damaged] };
}

/** Starts of segments are spread evenly, so their remainder picks a fair sample without counting rows. */
function everyNth(key: string, stride: number): string {
  return stride === 1 ? '' : `WHERE (${key} / 1000) % ${stride} = 0`;
}
