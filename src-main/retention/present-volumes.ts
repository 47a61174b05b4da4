/**
 * Which volumes are there to delete from, and how much room they have at this moment: never a figure from before the last
 * deletion, which would delete twice. A volume without an id file has no footage yet, or is not itself (RET-8).
 */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { WatchedLook } from '../storage/volume-watch.ts';
import type { RetentionPorts, RetentionVolume } from './ports.ts';

export interface PresentVolumesDeps {
  readonly catalogue: Pick<Catalogue, 'volumes'>;
  /** A look at a volume that begins now; a disk that hangs is told after a few seconds. */
  readonly look: (volumeNumber: number) => Promise<WatchedLook>;
}

/** The disks part of the room's ports. */
export function presentVolumes({
  catalogue,
  look,
}: PresentVolumesDeps): Pick<RetentionPorts, 'volumes' | 'isPresent'> {
  const present = async (number: number): Promise<RetentionVolume | undefined> => {
    if (catalogue.volumes.byNumber(number)?.id === undefined) return undefined;
    const { state, room } = await look(number);
    // On a disk that is write-protected or hangs nothing can be deleted; the storage room tells it.
    return (state === 'ok' || state === 'failing') && room ? { number, ...room } : undefined;
  };
  return {
    isPresent: async (number) => (await present(number)) !== undefined,
    volumes: async () => {
      const looks = await Promise.all(catalogue.volumes.list().map(({ number }) => present(number)));
      return looks.filter((volume) => volume !== undefined);
    },
  };
}
