/**
 * Makes a compact copy of a catalogue file that others go on writing (VACUUM INTO reads one moment of it), and lets it
 * appear under its name only when it is whole, checked and on the disk. Runs in the side thread.
 */
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { syncFile, syncFolder } from '../base/durable-file.ts';
import { openReadOnly } from '../database/check-database.ts';
import { checkCatalogue } from './check-catalogue.ts';
import type { CatalogueReport, CheckOptions } from './check-catalogue.ts';

/** What the check of the copy said; only a `sound` one has got its name. Throws the disk's and SQLite's errors. */
export function copyCatalogue(from: string, to: string, options: CheckOptions): CatalogueReport {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    const db = openReadOnly(from);
    try {
      db.prepare('VACUUM INTO ?').run(part);
    } finally {
      db.close();
    }
    chmodSync(part, 0o600);
    const report = checkCatalogue(part, options);
    if (report.kind !== 'sound') return report;
    syncFile(part);
    renameSync(part, to);
    syncFolder(path.dirname(to));
    return report;
  } finally {
    rmSync(part, { force: true });
  }
}
