/**
 * Segments whose row, or whose fragment index, does not fit its checksum: the row is taken out, and its file is read again
 * as if nobody had known it; an index is made again from its file. What cannot be rebuilt is told and stays a gap with a
 * reason. Deletes no file.
 */
import { stat } from 'node:fs/promises';
import type { Segment } from '../../shared/model/segment.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { cameraNumberOf, startOf } from '../catalogue/segment-row.ts';
import { encodeFragmentIndex } from '../media-file/fragment-index.ts';
import type { ProbeResult } from '../probe/probe-result.ts';

export interface RebuildPorts {
  readonly clock: Clock;
  probe(file: string): Promise<ProbeResult>;
  /** Takes in files that no row knows. */
  takeInFiles(): Promise<void>;
}

export interface RebuildReport {
  readonly rebuilt: readonly number[];
  /** Their files are there, but were written to a moment ago; they are taken in by the next search. */
  readonly waiting: readonly number[];
  /** Footage that is no longer in the catalogue. */
  readonly lost: readonly number[];
}

/** How far the sums may have been changed by a row that says nothing reliable of its length: files are a day at most. */
const LONGEST_MS = 25 * 3_600_000;

/** A start that is chained anew may be this much later than it was. */
const CHAINED_WITHIN_MS = 1_000;

export async function rebuildRows(
  catalogue: Catalogue,
  ids: readonly number[],
  ports: RebuildPorts,
): Promise<RebuildReport> {
  const rebuilt: number[] = [];
  const discarded: { readonly id: number; readonly row: Segment }[] = [];
  for (const id of ids) {
    const row = catalogue.segments.byId(id);
    const verdict = catalogue.segments.verified(id);
    if (!row || verdict.kind === 'missing') continue;
    if (verdict.kind === 'damaged') {
      discard(catalogue, row);
      discarded.push({ id, row });
    } else if (await rebuildIndex(catalogue, verdict.segment, ports)) rebuilt.push(id);
    await ports.clock.sleep(0);
  }
  if (discarded.length === 0) return { rebuilt, waiting: [], lost: [] };
  await ports.takeInFiles();
  const waiting: number[] = [];
  const lost: number[] = [];
  for (const { id, row } of discarded) {
    if (isCovered(catalogue, id)) rebuilt.push(id);
    else if (await isFileThere(catalogue, row)) waiting.push(id);
    else {
      catalogue.deletions.note(cameraNumberOf(id), gapOf(catalogue, id, row));
      lost.push(id);
    }
  }
  return { rebuilt, waiting, lost };
}

/** The row and everything that was counted by it. */
function discard(catalogue: Catalogue, row: Segment): void {
  const cameraNumber = cameraNumberOf(row.id);
  const startAt = startOf(row.id);
  const next = nextStart(catalogue, row.id);
  catalogue.transaction(() => {
    catalogue.segments.discard(row.id);
    catalogue.rebuildHours(cameraNumber, startAt, Math.min(next ?? Infinity, startAt + LONGEST_MS) + 1);
    catalogue.usage.rebuild(cameraNumber);
  });
}

async function rebuildIndex(catalogue: Catalogue, segment: Segment, ports: RebuildPorts): Promise<boolean> {
  if (catalogue.segments.fragmentIndex(segment.id) !== undefined) return true;
  const file = catalogue.pathOf(segment);
  if (file === undefined) return false;
  const result = await ports.probe(file);
  const report = result.ok ? result.report : result.playable;
  if (!report) return false;
  catalogue.segments.setFragmentIndex(segment.id, encodeFragmentIndex(report.fragments));
  return true;
}

/** The key of a row is its place in the table, so camera and start can still be believed. */
function isCovered(catalogue: Catalogue, id: number): boolean {
  const at = startOf(id);
  return catalogue.segments.inRange(cameraNumberOf(id), at, at + CHAINED_WITHIN_MS).length > 0;
}

async function isFileThere(catalogue: Catalogue, row: Segment): Promise<boolean> {
  const file = catalogue.pathOf(row);
  return file !== undefined && (await stat(file).catch(() => undefined)) !== undefined;
}

function gapOf(catalogue: Catalogue, id: number, row: Segment) {
  const from = startOf(id);
  const next = nextStart(catalogue, id) ?? Infinity;
  const to = Math.min(from + Math.min(row.durationMs, LONGEST_MS), next);
  return { from, to: Math.max(from, to), reason: 'unreadable' } as const;
}

function nextStart(catalogue: Catalogue, id: number): number | undefined {
  return catalogue.segments.page(cameraNumberOf(id), { after: id, limit: 1 })[0]?.startAt;
}
