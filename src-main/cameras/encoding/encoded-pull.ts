/**
 * One pull of a camera of this PC: an FFmpeg of its own encodes its pictures and publishes them to the relay; to holders it
 * is a pull like any other, with one typed end. Lives as long as it is wanted. Within one pull it goes on to the next
 * encoder, or to the camera's own format, when the first choice does not start; retries beyond that are the holders'.
 */
import type { EncoderName, StreamInfo } from '../../../shared/model/camera.ts';
import { ENCODER_START_MS } from '../../../shared/model/limits.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/logger.ts';
import type { DeviceAccess } from '../../discovery/device-access.ts';
import type { ChosenMode, LocalDevice } from '../../discovery/local-device.ts';
import type { ExitInfo, FfmpegChild } from '../../ffmpeg/child.ts';
import { PullFailure, type Pull, type PullError, type PullStats } from '../../relay/relay.ts';
import type { RecorderProgram } from '../ports.ts';
import { endChild } from '../stop-ladder.ts';
import { publishArgs, usualSize, type Encoder } from './encoder-args.ts';
import type { EncoderChoice } from './encoder-choice.ts';
import { encoderEnd } from './encoder-end.ts';

/** The relay sees a connection end a moment before the process does; its last words are worth these waits. */
const EXIT_WAIT_MS = 300;
const JUDGE_WAIT_MS = 50;

export interface EncodedPullDeps {
  readonly access: DeviceAccess;
  readonly choice: EncoderChoice;
  readonly program: RecorderProgram;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class EncodedPull implements Pull {
  readonly id: number;
  readonly localUrl: string;
  readonly ready: Promise<StreamInfo>;
  readonly closed: Promise<PullError>;
  /** No process of this pull is left; the device is free. */
  readonly gone: Promise<void>;
  /** The encoder at work. */
  encoder: EncoderName | undefined;
  readonly #device: string;
  readonly #relayPull: Pull;
  readonly #deps: EncodedPullDeps;
  readonly #closed = Promise.withResolvers<PullError>();
  readonly #ready = Promise.withResolvers<StreamInfo>();
  #child: FfmpegChild | undefined;
  #isReady = false;
  #isOver = false;

  /** `before` is waited for: a camera of this PC can be opened only once. */
  constructor(device: string, relayPull: Pull, deps: EncodedPullDeps & { before: Promise<void> }) {
    this.#device = device;
    this.#relayPull = relayPull;
    this.#deps = deps;
    this.id = relayPull.id;
    this.localUrl = relayPull.localUrl;
    this.closed = this.#closed.promise;
    this.ready = this.#ready.promise;
    this.ready.catch(() => {});
    relayPull.ready.then(
      (info) => {
        this.#isReady = true;
        this.#ready.resolve(info);
      },
      () => {},
    );
    void relayPull.closed.then((error) => this.#relayClosed(error));
    this.gone = this.#run(deps.before);
  }

  stats(): PullStats | undefined {
    return this.#relayPull.stats();
  }

  onStats(listener: (stats: PullStats) => void): () => void {
    return this.#relayPull.onStats(listener);
  }

  closeReaders(): Promise<void> {
    return this.#relayPull.closeReaders();
  }

  async close(): Promise<void> {
    this.#end({ code: 'closed', detail: 'closed by us' });
    await this.#relayPull.close();
    await this.gone;
  }

  async #run(before: Promise<void>): Promise<void> {
    try {
      await before;
      if (this.#isOver) return;
      const camera = await this.#find();
      await this.#encode(camera);
    } catch (error) {
      this.#end(error instanceof PullFailure ? error.error : unexpected(error));
    } finally {
      await this.#relayPull.close();
    }
  }

  /** SEC-1: only what is listed now is opened, and by the name the list gives it. */
  async #find(): Promise<LocalDevice> {
    const listed = await this.#deps.access.list();
    const found = listed.find(({ device }) => device === this.#device);
    if (found) return found;
    throw new PullFailure({
      code: 'camera-lost',
      detail: `not among the ${listed.length} cameras of this PC`,
    });
  }

  async #encode(camera: LocalDevice): Promise<void> {
    const { access, choice } = this.#deps;
    let mode = await access.mode(camera.input);
    while (!this.#isOver) {
      const encoder = await choice.choose(this.#device);
      if (!encoder) {
        const detail = 'no H.264 encoder of this FFmpeg works here';
        throw new PullFailure({ code: 'unsupported', detail });
      }
      if (this.#isOver) return;
      const end = await this.#encodeWith(camera, encoder, mode);
      if (!end) return;
      const hasNext = end.blames === 'encoder' && (await choice.failed(this.#device, encoder));
      // What already published has given up its place at the relay: the next attempt opens another one.
      const mayRetry = !this.#isReady && (hasNext || (end.blames === 'mode' && mode !== undefined));
      if (!mayRetry) return this.#end({ code: end.code, detail: end.detail });
      if (end.blames === 'mode') mode = undefined;
    }
  }

  /** Undefined when the end was asked for. */
  async #encodeWith(camera: LocalDevice, encoder: Encoder, mode: ChosenMode | undefined) {
    const { access, program, clock, logger } = this.#deps;
    const input = access.inputArgs(camera.input, mode);
    const args = publishArgs({ input, encoder, size: mode ?? usualSize, localUrl: this.localUrl });
    const { binary, env } = program;
    const child = program.spawn({ binary, args, env: { ...env }, name: `encoder ${camera.name}` });
    this.#child = child;
    this.encoder = encoder.name;
    const limit = clock.after(ENCODER_START_MS, () => {
      if (this.#isReady) return;
      this.#end({ code: 'handshake-timeout', detail: `no picture within ${ENCODER_START_MS} ms` });
    });
    const exit = await child.exited;
    limit.cancel();
    this.encoder = undefined;
    if (this.#isOver) return undefined;
    const end = { ...encoderEnd(exit, child.tail()), detail: lastWords(exit, child) };
    logger.info('an encoder ended', { encoder: encoder.name, ...end });
    return end;
  }

  /** The relay knows a silent or a lost stream; why a stream was lost the encoder knows better, if it says so at once. */
  async #relayClosed(error: PullError): Promise<void> {
    const { clock } = this.#deps;
    if (error.code === 'camera-lost' && this.#child) {
      await within(EXIT_WAIT_MS, this.#child.exited, clock);
      await within(JUDGE_WAIT_MS, this.closed, clock);
    }
    this.#end(error);
  }

  /** The one end: told to holders at once; the process follows. */
  #end(error: PullError): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ready.reject(new PullFailure(error));
    this.#closed.resolve(error);
    void this.#relayPull.close();
    const child = this.#child;
    if (!child) return;
    const { clock } = this.#deps;
    // `q` first: the camera is let go of in order.
    void endChild({ clock, child, closeInput: async () => child.quit() });
  }
}

function lastWords(exit: ExitInfo, child: FfmpegChild): string {
  return exit.startError ?? child.tail().at(-1) ?? `the encoder ended with ${exit.code ?? exit.signal}`;
}

/** A name that must not be opened never will be; anything else is a PC that cannot list or start programs now. */
function unexpected(error: unknown): PullError {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: error instanceof RangeError ? 'unsupported' : 'encoder-failed', detail };
}

async function within(limitMs: number, promise: Promise<unknown>, clock: Clock): Promise<void> {
  const timer = new AbortController();
  await Promise.race([promise, clock.sleep(limitMs, timer.signal)]);
  timer.abort();
}
