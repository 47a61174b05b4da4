/** The timeline on the page: lane labels, the canvas, the bubble, zoom buttons. Connects controller, data and store. */
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type Ref } from 'react';
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
  const [turn, setTurn] = useState(0);
  const openSegments = useStore((state) => state.openSegments);
  const revision = useSlowRevision();
  const data = useMemo(
    () =>
      new TimelineData(
        (query) => call('timeline.get', query),
        () => setTurn((last) => last + 1),
      ),
    [],
  );
  const ids = cameras.map((camera) => camera.id);
  const latest = useRef({ ids, revision, onSeek, onChoose, onView, openSegments });
  latest.current = { ids, revision, onSeek, onChoose, onView, openSegments };
  const laneHeight = laneHeightFor(cameras.length);

  useEffect(() => {
    const element = canvas.current;
    const box = holder.current;
    if (!element || !box) return;
    const mine = new TimelineController(element, firstView, SCALE_PX, {
      onSeek: (at, dragging) => latest.current.onSeek(at, dragging),
      onChoose: (cameraId) => latest.current.onChoose(cameraId),
      onHover: setHover,
      onView: (view, width) => {
        data.want(latest.current.ids, view, width, latest.current.revision);
        setSpan(spanOf(view));
        latest.current.onView(view);
      },
    });
    controller.current = mine;
    const observer = new ResizeObserver(() =>
      mine.resize(box.clientWidth, laneHeightFor(latest.current.ids.length)),
    );
    observer.observe(box);
    return () => {
      observer.disconnect();
      mine.dispose();
      data.dispose();
    };
    // The controller lives as long as the screen; what changes reaches it through `latest` and the effects below.
  }, []);

  useEffect(() => {
    controller.current?.resize(holder.current?.clientWidth ?? 0, laneHeight);
  }, [laneHeight, revision, turn]);

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
    lane: (cameraId) => laneOf(data.lane(cameraId), latest.current.openSegments[cameraId]),
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
          aria-valuemax={Math.round(Date.now() / 1000)}
          aria-valuenow={0}
        />
        {data.failed && !data.loaded && (
          <div className="lanes-note" role="alert">
            The timeline cannot be read. Trying again…
          </div>
        )}
        {hover && (
          <Bubble hover={hover} cameras={cameras} lanes={lanes} width={holder.current?.clientWidth ?? 0} />
        )}
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
