/**
 * Manifests against rows (I3): an offset stands behind a whole line, and every line before it is a row, quarantined, or
 * was deleted since. Reads names only; what a line is worth is ingest's to judge.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { nameStampOf } from '../../shared/model/file-names.ts';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Run } from '../catalogue/runs-table.ts';
import { Finding } from './invariant.ts';
import type { InvariantResult } from './invariant.ts';

const MANIFEST = 'segments.csv';
const PAGE = 200;
/** A segment's chained start and the stamp in its name may differ by the clock step that ends a run. */
const STAMP_TOLERANCE_MS = 5_000;

export async function checkManifests(
  catalogue: Catalogue,
  options: { readonly clock: Clock },
): Promise<InvariantResult> {
  const finding = new Finding('I3');
  for (let after = 0; ;) {
    const page = catalogue.runs.page({ after, limit: PAGE });
    for (const run of page) {
      const offset = catalogue.manifests.offset(run.id);
      if (offset > 0) await checkRun(catalogue, run, offset, finding);
    }
    const last = page.at(-1);
    if (!last) break;
    after = last.id;
    await options.clock.sleep(0);
  }
  return finding.result();
}

async function checkRun(catalogue: Catalogue, run: Run, offset: number, finding: Finding): Promise<void> {
  const name = catalogue.folderOf(run);
  const slug = name.slice(0, name.indexOf('/'));
  const folder = catalogue.folderPathOf(run);
  const text = folder === undefined ? undefined : await readHead(path.join(folder, MANIFEST), offset);
  // A manifest that was deleted since, or is away with its disk, has nothing to say; its rows are in the catalogue.
  if (text === undefined) return;
  if (text.length < offset) {
    finding.add(`${name}: the manifest is shorter (${text.length}) than what was read of it (${offset})`);
    return;
  }
  if (!text.endsWith('\n')) finding.add(`${name}: the offset ${offset} stands inside a line`);
  const quarantined = new Set(catalogue.quarantine.ofCamera(run.cameraNumber).map((each) => each.original));
  for (const line of text.split('\n')) {
    const file = line.split(',')[0]?.replaceAll('"', '') ?? '';
    const stamp = nameStampOf(slug, file);
    if (stamp === undefined || catalogue.segments.has(run.id, stamp)) continue;
    if (quarantined.has(`${name}/${file}`) || wasRemoved(catalogue, run.cameraNumber, stamp * 1000)) continue;
    finding.add(`${name}/${file} was read from the manifest, but there is no row`);
  }
}

function wasRemoved(catalogue: Catalogue, cameraNumber: number, at: number): boolean {
  return (
    catalogue.deletions.removedBetween(cameraNumber, at - STAMP_TOLERANCE_MS, at + STAMP_TOLERANCE_MS)
      .length > 0
  );
}

/** The first `length` bytes as Latin-1 (one character per byte), fewer when the file is shorter. */
async function readHead(file: string, length: number): Promise<string | undefined> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(size, length));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
