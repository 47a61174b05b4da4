/**
 * Which frame of a simulated camera a picture in the window shows: read from the bar code in the picture itself, and set
 * against the camera's schedule. Never believes a clock of the page's own for that.
 */
import type { Locator, Page } from '@playwright/test';
import { decodeBarCode } from '../../../src-main/demo/bar-code.ts';
import { frameTime } from '../../../src-main/demo/schedule.ts';
import { identify } from '../../support/frame-ledger.ts';

/** How far apart the schedules of neighbouring simulated cameras are (demo-fleet.ts). */
const PHASE_STEP_MS = 2_280;

export const phaseOf = (cameraNumber: number): number => (cameraNumber - 1) * PHASE_STEP_MS;

/** Frames between key frames on the main stream, as a length of time. */
export const GOP_MS = 1_000;

export interface ShownFrame {
  /** Place on the camera's endless schedule. */
  readonly index: number;
  /** When the camera was due to send it, UTC ms. */
  readonly dueAt: number;
  /** When it was read, UTC ms. */
  readonly readAt: number;
}

/** The frame on a live tile now; undefined while there is none that can be read. */
export async function liveFrame(tile: Locator, cameraNumber: number): Promise<ShownFrame | undefined> {
  const read = await readPicture(tile);
  return read && identified(read, cameraNumber, read.readAt);
}

export interface PlayedFrame extends ShownFrame {
  /** The time that the window names for this picture, UTC ms. */
  readonly namedAt: number;
}

/** The frame on the playback screen now; undefined while there is none, or while the time jumps. */
export async function playedFrame(window: Page, cameraNumber: number): Promise<PlayedFrame | undefined> {
  const read = await readPicture(window.getByTestId('playback-video'));
  if (read?.namedAt === undefined) return undefined;
  return { ...identified(read, cameraNumber, read.namedAt), namedAt: read.namedAt };
}

interface ReadPicture {
  readonly number: number;
  readonly readAt: number;
  readonly namedAt?: number;
}

/** A picture shows only its number in the loop of ten seconds; `about` says which round, right within five seconds. */
function identified({ number, readAt }: ReadPicture, cameraNumber: number, about: number): ShownFrame {
  const phase = phaseOf(cameraNumber);
  const index = identify(number, about, phase);
  return { index, dueAt: frameTime(index, phase), readAt };
}

async function readPicture(picture: Locator): Promise<ReadPicture | undefined> {
  const seen = await picture.evaluate(async (element) => {
    const source = element as HTMLVideoElement & HTMLCanvasElement;
    const width = source.videoWidth || source.width;
    const height = source.videoHeight || source.height;
    if (!width || !height) return undefined;
    const clock = document.querySelector<HTMLElement>('[data-testid="playback-time"]');
    const before = Number(clock?.dataset['at'] ?? Number.NaN);
    // One row through the middle of the bar code, at full width: nothing is scaled or cropped.
    const row = Math.round(height * 0.025);
    const context = new OffscreenCanvas(width, row + 1).getContext('2d');
    context?.drawImage(source, 0, 0);
    const readAt = Date.now();
    const pixels = context?.getImageData(0, row, width, 1).data ?? [];
    const greens = Array.from(pixels).filter((_, index) => index % 4 === 1);
    if (!clock) return { width, height, readAt, greens };
    // The page hears of a new picture up to two screen refreshes late: across a jump the two do not belong together.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    const jumped = !(Math.abs(Number(clock.dataset['at'] ?? Number.NaN) - before) < 1_000);
    return jumped ? undefined : { width, height, readAt, greens, namedAt: before };
  });
  if (!seen) return undefined;
  const { width, height, greens, ...rest } = seen;
  // The strip is black and white: one colour says how bright it is.
  const number = decodeBarCode((x) => greens[x] ?? 0, width, height);
  return number === undefined ? undefined : { number, ...rest };
}
