/**
 * One tile in the worker: decodes its pictures and draws the newest on each animation frame. Catch-up pictures are
 * drawn too (the tile fast-forwards to now instead of staying black). After an error or when the decoder cannot follow
 * it waits for the next key frame; the recorder is never slowed (LIV-3).
 */
import type { FromLiveWorker, LiveFrame } from './live-protocol.ts';

const REPORT_EVERY_MS = 200;
/** More waiting pictures than this and the decoder is not keeping up. */
const QUEUE_LIMIT = 30;

export class LiveTileDecoder {
  readonly #tile: number;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D | null;
  readonly #post: (message: FromLiveWorker) => void;
  readonly #catchUpTimes = new Set<number>();
  #decoder: VideoDecoder | undefined;
  #codec = '';
  #seenKey = false;
  #next: VideoFrame | undefined;
  #drawing = false;
  #reportedAt = 0;
  #closed = false;

  constructor(tile: number, canvas: OffscreenCanvas, post: (message: FromLiveWorker) => void) {
    this.#tile = tile;
    this.#canvas = canvas;
    this.#post = post;
    this.#context = canvas.getContext('2d', { alpha: false, desynchronized: true });
  }

  /** Prepares for a stream; says so when this machine cannot decode it (LIV-5). */
  bind(codec: string): void {
    this.#codec = codec;
    this.#reset();
    VideoDecoder.isConfigSupported({ codec, optimizeForLatency: true }).then(
      ({ supported }) => supported === false && this.#unsupported(codec),
      () => this.#unsupported(codec),
    );
  }

  decode(frame: LiveFrame): void {
    if (this.#codec === '' || (!this.#seenKey && !frame.key)) return;
    const decoder = this.#ready();
    if (!decoder) return;
    if (decoder.decodeQueueSize > QUEUE_LIMIT && !frame.catchUp) {
      this.#seenKey = false;
      return;
    }
    this.#seenKey = true;
    if (frame.catchUp) this.#catchUpTimes.add(frame.timeUs);
    try {
      const type = frame.key ? 'key' : 'delta';
      decoder.decode(new EncodedVideoChunk({ type, timestamp: frame.timeUs, data: frame.data }));
    } catch (error) {
      this.#failed(error);
    }
  }

  unbind(): void {
    this.#codec = '';
    this.#reset();
  }

  close(): void {
    this.#closed = true;
    this.unbind();
  }

  #ready(): VideoDecoder | undefined {
    if (this.#decoder && this.#decoder.state === 'configured') return this.#decoder;
    try {
      const decoder = new VideoDecoder({
        output: (picture) => this.#show(picture),
        error: (error) => this.#failed(error),
      });
      decoder.configure({ codec: this.#codec, optimizeForLatency: true });
      this.#decoder = decoder;
      return decoder;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #show(picture: VideoFrame): void {
    this.#next?.close();
    this.#next = picture;
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const newest = this.#next;
      this.#next = undefined;
      if (!newest) return;
      if (!this.#closed) this.#draw(newest);
      newest.close();
    });
  }

  #draw(picture: VideoFrame): void {
    const { displayWidth: width, displayHeight: height, timestamp } = picture;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#context?.drawImage(picture, 0, 0, width, height);
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    const catchUp = this.#catchUpTimes.delete(timestamp);
    if (!catchUp) this.#catchUpTimes.clear();
    this.#post({ op: 'picture', tile: this.#tile, timeUs: timestamp, catchUp, width, height });
  }

  #failed(error: unknown): void {
    this.#reset();
    const message = error instanceof Error ? error.message : String(error);
    this.#post({ op: 'decode-error', tile: this.#tile, message });
  }

  #unsupported(codec: string): void {
    if (this.#codec !== codec) return;
    this.#codec = '';
    this.#reset();
    this.#post({ op: 'unsupported', tile: this.#tile, codec });
  }

  #reset(): void {
    this.#seenKey = false;
    this.#reportedAt = 0;
    this.#catchUpTimes.clear();
    if (this.#decoder && this.#decoder.state !== 'closed') this.#decoder.close();
    this.#decoder = undefined;
    this.#next?.close();
    this.#next = undefined;
  }
}
