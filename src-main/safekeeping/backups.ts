/**
 * The folder of catalogue copies: makes one that is due, drops those that it makes superfluous, and says which ones a
 * restore may try. An older copy goes only when the newer one was found sound. Never touches the catalogue itself.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { backupName, backupTime, isBackupDue, superfluousBackups } from './backup-policy.ts';
import type { CatalogueReport } from './check-catalogue.ts';
import type { SideThread } from './side-thread.ts';

export interface BackupDeps {
  /** The catalogue file. */
  readonly file: string;
  readonly folder: string;
  readonly thread: SideThread;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Backup {
  readonly file: string;
  /** When it was made, UTC ms. */
  readonly at: number;
}

/** Checksums of a copy are sampled: the file it was made from was looked at row by row. */
const COPY_STRIDE = 10;

export class Backups {
  readonly #deps: BackupDeps;

  constructor(deps: BackupDeps) {
    this.#deps = deps;
  }

  /** Whether one is due; `changedAt` as isBackupDue has it. */
  async isDue(changedAt: number | undefined): Promise<boolean> {
    const newestAt = (await this.#names()).map(backupTime).reduce(latest, undefined);
    return isBackupDue({
      now: this.#deps.clock.now(),
      ...(newestAt !== undefined && { newestAt }),
      ...(changedAt !== undefined && { changedAt }),
    });
  }

  /** Makes one now. A copy that is not sound is thrown away and changes nothing. Rejects when the disk fails. */
  async make(): Promise<CatalogueReport> {
    const { clock, file, folder, thread, logger } = this.#deps;
    const from = clock.monotonicMs();
    const name = backupName(clock.now());
    const options = { stride: COPY_STRIDE };
    const report = await thread.run({ kind: 'copy', from: file, to: path.join(folder, name), options });
    if (report.kind !== 'sound') {
      logger.error('A backup of the catalogue was not sound and was thrown away', { report });
      return report;
    }
    const old = superfluousBackups(await this.#names());
    for (const each of old) await rm(path.join(folder, each), { force: true });
    const tookMs = Math.round(clock.monotonicMs() - from);
    logger.info('The catalogue was backed up', {
      name,
      segments: report.segments,
      dropped: old.length,
      tookMs,
    });
    return report;
  }

  /** What a restore may try, newest first: daily copies and those of before a migration. */
  async candidates(): Promise<Backup[]> {
    const found: Backup[] = [];
    for (const name of await this.#names()) {
      const file = path.join(this.#deps.folder, name);
      const isMigrationCopy = /^catalogue-schema-\d{4}\.db$/.test(name);
      const at = backupTime(name) ?? (isMigrationCopy ? await timeOf(file) : undefined);
      if (at !== undefined) found.push({ file, at });
    }
    return found.toSorted((a, b) => b.at - a.at);
  }

  async #names(): Promise<string[]> {
    return readdir(this.#deps.folder).catch(() => []);
  }
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

async function timeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs;
}
