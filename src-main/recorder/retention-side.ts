/**
 * Wires what keeps the disks from filling up: the retention worker, holds, dry runs and the promise. Connects only.
 */
import { Holds } from '../retention/holds.ts';
import type { RetentionPorts } from '../retention/ports.ts';
import { PresentVolumes } from '../retention/present-volumes.ts';
import { diskPromises, shownPromises } from '../retention/promises.ts';
import { previewRetention } from '../retention/retention-preview.ts';
import { RetentionWorker } from '../retention/retention-worker.ts';
import type { RecorderFacade } from './facade.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';

export interface RetentionSide {
  readonly worker: RetentionWorker;
  readonly retention: RecorderFacade['retention'];
  readonly holds: RecorderFacade['holds'];
  /** Passes begin; before this nothing is deleted. */
  start(): void;
  close(): Promise<void>;
}

export interface RetentionSideParts {
  readonly ground: Ground;
  readonly side: RecordingSide;
  readonly inUse: (segmentId: number) => boolean;
}

export function openRetentionSide({ ground, side, inUse }: RetentionSideParts): RetentionSide {
  const { catalogue, clock, logger, settings } = ground;
  const volumes = new PresentVolumes(catalogue);
  const ports: RetentionPorts = {
    volumes: () => volumes.list(),
    isPresent: (number) => volumes.isPresent(number),
    inUse,
    // Neither bookmarks nor event clips exist yet.
    marked: () => [],
    rules: () => ({ defaults: settings.get().retention, blockPercent: settings.get().storage.blockPercent }),
  };
  const deps = { catalogue, clock, logger, ports };
  const worker = new RetentionWorker({ ...deps, remover: side.remover });
  const holds = new Holds(deps);
  const again = () => void worker.trigger();
  let stopListening: (() => void)[] = [];
  return {
    worker,
    retention: {
      get: async () => ({ cameras: shownPromises(await diskPromises(deps), deps) }),
      preview: ({ policy }) => previewRetention(policy, deps),
    },
    holds: {
      create: (wish) => holds.create(wish),
      list: () => holds.list(),
      remove: ({ id }) => {
        holds.remove(id);
        again();
        return { ok: true };
      },
    },
    start: () => {
      worker.start();
      stopListening = [
        settings.on('changed', again),
        side.registry.on('changed', again),
        side.storage.on('changed', ({ level }) => {
          if (level === 'critical') again();
        }),
      ];
    },
    close: async () => {
      for (const stop of stopListening) stop();
      await worker.close();
    },
  };
}
