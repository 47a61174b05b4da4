/**
 * One writer per data folder: both hosts hold `lock.db` in an exclusive transaction for as long as they run.
 * The operating system frees the lock with the process, also after kill -9; nothing stale can be left behind.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../../shared/model/errors.ts';

export interface DataLock {
  release(): void;
}

/** Takes the lock of a data folder, or throws AppError refused at once when another process has it. */
export function acquireDataLock(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const db = new Sqlite(path.join(dataDir, 'lock.db'), { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!String((error as { code?: string }).code).startsWith('SQLITE_BUSY')) throw error;
    throw new AppError(
      'refused',
      `Watchpost is already running with the data folder ${dataDir}. Use the window that is open, or quit it first.`,
      { dataDir },
      { cause: error },
    );
  }
  return {
    release: () => {
      if (db.open) db.close();
    },
  };
}
