/**
 * The timeline outside React: view, pointer and wheel, drawing once per animation frame when something changed.
 * The scale never jumps by itself; while playing, the view glides along when the playhead nears its end.
 */
import { drawTimeline, readPaint, type Paint } from './draw.ts';
import type { Lane } from './footage.ts';
import {
  bringIntoSight,
  clampView,
  moveBy,
  spanOf,
  timeAt,
  xOf,
  zoomAbout,
  type Viewport,
} from './viewport.ts';

export interface LaneInput {
  readonly cameraId: string;
  readonly lane: Lane;
}

export interface Hover {
  readonly at: number;
  readonly laneIndex: number | undefined;
  readonly x: number;
  readonly y: number;
}

export interface TimelineEvents {
  onSeek(at: number, dragging: boolean): void;
  onHover(hover: Hover | undefined): void;
  onChoose(cameraId: string): void;
  /** The view moved or its size changed: fetch what is missing. */
  onView(view: Viewport, width: number): void;
}

/** The view glides when the playhead is beyond this part of it. */
const FOLLOW_AT = 0.85;
const WHEEL_FACTOR = 1.0016;
const CLICK_SLOP_PX = 3;

export class TimelineController {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #events: TimelineEvents;
  readonly #paint: Paint;
  readonly #sizes: { readonly scale: number };
  #view: Viewport;
  #width = 0;
  #laneHeight = 30;
  #lanes: readonly LaneInput[] = [];
  #chosen = '';
  #playhead: number | undefined;
  #dragAt: number | undefined;
  #hover: number | undefined;
  #queued = 0;
  #drag:
    { readonly kind: 'seek' | 'move'; readonly startX: number; lastX: number; moved: boolean } | undefined;
  /** Longest drawing so far, ms; for the bench. */
  slowestDrawMs = 0;

  constructor(canvas: HTMLCanvasElement, view: Viewport, scaleHeight: number, events: TimelineEvents) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#events = events;
    this.#view = view;
    this.#sizes = { scale: scaleHeight };
    this.#paint = readPaint(canvas);
    canvas.addEventListener('wheel', this.#onWheel, { passive: false });
    canvas.addEventListener('pointerdown', this.#onDown);
    canvas.addEventListener('pointermove', this.#onMove);
    canvas.addEventListener('pointerup', this.#onUp);
    canvas.addEventListener('pointercancel', this.#onUp);
    canvas.addEventListener('pointerleave', this.#onLeave);
    canvas.addEventListener('dblclick', this.#onDouble);
  }

  get view(): Viewport {
    return this.#view;
  }

  dispose(): void {
    cancelAnimationFrame(this.#queued);
    this.#canvas.removeEventListener('wheel', this.#onWheel);
    this.#canvas.removeEventListener('pointerdown', this.#onDown);
    this.#canvas.removeEventListener('pointermove', this.#onMove);
    this.#canvas.removeEventListener('pointerup', this.#onUp);
    this.#canvas.removeEventListener('pointercancel', this.#onUp);
    this.#canvas.removeEventListener('pointerleave', this.#onLeave);
    this.#canvas.removeEventListener('dblclick', this.#onDouble);
  }

  resize(width: number, laneHeight: number): void {
    this.#width = width;
    this.#laneHeight = laneHeight;
    this.#setView(this.#view);
  }

  setLanes(lanes: readonly LaneInput[], chosen: string): void {
    this.#lanes = lanes;
    this.#chosen = chosen;
    this.redraw();
  }

  /** The playhead follows the picture; a drag shows the pointer's place instead. */
  setPlayhead(at: number, playing: boolean): void {
    const before = this.#playhead;
    this.#playhead = at;
    const span = spanOf(this.#view);
    const edge = this.#view.from + span * FOLLOW_AT;
    const step = before === undefined ? 0 : at - before;
    const inSight = before !== undefined && before >= this.#view.from && before <= this.#view.to;
    if (playing && inSight && step > 0 && step < span * 0.1 && at > edge) {
      this.#setView(moveBy(this.#view, Math.min(step, at - edge), Date.now()));
    } else this.redraw();
  }

  show(view: Viewport): void {
    this.#setView(clampView(view, Date.now()));
  }

  bringIntoSight(at: number): void {
    const next = bringIntoSight(this.#view, at, Date.now());
    if (next !== this.#view) this.#setView(next);
  }

  /** Zooms about the playhead when it is in sight, else about the middle. */
  zoom(factor: number): void {
    const { from, to } = this.#view;
    const head = this.#playhead;
    const about = head !== undefined && head >= from && head <= to ? head : (from + to) / 2;
    this.#setView(zoomAbout(this.#view, about, factor, Date.now()));
  }

  redraw = (): void => {
    if (this.#queued !== 0) return;
    this.#queued = requestAnimationFrame(() => {
      this.#queued = 0;
      this.#draw();
    });
  };

  #setView(view: Viewport): void {
    this.#view = view;
    if (this.#width > 0) this.#events.onView(view, this.#width);
    this.redraw();
  }

  #draw(): void {
    const context = this.#context;
    if (!context || this.#width === 0) return;
    const began = performance.now();
    const ratio = devicePixelRatio || 1;
    const height = this.#sizes.scale + this.#lanes.length * this.#laneHeight;
    const pixelWidth = Math.round(this.#width * ratio);
    const pixelHeight = Math.round(height * ratio);
    if (this.#canvas.width !== pixelWidth || this.#canvas.height !== pixelHeight) {
      this.#canvas.width = pixelWidth;
      this.#canvas.height = pixelHeight;
      this.#canvas.style.width = `${this.#width}px`;
      this.#canvas.style.height = `${height}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const scene = {
      view: this.#view,
      width: this.#width,
      scaleHeight: this.#sizes.scale,
      laneHeight: this.#laneHeight,
      lanes: this.#lanes.map(({ cameraId, lane }) => ({ lane, chosen: cameraId === this.#chosen })),
      now: Date.now(),
      playhead: this.#dragAt ?? this.#playhead,
      hover: this.#drag ? undefined : this.#hover,
    };
    drawTimeline(context, scene, this.#paint);
    // What is drawn, for tests: the canvas itself tells nobody.
    this.#canvas.dataset['from'] = String(this.#view.from);
    this.#canvas.dataset['to'] = String(this.#view.to);
    this.#canvas.dataset['laneHeight'] = String(this.#laneHeight);
    this.slowestDrawMs = Math.max(this.slowestDrawMs, performance.now() - began);
  }

  #place(event: MouseEvent): Hover {
    const box = this.#canvas.getBoundingClientRect();
    const x = Math.min(Math.max(0, event.clientX - box.left), this.#width);
    const y = event.clientY - box.top;
    const index = Math.floor((y - this.#sizes.scale) / this.#laneHeight);
    const laneIndex = y >= this.#sizes.scale && index < this.#lanes.length ? index : undefined;
    return { at: timeAt(this.#view, this.#width, x), laneIndex, x, y };
  }

  readonly #onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
      const pixels = event.deltaX || event.deltaY;
      this.#setView(moveBy(this.#view, (pixels / Math.max(1, this.#width)) * spanOf(this.#view), Date.now()));
      return;
    }
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const factor = WHEEL_FACTOR ** (event.deltaY * lines);
    this.#setView(zoomAbout(this.#view, this.#place(event).at, factor, Date.now()));
  };

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button > 1) return;
    const place = this.#place(event);
    const moves = place.laneIndex === undefined || event.shiftKey || event.button === 1;
    this.#drag = { kind: moves ? 'move' : 'seek', startX: event.clientX, lastX: event.clientX, moved: false };
    this.#canvas.setPointerCapture(event.pointerId);
    this.#events.onHover(undefined);
    if (moves) return;
    const lane = place.laneIndex === undefined ? undefined : this.#lanes[place.laneIndex];
    if (lane && lane.cameraId !== this.#chosen) this.#events.onChoose(lane.cameraId);
    this.#dragAt = place.at;
    this.redraw();
  };

  readonly #onMove = (event: PointerEvent): void => {
    const place = this.#place(event);
    const drag = this.#drag;
    if (!drag) {
      this.#canvas.style.cursor = place.laneIndex === undefined ? 'grab' : 'crosshair';
      this.#hover = place.at;
      this.#events.onHover(place);
      this.redraw();
      return;
    }
    if (Math.abs(event.clientX - drag.startX) > CLICK_SLOP_PX) drag.moved = true;
    if (drag.kind === 'move') {
      this.#canvas.style.cursor = 'grabbing';
      const ms = ((drag.lastX - event.clientX) / Math.max(1, this.#width)) * spanOf(this.#view);
      this.#setView(moveBy(this.#view, ms, Date.now()));
    } else if (drag.moved) {
      this.#dragAt = place.at;
      this.#events.onSeek(place.at, true);
      this.redraw();
    }
    drag.lastX = event.clientX;
  };

  readonly #onUp = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    this.#dragAt = undefined;
    if (!drag || event.type === 'pointercancel') return;
    const place = this.#place(event);
    // A click on the scale goes there too; only a drag on it moves the view.
    if (drag.kind === 'seek' || !drag.moved) {
      this.#playhead = place.at;
      this.#events.onSeek(place.at, false);
    }
    this.redraw();
  };

  readonly #onLeave = (): void => {
    this.#hover = undefined;
    this.#events.onHover(undefined);
    this.redraw();
  };

  readonly #onDouble = (event: MouseEvent): void => {
    this.#setView(zoomAbout(this.#view, this.#place(event).at, 0.25, Date.now()));
  };

  /** Where an instant is drawn, px from the left of the lanes. */
  xOf(at: number): number {
    return xOf(this.#view, this.#width, at);
  }
}
