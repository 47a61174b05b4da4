/** The recordings folders that are there and are the ones they should be: what lies elsewhere is neither missing nor ours. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import { readVolume } from '../storage/volumes.ts';

export interface PresentVolume {
  readonly number: number;
  /** Its recordings folder, absolute. */
  readonly root: string;
}

export async function presentVolumes({ volumes }: Catalogue): Promise<PresentVolume[]> {
  const present: PresentVolume[] = [];
  for (const { number, path: root, id } of volumes.list()) {
    const found = root === undefined ? undefined : await readVolume(root);
    if (root !== undefined && found && found.id === id) present.push({ number, root });
  }
  return present;
}
