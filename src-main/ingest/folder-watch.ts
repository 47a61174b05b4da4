/**
 * Says when something new appears in a run's folder. Only an alarm: what is there is read by whoever listens, and a folder
 * that cannot be watched (a network drive, too many watches) is looked at by the poll alone.
 */
import { watch } from 'node:fs';

/** Calls `onNew` for every new or vanished name; growing files are no news. The returned function ends it. */
export function watchForNewFiles(folder: string, onNew: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (event) => {
      if (event === 'rename') onNew();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
