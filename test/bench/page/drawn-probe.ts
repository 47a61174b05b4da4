/**
 * Runs in the live worker of row 11, before the worker's own script: after every picture that is drawn it notes the time
 * and reads the frame number from the canvas. The worker itself is the app's, unchanged.
 */
import { decodeBarCode, lumaOfRgba } from '../../../src-main/demo/bar-code.ts';
import type { SeenFrame } from '../frame-arithmetic.ts';

export const DRAWN_CHANNEL = 'bench-drawn';

export interface DrawnFrame extends Omit<SeenFrame, 'number'> {
  /** Which canvas, in the order of their first picture, from 0. */
  readonly canvas: number;
  /** undefined when it cannot be read. */
  readonly number: number | undefined;
}

const canvases = new Map<OffscreenCanvas, number>();
const channel = new BroadcastChannel(DRAWN_CHANNEL);
const { prototype } = OffscreenCanvasRenderingContext2D;
// oxlint-disable-next-line typescript/unbound-method -- it is called on the context again
const original = prototype.drawImage as (...parameters: unknown[]) => void;

prototype.drawImage = function drawImage(this: OffscreenCanvasRenderingContext2D, ...parameters: unknown[]) {
  original.apply(this, parameters);
  // The cameras' send log is read in the same clock.
  const at = Date.now();
  const { canvas } = this;
  const known = canvases.get(canvas) ?? canvases.size;
  canvases.set(canvas, known);
  const { width, height } = canvas;
  const { data } = this.getImageData(0, 0, width, Math.ceil(height * 0.05));
  const number = decodeBarCode(lumaOfRgba(data, width), width, height);
  channel.postMessage({ canvas: known, number, at } satisfies DrawnFrame);
} as typeof prototype.drawImage;
