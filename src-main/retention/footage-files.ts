/**
 * The file operations of deletion, in one small port, so that each of them can be made to fail in a test.
 * Only the segment remover uses it.
 */
import { readdir, rmdir, unlink } from 'node:fs/promises';
import { syncFolderAsync } from '../base/durable-file.ts';

export interface FootageFiles {
  /** Removes a file; a file that is gone already is fine. */
  unlink(file: string): Promise<void>;
  /** Plain names in a folder; none when it is gone. */
  list(folder: string): Promise<string[]>;
  /** Makes removals durable; a folder that is gone already is fine. */
  syncFolder(folder: string): Promise<void>;
  /** Removes an empty folder; one that is gone or not empty stays as it is. */
  removeEmptyFolder(folder: string): Promise<void>;
}

export const realFootageFiles: FootageFiles = {
  unlink: (file) => unlink(file).catch(ignoring('ENOENT')),
  list: (folder) =>
    readdir(folder).catch((error: unknown) => (isCode(error, 'ENOENT') ? [] : Promise.reject(error))),
  syncFolder: (folder) => syncFolderAsync(folder).catch(ignoring('ENOENT')),
  removeEmptyFolder: (folder) => rmdir(folder).catch(ignoring('ENOENT', 'ENOTEMPTY', 'EEXIST')),
};

function ignoring(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!codes.some((code) => isCode(error, code))) throw error;
  };
}

function isCode(error: unknown, code: string): boolean {
  return (error as { code?: string }).code === code;
}
