/** Holds the playback controller for the screen's life; opens the camera of the address and keeps the address in step. */
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useStore } from '../../state/store.ts';
import { PlaybackController, type PlaybackView } from './playback-controller.ts';
import { PlayingTime } from './playing-time.ts';

const IDLE: PlaybackView = { state: 'idle', playing: false, rate: 1, failure: undefined };
const REMEMBER_MS = 3_000;
/** Where playback begins when no time was asked for. */
const BEGIN_BEFORE_NOW_MS = 60_000;

export interface Playback {
  readonly controller: PlaybackController | undefined;
  readonly view: PlaybackView;
  readonly time: PlayingTime;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly hold: RefObject<HTMLCanvasElement | null>;
}

export function usePlayback(cameraId: string, at: number | undefined): Playback {
  const video = useRef<HTMLVideoElement>(null);
  const hold = useRef<HTMLCanvasElement>(null);
  const [controller, setController] = useState<PlaybackController>();
  const [view, setView] = useState(IDLE);
  const [idleTime] = useState(() => new PlayingTime());

  useEffect(() => {
    if (!video.current || !hold.current) return;
    const mine = new PlaybackController(video.current, hold.current);
    setController(mine);
    const stop = mine.on(() => setView(mine.view));
    return () => {
      stop();
      mine.dispose();
    };
  }, []);

  useEffect(() => {
    if (!controller || cameraId === '') return;
    const playable = useStore.getState().openSegments[cameraId]?.playableUntil;
    controller.open(cameraId, at ?? controller.at ?? (playable ?? Date.now()) - BEGIN_BEFORE_NOW_MS);
    // A time in the address is an order to play from there ("Last 30 s").
    if (at !== undefined) controller.play();
    const timer = setInterval(() => {
      const now = controller.at;
      const { route, rememberRoute } = useStore.getState();
      if (now !== undefined && route.page === 'playback')
        rememberRoute({ page: 'playback', cameraId, at: now });
    }, REMEMBER_MS);
    return () => clearInterval(timer);
  }, [controller, cameraId, at]);

  return { controller, view, time: controller?.time ?? idleTime, video, hold };
}
