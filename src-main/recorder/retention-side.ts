/**
 * Wires what keeps the disks from filling up: the retention worker, holds, dry runs and the promise. Connects only.
 */
import { Holds } from '../retention/holds.ts';
import type { RetentionPorts } from '../retention/ports.ts';
import { presentVolumes } from '../retention/present-volumes.ts';
import { diskPromises, shownPromises } from '../retention/promises.ts';
import { previewRetention } from '../retention/retention-preview.ts';
import { RetentionReviewer } from '../retention/retention-reviewer.ts';
import { RetentionWorker } from '../retention/retention-worker.ts';
import type { RecorderFacade } from './facade.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';

export interface RetentionSide {
  readonly reviewer: RetentionReviewer;
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
  const ports: RetentionPorts = {
    ...presentVolumes({ catalogue, look: (number) => side.storage.watch(number).look() }),
    inUse,
    // Neither bookmarks nor event clips exist yet.
    marked: () => [],
    rules: () => ({ defaults: settings.get().retention, blockPercent: settings.get().storage.blockPercent }),
  };
  const deps = { catalogue, clock, logger, ports };
  const worker = new RetentionWorker({ ...deps, remover: side.remover });
  const reviewer = new RetentionReviewer({ ...deps, state: () => worker.state() });
  const holds = new Holds(deps);
  const again = () => void worker.trigger();
  let stopListening: (() => void)[] = [];
  return {
    reviewer,
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
      stopListening = [
        worker.on('passed', () => void reviewer.review()),
        settings.on('changed', again),
        side.registry.on('changed', again),
        side.storage.on('changed', ({ level }) => {
          // Every finished file moves the measured rates, and the warning should not wait for the next pass.
          void reviewer.review();
          if (level === 'critical') again();
        }),
      ];
      worker.start();
    },
    close: async () => {
      for (const stop of stopListening) stop();
      await worker.close();
    },
  };
}
