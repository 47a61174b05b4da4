/**
 * Which volumes are there, and how much room they have at this moment: never from a cache, since a figure from before the
 * last deletion would delete twice. A volume without an id file has no footage yet, or is not itself (RET-8).
 */
import { statfs } from 'node:fs/promises';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { readVolume } from '../storage/volumes.ts';
import type { RetentionVolume } from './ports.ts';

export class PresentVolumes {
  readonly #catalogue: Pick<Catalogue, 'volumes'>;

  constructor(catalogue: Pick<Catalogue, 'volumes'>) {
    this.#catalogue = catalogue;
  }

  async list(): Promise<RetentionVolume[]> {
    const volumes = await Promise.all(this.#catalogue.volumes.list().map(({ number }) => this.#look(number)));
    return volumes.filter((volume) => volume !== undefined);
  }

  async isPresent(number: number): Promise<boolean> {
    return (await this.#present(number)) !== undefined;
  }

  async #look(number: number): Promise<RetentionVolume | undefined> {
    const folder = await this.#present(number);
    if (folder === undefined) return undefined;
    try {
      const { blocks, bavail, bsize } = await statfs(folder);
      return { number, totalBytes: blocks * bsize, availableBytes: bavail * bsize };
    } catch {
      // It went away between two looks.
      return undefined;
    }
  }

  /** Its folder, when the volume's own id file is in it. */
  async #present(number: number): Promise<string | undefined> {
    const volume = this.#catalogue.volumes.byNumber(number);
    if (volume?.path === undefined || volume.id === undefined) return undefined;
    const found = await readVolume(volume.path);
    return found?.id === volume.id ? volume.path : undefined;
  }
}
