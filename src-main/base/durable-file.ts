/**
 * What is on disk after a power cut: files and folders synced, whole files replaced at once or not at all.
 * Synchronous on purpose where settings and start-up need it; the async twins serve ingest and deletion.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

/** Windows cannot open a folder; NTFS journals the entry by itself. */
const foldersCanSync = process.platform !== 'win32';

export function syncFile(file: string): void {
  const fd = openSync(file, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export function syncFolder(folder: string): void {
  if (!foldersCanSync) return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export async function syncFileAsync(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function syncFolderAsync(folder: string): Promise<void> {
  if (!foldersCanSync) return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file: temporary file, fsync, rename, fsync of the folder. A crash leaves the old content or the new. */
export function writeFileDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const fd = openSync(part, 'wx', mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let done = 0; done < bytes.byteLength;) done += writeSync(fd, bytes, done);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(part, file);
  syncFolder(path.dirname(file));
}
