/** The timeline as an operator uses it: where an instant is drawn, what colour stands there, click and hover by time. */
import type { Page } from '@playwright/test';
import { expect } from '../fixtures.ts';

const SCALE_PX = 26;

export type Drawn = 'footage' | 'newest' | 'gap' | 'nothing';

interface Place {
  /** In the window, px. */
  readonly x: number;
  readonly y: number;
  /** The instant under that pixel, UTC ms. */
  readonly at: number;
}

/** The pixel of a lane (from 0) that shows an instant; undefined while that is out of sight. */
async function placeOf(window: Page, lane: number, at: number): Promise<Place | undefined> {
  return window.getByTestId('timeline').evaluate(
    (element, { lane, at, scale }) => {
      const { from, to, laneHeight } = (element as HTMLElement).dataset;
      const box = element.getBoundingClientRect();
      const span = Number(to) - Number(from);
      const offset = Math.round(((at - Number(from)) / span) * box.width);
      if (!(offset >= 0 && offset < box.width)) return undefined;
      return {
        x: box.left + offset,
        y: box.top + scale + (lane + 0.5) * Number(laneHeight),
        at: Number(from) + (offset / box.width) * span,
      };
    },
    { lane, at, scale: SCALE_PX },
  );
}

async function seenPlace(window: Page, lane: number, at: number): Promise<Place> {
  await expect.poll(() => placeOf(window, lane, at), 'the instant is in sight').toBeDefined();
  return (await placeOf(window, lane, at)) as Place;
}

/** Clicks on an instant of a lane; answers with the instant that the pixel really stands for. */
export async function clickAt(window: Page, lane: number, at: number): Promise<number> {
  const place = await seenPlace(window, lane, at);
  await window.mouse.click(place.x, place.y);
  return place.at;
}

export async function hoverAt(window: Page, lane: number, at: number): Promise<void> {
  const place = await seenPlace(window, lane, at);
  await window.mouse.move(place.x, place.y);
}

/** What is drawn at an instant of a lane, told by its colour. */
export async function drawnAt(window: Page, lane: number, at: number): Promise<Drawn> {
  const place = await placeOf(window, lane, at);
  if (!place) return 'nothing';
  return window.getByTestId('timeline').evaluate((element, { x, y }) => {
    const canvas = element as HTMLCanvasElement;
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    const context = canvas.getContext('2d');
    const pixel = context?.getImageData((x - box.left) * ratio, (y - box.top) * ratio, 1, 1).data ?? [];
    const style = getComputedStyle(canvas);
    const tokens = {
      '--footage': 'footage',
      '--footage-live': 'newest',
      '--gap-1-fill': 'gap',
      '--gap-hatch': 'gap',
      '--surface': 'nothing',
      '--bg': 'nothing',
      '--accent-wash': 'nothing',
    } as const;
    const distance = (token: string): number => {
      const hex = style.getPropertyValue(token).trim().slice(1);
      const parts = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      return Math.hypot(...parts.map((part, index) => part - (pixel[index] ?? 0)));
    };
    const names = Object.keys(tokens) as (keyof typeof tokens)[];
    return tokens[names.reduce((best, name) => (distance(name) < distance(best) ? name : best))];
  }, place);
}
