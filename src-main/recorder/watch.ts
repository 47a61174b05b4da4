/**
 * Watches the running recorder and tells the window: states, footage, storage and problems as events of the contract,
 * and the heartbeat row that says how long the app was there.
 */
import { HEARTBEAT_MS } from '../../shared/model/limits.ts';
import type { Events, Problem } from '../../shared/contract/names.ts';
import type { FootageArrival } from '../../shared/model/health.ts';
import type { StorageInfo, VolumeInfo } from '../../shared/model/storage.ts';
import type { Emitter } from '../base/emitter.ts';
import { namesOfCamera } from '../cameras/camera-source.ts';
import { adviceOf } from '../cameras/end-reasons.ts';
import { watchEventLoopDelay } from '../health/event-loop-delay.ts';
import { FootageWatch } from '../health/footage-arrival.ts';
import { problemChanges, problemsOf } from '../health/problems.ts';
import { watchedVolumes, type WatchedVolume } from '../health/volume-problems.ts';
import type { CareSide } from './care-side.ts';
import type { Ground } from './ground.ts';
import type { RecordingSide } from './recording-side.ts';
import type { RetentionSide } from './retention-side.ts';
import type { ViewingSide } from './viewing-side.ts';
import { segmentRow } from '../playback/playback.ts';

export interface Watch {
  problems(): readonly Problem[];
  /** By camera id. */
  arrivals(): ReadonlyMap<string, FootageArrival>;
  eventLoopDelayP99Ms(): number;
  /** As of the last look; undefined while the disk cannot be read. */
  storage(): StorageInfo | undefined;
  volumes(): readonly VolumeInfo[];
  close(): void;
}

export interface WatchedParts {
  readonly ground: Ground;
  readonly side: RecordingSide;
  readonly viewing: Pick<ViewingSide, 'newestFootageAt'>;
  readonly retention: RetentionSide;
  readonly care: Pick<CareSide, 'notices' | 'onNotices'>;
}

export function startWatch(parts: WatchedParts, events: Emitter<Events>): Watch {
  const { ground, side, viewing, retention, care } = parts;
  const { catalogue, clock } = ground;
  const { registry, storage } = side;
  const delay = watchEventLoopDelay(clock);
  let problems: readonly Problem[] = [];
  let gauge: StorageInfo | undefined;
  let volumes: readonly WatchedVolume[] = [];
  const startedAt = clock.now();

  const footage = new FootageWatch();
  const arrivals = () => {
    const now = clock.now();
    return new Map(
      registry.status().map((status) => {
        const camera = catalogue.cameras.byId(status.id);
        const newestFootageAt = camera && viewing.newestFootageAt(camera.number);
        return [status.id, footage.look({ status, newestFootageAt, now })];
      }),
    );
  };
  const review = () => {
    const others = problemsOf({
      cameras: registry.list(),
      statuses: registry.status(),
      volumes,
      arrivals: arrivals(),
      quarantined: catalogue.quarantine.list().length,
      adviceFor: (reason, cameraId) => {
        const camera = catalogue.cameras.byId(cameraId);
        return adviceOf(reason, camera && namesOfCamera(camera));
      },
      now: startedAt,
      notices: care.notices(),
    });
    const next = [...others, ...retention.reviewer.problems()];
    const { raised, cleared } = problemChanges(problems, next);
    problems = next;
    for (const id of cleared) events.emit('problem.cleared', { id });
    for (const problem of raised) events.emit('problem.raised', problem);
  };
  // Missing footage makes no event; it is found by looking.
  const beat = clock.every(HEARTBEAT_MS, () => {
    catalogue.heartbeats.beat(clock.now());
    review();
  });
  const stopListening = [
    registry.on('status', (status) => {
      events.emit('camera.status', status);
      review();
    }),
    registry.on('changed', (changed) => {
      events.emit('cameras.changed', changed);
      review();
    }),
    side.events.on('segment', ({ segment }) => {
      review();
      const camera = catalogue.cameras.byNumber(segment.cameraNumber);
      if (camera)
        events.emit('segment.added', { cameraId: camera.id, segment: segmentRow(catalogue, segment) });
    }),
    storage.on('changed', (info) => {
      gauge = info;
      events.emit('storage.changed', info);
    }),
    retention.reviewer.on('reviewed', review),
    care.onNotices(review),
    storage.on('failed', () => (gauge = undefined)),
    storage.on('volumes', (list) => {
      volumes = watchedVolumes(list, volumes, clock.now());
      events.emit('volumes.changed', { volumes: list });
      review();
    }),
  ];
  catalogue.heartbeats.appStarted(ground.startedAt);
  storage.start();
  return {
    problems: () => problems,
    arrivals,
    eventLoopDelayP99Ms: () => delay.p99Ms(),
    storage: () => gauge,
    volumes: () => volumes.map(({ volume }) => volume),
    close: () => {
      for (const stop of stopListening) stop();
      beat.cancel();
      delay.dispose();
    },
  };
}
