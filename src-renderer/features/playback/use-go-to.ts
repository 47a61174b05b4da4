/** Going to a time: where there is no footage, to the nearest, and saying so. Also: first and newest footage. */
import type { RefObject } from 'react';
import { call } from '../../state/calls.ts';
import { failureOf } from '../../state/failure.ts';
import { useStore } from '../../state/store.ts';
import { momentSeconds } from '../../lib/time.ts';
import type { PlaybackController } from './playback-controller.ts';
import { nearestFootage } from './timeline/footage.ts';
import type { TimelineHandle } from './timeline/timeline.tsx';

/** Nearer than this is not worth a sentence. */
const NEAR_MS = 2_500;
/** How far around a time footage is looked for. */
const LOOK_AROUND_MS = 31 * 86_400_000;

export interface GoTo {
  to(at: number): Promise<void>;
  seek(at: number, dragging: boolean): void;
  first(): void;
  newest(): void;
}

export interface GoToDeps {
  readonly cameraId: string;
  readonly controller: PlaybackController | undefined;
  readonly timeline: RefObject<TimelineHandle | null>;
}

export function useGoTo({ cameraId, controller, timeline }: GoToDeps): GoTo {
  const arrive = (asked: number, found: number): void => {
    controller?.seek(found);
    timeline.current?.bringIntoSight(found);
    if (Math.abs(found - asked) <= NEAR_MS) return;
    const now = Date.now();
    useStore
      .getState()
      .notify(
        `No footage at ${momentSeconds(asked, now)}. Showing ${momentSeconds(found, now)}, the nearest there is.`,
      );
  };
  const search = async (at: number): Promise<number | undefined> => {
    const [lane] = await call('timeline.get', {
      cameraIds: [cameraId],
      from: Math.max(0, Math.round(at - LOOK_AROUND_MS)),
      to: Math.round(Math.min(Date.now(), at + LOOK_AROUND_MS)),
    });
    return lane && nearestFootage(lane, at);
  };
  const to = async (at: number): Promise<void> => {
    try {
      const known = timeline.current?.lane(cameraId);
      const here = known && nearestFootage(known, at);
      const found = here === at ? at : ((await search(at)) ?? here);
      if (found === undefined) {
        controller?.seek(at);
        timeline.current?.bringIntoSight(at);
        useStore.getState().notify('This camera has no footage around that time.');
      } else arrive(at, found);
    } catch (error) {
      useStore.getState().notify(failureOf(error).message, 'bad');
    }
  };
  return {
    to,
    seek: (at, dragging) => {
      const known = timeline.current?.lane(cameraId);
      const found = known && nearestFootage(known, at);
      if (found === undefined) controller?.seek(at);
      else if (dragging) controller?.seek(found);
      else arrive(at, found);
    },
    first: () => {
      const oldest = useStore.getState().storage?.cameras.find((one) => one.cameraId === cameraId)?.oldestAt;
      const at = oldest ?? timeline.current?.lane(cameraId).spans[0]?.from;
      if (at !== undefined) arrive(at, at);
    },
    newest: () => {
      const lane = timeline.current?.lane(cameraId);
      const at = lane?.open?.to ?? lane?.spans.at(-1)?.to ?? Date.now();
      controller?.goLive(at);
      timeline.current?.bringIntoSight(at);
    },
  };
}
