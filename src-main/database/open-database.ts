/**
 * The door to better-sqlite3: opens one database file with the pragmas that a power cut asks for, and migrates it.
 * Knows no table; the catalogue owns the queries.
 */
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import type { Logger } from '../base/logger.ts';
import { AppError } from '../../shared/model/errors.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrate.ts';

export type { Database } from 'better-sqlite3';

export interface OpenDatabaseOptions {
  readonly migrations: readonly Migration[];
  readonly backupDir?: string;
  readonly logger: Logger;
}

/** Waiting blocks the main thread, and the data lock already keeps other writers out. */
const BUSY_TIMEOUT_MS = 250;
const CACHE_KIB = 64 * 1024;

/**
 * Opens (or creates, owner-only) and migrates. WAL with synchronous=FULL: a committed row survives a power cut.
 * AppError refused when the file is no database or comes from a newer version.
 */
export function openDatabase(file: string, options: OpenDatabaseOptions): Database {
  const inMemory = file === ':memory:';
  if (!inMemory) mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const isNew = inMemory || !existsSync(file);
  const db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    if (isNew && !inMemory) chmodSync(file, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma(`cache_size = -${CACHE_KIB}`);
    db.pragma('temp_store = MEMORY');
    db.pragma('trusted_schema = OFF');
    migrate(db, options);
    return db;
  } catch (error) {
    db.close();
    throw translated(error, file);
  }
}

function translated(error: unknown, file: string): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return new AppError(
      'refused',
      `The catalogue ${file} is damaged and was left untouched. Restore a copy from the backups folder beside it.`,
      { file, damaged: true },
      { cause: error },
    );
  }
  return error;
}
