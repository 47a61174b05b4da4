/** Playback: one camera's recorded picture, transport, and the timeline of all cameras. */
import { useRef, useState } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Camera } from '../../../shared/model/camera.ts';
import { useStore } from '../../state/store.ts';
import { fullDay, shiftDay, startOfDay } from '../../lib/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { GoToField } from './go-to-field.tsx';
import { usePlaybackKeys } from './playback-keys.ts';
import { Stage } from './stage.tsx';
import { Timeline, type TimelineHandle } from './timeline/timeline.tsx';
import { bringIntoSight, firstView } from './timeline/viewport.ts';
import { TransportBar } from './transport-bar.tsx';
import { useGoTo } from './use-go-to.ts';
import { usePlayback } from './use-playback.ts';
import './playback.css';

export function PlaybackPage() {
  const cameras = useStore((state) => state.cameras) ?? [];
  const openDialog = useStore((state) => state.openDialog);
  if (cameras.length > 0) return <Player cameras={cameras} />;
  return (
    <>
      <div className="bar">
        <h1>Playback</h1>
      </div>
      <EmptyState
        title="No footage yet"
        actions={
          <Button look="primary" onClick={() => openDialog({ kind: 'add-camera', way: 'address' })}>
            Add camera
          </Button>
        }
      >
        What your cameras record can be watched here, a few seconds after it happened.
      </EmptyState>
    </>
  );
}

function Player({ cameras }: { readonly cameras: readonly Camera[] }) {
  const route = useStore((state) => state.route);
  const storage = useStore((state) => state.storage);
  const now = useStore((state) => Math.floor(state.now / 60_000) * 60_000 + 60_000);
  const camera = cameras.find((one) => one.id === route.cameraId) ?? cameras[0];
  const fps = useStore((state) => (camera && state.statuses[camera.id]?.stream?.fps) || 25);
  const timeline = useRef<TimelineHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const [first] = useState(() => {
    const oldest = storage?.cameras.map((one) => one.oldestAt ?? Infinity) ?? [];
    const view = firstView(oldest.length > 0 ? Math.min(...oldest, Date.now()) : undefined, Date.now());
    return route.at === undefined ? view : bringIntoSight(view, route.at, Date.now());
  });
  const [view, setView] = useState(first);
  const chosen = camera?.id ?? '';
  const playback = usePlayback(chosen, route.at);
  const { controller, time } = playback;
  const go = useGoTo({ cameraId: chosen, controller, timeline });

  const choose = (cameraId: string): void => {
    if (cameraId === chosen) return;
    const at = controller?.at;
    useStore.getState().navigate({ page: 'playback', cameraId, ...(at === undefined ? {} : { at }) });
  };
  usePlaybackKeys({
    toggle: () => controller?.toggle(),
    pause: () => controller?.pause(),
    faster: () => controller?.faster(),
    slower: () => controller?.slower(),
    skip: (ms) => controller?.skip(ms),
    step: (count) => controller?.step(count, fps),
    first: go.first,
    newest: go.newest,
    otherCamera: (step) => {
      const index = cameras.findIndex((one) => one.id === chosen);
      const next = cameras[(index + step + cameras.length) % cameras.length];
      if (next) choose(next.id);
    },
    zoom: (factor) => timeline.current?.zoom(factor),
    goToTime: () => {
      field.current?.focus();
      field.current?.select();
    },
  });
  const middle = (view.from + view.to) / 2;
  const shownDay = Math.min(middle, now);
  const showDay = (at: number): void => timeline.current?.show({ from: startOfDay(at), to: shiftDay(at, 1) });
  if (!camera) return null;
  return (
    <>
      <div className="bar">
        <h1>Playback</h1>
        <IconButton label="Day before" onClick={() => showDay(shiftDay(shownDay, -1))}>
          <ChevronLeft size={17} aria-hidden="true" />
        </IconButton>
        <Button onClick={() => showDay(shownDay)} title="Show the whole day">
          <span className="num">{fullDay(shownDay)}</span>
        </Button>
        <IconButton
          label="Day after"
          disabled={shiftDay(shownDay, 1) > now}
          onClick={() => showDay(shiftDay(shownDay, 1))}
        >
          <ChevronRight size={17} aria-hidden="true" />
        </IconButton>
        <GoToField ref={field} shown={time.at ?? shownDay} onGo={(at) => void go.to(at)} />
      </div>
      <Stage
        camera={camera}
        view={playback.view}
        video={playback.video}
        hold={playback.hold}
        time={time}
        onRetry={() => controller?.open(chosen, controller.at ?? Date.now())}
        onToggle={() => controller?.toggle()}
      />
      <TransportBar controller={controller} view={playback.view} time={time} fps={fps} onGoLive={go.newest} />
      <Timeline
        ref={timeline}
        cameras={cameras}
        chosen={chosen}
        playing={playback.view.playing}
        time={time}
        firstView={first}
        onSeek={(at, dragging) => go.seek(at, dragging)}
        onChoose={choose}
        onView={setView}
      />
      <div className="hints" aria-hidden="true">
        <span>
          <kbd>Space</kbd> play
        </span>
        <span>
          <kbd>←</kbd> <kbd>→</kbd> 5 s
        </span>
        <span>
          <kbd>,</kbd> <kbd>.</kbd> picture
        </span>
        <span>
          <kbd>J</kbd> <kbd>K</kbd> <kbd>L</kbd> speed
        </span>
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> camera
        </span>
        <span>
          <kbd>G</kbd> go to time
        </span>
        <span>wheel zooms, drag the scale to move</span>
      </div>
    </>
  );
}
