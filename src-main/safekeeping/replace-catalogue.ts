/**
 * Puts a lost catalogue aside and the newest sound backup in its place, or leaves the place empty when there is none.
 * Every step is noted before it is done, so that a kill at any point is continued at the next start. Deletes no damaged file.
 */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/model/errors.ts';
import { syncFile, syncFolder } from '../base/durable-file.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { stamp } from './backup-policy.ts';
import type { Backup, Backups } from './backups.ts';
import type { RecoveryNote, RecoveryNotes } from './recovery-note.ts';
import type { SideThread } from './side-thread.ts';

export interface ReplacingDeps {
  /** The catalogue file; the note and what is put aside lie beside it. */
  readonly file: string;
  readonly backups: Pick<Backups, 'candidates'>;
  readonly notes: RecoveryNotes;
  readonly thread: SideThread;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Notes that the catalogue is lost; from now on it is replaced, whatever ends the process. */
export function beginReplacing(deps: ReplacingDeps, why: Pick<RecoveryNote, 'cause' | 'findings'>): void {
  const foundAt = deps.clock.now();
  const aside = existsSync(deps.file) && statSync(deps.file).size > 0;
  deps.notes.write({
    stage: 'putting-aside',
    foundAt,
    ...why,
    ...(aside && { aside: `catalogue-damaged-${stamp(foundAt)}.db` }),
  });
}

/** Does what is left to do until there is a catalogue to open. AppError unavailable when the disk does not let it. */
export async function finishReplacing(deps: ReplacingDeps): Promise<void> {
  const { file, notes } = deps;
  const begun = notes.get();
  if (begun?.stage === 'putting-aside') {
    putAside(file, begun.aside);
    const backup = await newestSound(deps);
    notes.write({ ...begun, stage: 'restoring', ...(backup && { backup }) });
  }
  const chosen = notes.get();
  if (chosen?.stage === 'restoring') {
    if (chosen.backup && !existsSync(file)) await install(chosen.backup.file, file);
    notes.write({ ...chosen, stage: 'reading-disks' });
  }
}

function putAside(file: string, aside: string | undefined): void {
  const folder = path.dirname(file);
  // The log first: beside another catalogue it would be read into it.
  for (const suffix of ['-wal', '']) {
    if (aside !== undefined && existsSync(`${file}${suffix}`)) {
      renameSync(`${file}${suffix}`, path.join(folder, `${aside}${suffix}`));
    }
  }
  for (const suffix of ['-wal', '-shm', '']) rmSync(`${file}${suffix}`, { force: true });
  syncFolder(folder);
}

/** Backups are looked at as closely as the catalogue was. */
async function newestSound({ backups, thread, logger }: ReplacingDeps): Promise<Backup | undefined> {
  for (const backup of await backups.candidates()) {
    const report = await thread.run({ kind: 'check', file: backup.file, options: { stride: 1 } });
    if (report.kind === 'sound') return backup;
    logger.error('A backup is no good', { file: path.basename(backup.file), report });
  }
  return undefined;
}

async function install(backup: string, file: string): Promise<void> {
  const part = `${file}.part`;
  try {
    await copyFile(backup, part);
    syncFile(part);
    await rename(part, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    await rm(part, { force: true });
    throw cannotReplace((error as NodeJS.ErrnoException).code ?? String(error));
  }
}

export function cannotReplace(why: string): AppError {
  return new AppError(
    'unavailable',
    `The library (catalogue.db) is damaged, and its backup could not be put in its place (${why}). ` +
      'Make room on the disk that holds the data folder, or use another disk, and start Watchpost again.',
  );
}
