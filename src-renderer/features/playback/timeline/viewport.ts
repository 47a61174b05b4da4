/** The part of time that the timeline shows: zoom, move, where an instant lies in pixels. Pure; instants UTC ms. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

/** From a month to ten seconds. */
export const SPAN_MAX_MS = 31 * 86_400_000;
export const SPAN_MIN_MS = 10_000;
/** How much of the picture may lie in the future, so that "now" has room to move. */
const FUTURE_PART = 0.5;

export const spanOf = (view: Viewport): number => view.to - view.from;

export function xOf(view: Viewport, width: number, at: number): number {
  return ((at - view.from) / spanOf(view)) * width;
}

export function timeAt(view: Viewport, width: number, x: number): number {
  return view.from + (x / Math.max(1, width)) * spanOf(view);
}

/** Keeps span and place within bounds without changing the span needlessly. */
export function clampView(view: Viewport, now: number): Viewport {
  const span = Math.min(SPAN_MAX_MS, Math.max(SPAN_MIN_MS, spanOf(view)));
  const middle = (view.from + view.to) / 2;
  const latestFrom = now - span * (1 - FUTURE_PART);
  const from = Math.min(Math.max(0, middle - span / 2), latestFrom);
  return { from, to: from + span };
}

/** Zooms by a factor (< 1 = closer) so that the instant `about` stays where it is. */
export function zoomAbout(view: Viewport, about: number, factor: number, now: number): Viewport {
  const span = Math.min(SPAN_MAX_MS, Math.max(SPAN_MIN_MS, spanOf(view) * factor));
  const part = (about - view.from) / spanOf(view);
  const from = about - part * span;
  const latestFrom = now - span * (1 - FUTURE_PART);
  const bounded = Math.min(Math.max(0, from), latestFrom);
  return { from: bounded, to: bounded + span };
}

export function moveBy(view: Viewport, ms: number, now: number): Viewport {
  return clampView({ from: view.from + ms, to: view.to + ms }, now);
}

/** Brings an instant into sight: leaves the view alone when it is, else puts it in the middle at the same scale. */
export function bringIntoSight(view: Viewport, at: number, now: number): Viewport {
  if (at >= view.from && at <= view.to) return view;
  const half = spanOf(view) / 2;
  return clampView({ from: at - half, to: at + half }, now);
}

/** Just after the first start there are seconds of footage; they should not be a sliver. */
const FIRST_SPAN_MIN_MS = 180_000;

/** What to show first: everything when there is less than a day, else the last 24 hours up to a little after now. */
export function firstView(oldestAt: number | undefined, now: number): Viewport {
  const day = 86_400_000;
  const oldest = Math.max(oldestAt ?? now, now - day);
  const span = Math.max(FIRST_SPAN_MIN_MS, now - oldest);
  return clampView({ from: now - span * 1.05, to: now + span * 0.08 }, now);
}
