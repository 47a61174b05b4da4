/**
 * A raw picture (planar YUV 4:2:0, BT.709, video levels) and soft-edged shapes to paint on it.
 * Shapes are signed distances in pixels (negative inside), so every edge is smooth without any drawing library or font.
 */
import type { Shape } from './shapes.ts';

/** Red, green, blue 0…255. */
export type Rgb = readonly [number, number, number];

/** Luma and the two chroma values at video levels. */
export type Yuv = readonly [number, number, number];

export function yuvOf([red, green, blue]: Rgb): Yuv {
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return [
    16 + (luma * 219) / 255,
    128 + ((blue - luma) / 1.8556) * (224 / 255),
    128 + ((red - luma) / 1.5748) * (224 / 255),
  ];
}

/** `#rrggbb` as numbers. */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export class Picture {
  readonly width: number;
  readonly height: number;
  /** The three planes in one piece, as FFmpeg's rawvideo reads them. */
  readonly bytes: Uint8Array;
  readonly #planes: readonly [Uint8Array, Uint8Array, Uint8Array];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const size = width * height;
    this.bytes = new Uint8Array(size + size / 2);
    this.#planes = [
      this.bytes.subarray(0, size),
      this.bytes.subarray(size, size + size / 4),
      this.bytes.subarray(size + size / 4),
    ];
  }

  /** A picture with the same pixels, to be painted on. */
  copy(): Picture {
    const copy = new Picture(this.width, this.height);
    copy.bytes.set(this.bytes);
    return copy;
  }

  lumaAt(x: number, y: number): number {
    return this.#planes[0][y * this.width + x] ?? 0;
  }

  /** Paints a whole-pixel rectangle, opaque. Chroma follows on even pixels. */
  fillRect(x: number, y: number, width: number, height: number, color: Yuv): void {
    for (let row = y; row < y + height; row++)
      this.#planes[0].fill(color[0], row * this.width + x, row * this.width + x + width);
    const half = this.width / 2;
    for (let row = y >> 1; row < (y + height) >> 1; row++) {
      const from = row * half + (x >> 1);
      this.#planes[1].fill(color[1], from, from + (width >> 1));
      this.#planes[2].fill(color[2], from, from + (width >> 1));
    }
  }

  /** Paints a shape; `opacity` 0…1, `softness` is the width of the edge in pixels (1 is a clean edge, 40 a shadow). */
  paint(shape: Shape, color: Yuv, { opacity = 1, softness = 1 } = {}): void {
    this.#blend(shape, 1, opacity, softness, (at, alpha) => mix(this.#planes[0], at, color[0], alpha));
    this.#blend(shape, 2, opacity, softness, (at, alpha) => {
      mix(this.#planes[1], at, color[1], alpha);
      mix(this.#planes[2], at, color[2], alpha);
    });
  }

  /** Fills the picture with a gradient from top to bottom. */
  fillGradient(top: Rgb, bottom: Rgb): void {
    for (let y = 0; y < this.height; y += 2) {
      const share = y / this.height;
      const at = (index: 0 | 1 | 2): number => top[index] + (bottom[index] - top[index]) * share;
      this.fillRect(0, y, this.width, 2, yuvOf([at(0), at(1), at(2)]));
    }
  }

  /** Changes the brightness of every pixel by a function's value, in luma steps: light, vignette and grain. */
  lighten(amountAt: (x: number, y: number) => number): void {
    const luma = this.#planes[0];
    for (let y = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++) {
        const at = y * this.width + x;
        luma[at] = Math.min(235, Math.max(16, Math.round((luma[at] ?? 16) + amountAt(x, y))));
      }
  }

  #blend(
    shape: Shape,
    step: number,
    opacity: number,
    softness: number,
    put: (at: number, alpha: number) => void,
  ): void {
    const stride = this.width / step;
    const left = Math.max(0, Math.floor((shape.left - softness) / step));
    const right = Math.min(stride - 1, Math.ceil((shape.right + softness) / step));
    const top = Math.max(0, Math.floor((shape.top - softness) / step));
    const bottom = Math.min(this.height / step - 1, Math.ceil((shape.bottom + softness) / step));
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const distance = shape.distance(x * step + step / 2, y * step + step / 2);
        const alpha = Math.min(1, Math.max(0, 0.5 - distance / softness)) * opacity;
        if (alpha > 0) put(y * stride + x, alpha);
      }
  }
}

function mix(plane: Uint8Array, at: number, value: number, alpha: number): void {
  const old = plane[at] ?? 0;
  plane[at] = Math.round(old + (value - old) * alpha);
}
