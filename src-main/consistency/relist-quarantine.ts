/** Files that lie in quarantine and that the catalogue does not list: listed again from the notes beside them. Moves nothing. */
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { Quarantine } from '../probe/quarantine.ts';
import { presentVolumes } from './present-volumes.ts';

/** Names of the files that were listed again. */
export async function relistQuarantine(catalogue: Catalogue, clock: Clock): Promise<string[]> {
  const removed = catalogue.cameras.removed().map((each) => each.camera);
  const bySlug = new Map([...removed, ...catalogue.cameras.list()].map((camera) => [camera.slug, camera]));
  const listed = new Set(catalogue.quarantine.list().map(({ file }) => file));
  const again: string[] = [];
  for (const { number, root } of await presentVolumes(catalogue)) {
    for (const note of new Quarantine({ recordingsFolder: root, clock }).list()) {
      const file = path.basename(note.file);
      if (listed.has(file)) continue;
      const camera = bySlug.get(note.cameraSlug);
      catalogue.quarantine.add({
        ...(camera && { cameraNumber: camera.number }),
        volumeNumber: number,
        file,
        original: note.from.split(path.sep).join('/'),
        reason: `${note.failure}: ${note.detail}`,
        sizeBytes: note.sizeBytes,
        at: note.quarantinedAt,
      });
      again.push(file);
    }
  }
  return again;
}
