/**
 * Draws the timeline: scale on top, one lane per camera, footage solid, live edge brighter, gaps hatched, the future
 * left dark, the playhead over all. One canvas, no state; everything it needs comes in the scene.
 */
import { marksOf, stepFor } from './axis.ts';
import type { Lane } from './footage.ts';
import { xOf, type Viewport } from './viewport.ts';

export interface Scene {
  readonly view: Viewport;
  readonly width: number;
  readonly scaleHeight: number;
  readonly laneHeight: number;
  readonly lanes: readonly { readonly lane: Lane; readonly chosen: boolean }[];
  readonly now: number;
  readonly playhead: number | undefined;
  readonly hover: number | undefined;
}

export interface Paint {
  readonly surface: string;
  readonly future: string;
  readonly line: string;
  readonly text: string;
  readonly textStrong: string;
  readonly footage: string;
  readonly live: string;
  readonly gapFill: string;
  readonly gapHatch: string;
  readonly chosen: string;
  readonly playhead: string;
  readonly hover: string;
  readonly font: string;
}

const LABEL_MIN_PX = 92;
const HATCH_PX = 7;

/** Colours from the tokens, read once per mount. */
export function readPaint(element: Element): Paint {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    surface: token('--surface'),
    future: token('--bg'),
    line: token('--line'),
    text: token('--text-3'),
    textStrong: token('--text-2'),
    footage: token('--footage'),
    live: token('--footage-live'),
    gapFill: token('--gap-1-fill'),
    gapHatch: token('--gap-hatch'),
    chosen: token('--accent-wash'),
    playhead: token('--playhead'),
    hover: token('--text-3'),
    font: `11px ${token('--num')}`,
  };
}

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene, paint: Paint): void {
  const { width, scaleHeight, laneHeight, lanes, view, now } = scene;
  const height = scaleHeight + lanes.length * laneHeight;
  context.fillStyle = paint.surface;
  context.fillRect(0, 0, width, height);
  const nowX = xOf(view, width, now);
  if (nowX < width) {
    context.fillStyle = paint.future;
    context.fillRect(Math.max(0, nowX), scaleHeight, width, height - scaleHeight);
  }
  drawScale(context, scene, paint, height);
  lanes.forEach(({ lane, chosen }, index) => {
    const top = scaleHeight + index * laneHeight;
    if (chosen) {
      context.fillStyle = paint.chosen;
      context.fillRect(0, top, width, laneHeight);
    }
    drawLane(context, lane, { ...scene, top }, paint);
    context.fillStyle = paint.line;
    context.fillRect(0, top + laneHeight - 1, width, 1);
  });
  if (nowX >= 0 && nowX < width) {
    context.fillStyle = paint.live;
    context.fillRect(Math.round(nowX), scaleHeight - 5, 1, height - scaleHeight + 5);
  }
  if (scene.hover !== undefined) {
    context.fillStyle = paint.hover;
    context.fillRect(Math.round(xOf(view, width, scene.hover)), scaleHeight, 1, height - scaleHeight);
  }
  if (scene.playhead !== undefined) drawPlayhead(context, xOf(view, width, scene.playhead), height, paint);
}

function drawScale(context: CanvasRenderingContext2D, scene: Scene, paint: Paint, height: number): void {
  const { width, scaleHeight, view } = scene;
  context.fillStyle = paint.line;
  context.fillRect(0, scaleHeight - 1, width, 1);
  context.font = paint.font;
  context.textBaseline = 'middle';
  let freeFrom = -Infinity;
  for (const mark of marksOf(view, stepFor(view, width, LABEL_MIN_PX))) {
    const x = Math.round(xOf(view, width, mark.at));
    context.fillStyle = paint.line;
    context.fillRect(x, mark.strong ? 0 : scaleHeight - 7, 1, mark.strong ? height : 7);
    if (x < freeFrom) continue;
    context.fillStyle = mark.strong ? paint.textStrong : paint.text;
    context.fillText(mark.label, x + 4, scaleHeight / 2 - 1);
    freeFrom = x + context.measureText(mark.label).width + 12;
  }
}

type LaneScene = Scene & { readonly top: number };

function drawLane(context: CanvasRenderingContext2D, lane: Lane, scene: LaneScene, paint: Paint): void {
  const inset = scene.laneHeight >= 26 ? 5 : 3;
  const top = scene.top + inset;
  const height = scene.laneHeight - inset * 2 - 1;
  context.fillStyle = paint.footage;
  for (const span of lane.spans) bar(context, span, scene, top, height);
  for (const gap of lane.gaps) hatch(context, gap, scene, { top, height }, paint);
  if (lane.open) {
    context.fillStyle = paint.live;
    bar(context, lane.open, scene, top, height);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function edges(range: Range, scene: Scene): { left: number; right: number } | undefined {
  if (range.to <= scene.view.from || range.from >= scene.view.to) return undefined;
  const left = Math.max(-2, xOf(scene.view, scene.width, range.from));
  const right = Math.min(scene.width + 2, xOf(scene.view, scene.width, range.to));
  return { left, right };
}

function bar(
  context: CanvasRenderingContext2D,
  range: Range,
  scene: Scene,
  top: number,
  height: number,
): void {
  const found = edges(range, scene);
  if (found) context.fillRect(found.left, top, Math.max(1, found.right - found.left), height);
}

/** A gap is drawn even when it is narrower than a pixel: a hole must never be invisible. */
function hatch(
  context: CanvasRenderingContext2D,
  range: Range,
  scene: Scene,
  { top, height }: { top: number; height: number },
  paint: Paint,
): void {
  const found = edges(range, scene);
  if (!found) return;
  const { left } = found;
  const width = Math.max(2, found.right - left);
  context.fillStyle = paint.gapFill;
  context.fillRect(left, top, width, height);
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = paint.gapHatch;
  context.lineWidth = 1.5;
  context.beginPath();
  // Hatching hangs on the time axis, so that it moves with the view instead of shimmering.
  const first = left - height - ((left - xOf(scene.view, scene.width, range.from)) % HATCH_PX);
  for (let x = first; x < left + width; x += HATCH_PX) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

function drawPlayhead(context: CanvasRenderingContext2D, x: number, height: number, paint: Paint): void {
  context.fillStyle = paint.playhead;
  context.fillRect(Math.round(x) - 1, 0, 2, height);
  context.beginPath();
  context.moveTo(x - 5, 0);
  context.lineTo(x + 5, 0);
  context.lineTo(x, 7);
  context.fill();
}
