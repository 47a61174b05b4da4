/** The timeline on the page: lane labels, the canvas, the bubble, zoom buttons. Connects controller, data and store. */
import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { Minus, Plus } from 'lucide-react';
import type { Camera } from '../../../../shared/model/camera.ts';
import { call } from '../../../state/calls.ts';
import { cameraWords } from '../../../state/camera-words.ts';
import { useStore } from '../../../state/store.ts';
import { fullDay, secondTime, zoneName } from '../../../lib/time.ts';
import { IconButton } from '../../../ui/button.tsx';
import { Dot } from '../../../ui/dot.tsx';
import type { PlayingTime } from '../playing-time.ts';
import { spanWords } from './axis.ts';
import { Bubble } from './bubble.tsx';
import { laneOf, type Lane } from './footage.ts';
import { TimelineController, type Hover } from './timeline-controller.ts';
import { TimelineData } from './timeline-data.ts';
import { spanOf, type Viewport } from './viewport.ts';

export interface TimelineHandle {
  lane(cameraId: string): Lane;
  show(view: Viewport): void;
  zoom(factor: number): void;
  bringIntoSight(at: number): void;
}

export interface TimelineProps {
  readonly ref: Ref<TimelineHandle>;
  readonly cameras: readonly Camera[];
  readonly chosen: string;
  readonly playing: boolean;
  readonly time: PlayingTime;
  readonly firstView: Viewport;
  readonly onSeek: (at: number, dragging: boolean) => void;
  readonly onChoose: (cameraId: string) => void;
  readonly onView: (view: Viewport) => void;
}

const SCALE_PX = 26;
const REVISION_MS = 2_000;

/** Lanes get lower as they get more, so that the picture keeps its room. */
const laneHeightFor = (count: number): number => (count <= 4 ? 30 : count <= 8 ? 22 : 16);

export function Timeline(props: TimelineProps) {
  const { ref, cameras, chosen, playing, time, firstView, onSeek, onChoose, onView } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const holder = useRef<HTMLDivElement>(null);
  const controller = useRef<TimelineController | undefined>(undefined);
  const [hover, setHover] = useState<Hover>();
  const [span, setSpan] = useState(spanOf(firstView));
  const [width, setWidth] = useState(0);
  const [, redraw] = useState(0);
  const openSegments = useStore((state) => state.openSegments);
  const revision = useSlowRevision();
  const now = useStore((state) => Math.floor(state.now / 60_000) * 60_000);
  const [data] = useState(
    () =>
      new TimelineData(
        (query) => call('timeline.get', query),
        () => redraw((last) => last + 1),
      ),
  );
  const laneHeight = laneHeightFor(cameras.length);
  const ids = cameras.map((camera) => camera.id).join();
  const viewMoved = useEffectEvent((view: Viewport, pixels: number) => {
    data.want(ids.split(','), view, pixels, revision);
    setSpan(spanOf(view));
    onView(view);
  });
  const seek = useEffectEvent(onSeek);
  const choose = useEffectEvent(onChoose);
  const begin = useEffectEvent((element: HTMLCanvasElement) => {
    return new TimelineController(element, firstView, SCALE_PX, {
      onSeek: (at, dragging) => seek(at, dragging),
      onChoose: (cameraId) => choose(cameraId),
      onHover: setHover,
      onView: (view, pixels) => viewMoved(view, pixels),
    });
  });

  useEffect(() => {
    const element = canvas.current;
    const box = holder.current;
    if (!element || !box) return;
    const mine = begin(element);
    controller.current = mine;
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => {
      observer.disconnect();
      mine.dispose();
      data.dispose();
    };
  }, [data]);

  useEffect(() => {
    const mine = controller.current;
    if (!mine || width === 0) return;
    mine.resize(width, laneHeight);
    data.want(ids.split(','), mine.view, width, revision);
  }, [data, ids, laneHeight, revision, width]);

  const lanes = cameras.map(({ id }) => ({ cameraId: id, lane: laneOf(data.lane(id), openSegments[id]) }));
  useEffect(() => controller.current?.setLanes(lanes, chosen));
  useEffect(() => {
    const element = canvas.current;
    return time.on((at) => {
      controller.current?.setPlayhead(at, playing);
      element?.setAttribute('aria-valuenow', String(Math.round(at / 1000)));
      element?.setAttribute('aria-valuetext', `${fullDay(at)} ${secondTime(at)} ${zoneName(at)}`);
    });
  }, [time, playing]);

  useImperativeHandle(ref, () => ({
    lane: (cameraId) => laneOf(data.lane(cameraId), openSegments[cameraId]),
    show: (view) => controller.current?.show(view),
    zoom: (factor) => controller.current?.zoom(factor),
    bringIntoSight: (at) => controller.current?.bringIntoSight(at),
  }));

  return (
    <div className="timeline">
      <div className="lane-labels">
        <div className="scale-cell" style={{ height: SCALE_PX }}>
          <span className="xs num muted grow">{spanWords(span)}</span>
          <IconButton label="Show more time" hint="−" small onClick={() => controller.current?.zoom(2)}>
            <Minus size={14} aria-hidden="true" />
          </IconButton>
          <IconButton label="Show less time" hint="+" small onClick={() => controller.current?.zoom(0.5)}>
            <Plus size={14} aria-hidden="true" />
          </IconButton>
        </div>
        <div role="radiogroup" aria-label="Camera shown">
          {cameras.map((camera) => (
            <LaneLabel
              key={camera.id}
              camera={camera}
              chosen={camera.id === chosen}
              height={laneHeight}
              onChoose={() => onChoose(camera.id)}
            />
          ))}
        </div>
      </div>
      <div className="lanes" ref={holder}>
        <canvas
          ref={canvas}
          data-testid="timeline"
          role="slider"
          tabIndex={0}
          aria-label="Timeline"
          aria-valuemin={0}
          aria-valuemax={Math.round(now / 1000)}
          aria-valuenow={0}
        />
        {data.failed && !data.loaded && (
          <div className="lanes-note" role="alert">
            The timeline cannot be read. Trying again…
          </div>
        )}
        {hover && <Bubble hover={hover} cameras={cameras} lanes={lanes} width={width} />}
      </div>
    </div>
  );
}

interface LaneLabelProps {
  readonly camera: Camera;
  readonly chosen: boolean;
  readonly height: number;
  readonly onChoose: () => void;
}

function LaneLabel({ camera, chosen, height, onChoose }: LaneLabelProps) {
  const status = useStore((state) => state.statuses[camera.id]);
  const words = cameraWords(camera, status);
  return (
    <button
      type="button"
      role="radio"
      aria-checked={chosen}
      aria-label={`${camera.name}, ${words.word}`}
      title={camera.name}
      className="lane-label"
      style={{ height }}
      onClick={onChoose}
    >
      <Dot tone={words.tone} />
      <bdi className="cut">{camera.name}</bdi>
    </button>
  );
}

/** New footage of many cameras comes often; the timeline reads again every two seconds at most. */
function useSlowRevision(): number {
  const revision = useStore((state) => state.footageRevision);
  const [slow, setSlow] = useState(revision);
  useEffect(() => {
    if (revision === slow) return;
    const timer = setTimeout(() => setSlow(revision), REVISION_MS);
    return () => clearTimeout(timer);
  }, [revision, slow]);
  return slow;
}
