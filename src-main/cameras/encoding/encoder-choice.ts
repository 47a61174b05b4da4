/**
 * Which encoder a camera of this PC gets: the first that passed its self-test and has not failed with this camera. Each is
 * tested once in the app's life, when it is first needed; the results are kept. Starts nothing but what it is handed.
 */
import type { Logger } from '../../base/logger.ts';
import type { Encoder } from './encoder-args.ts';

export interface EncoderChoiceDeps {
  /** Hardware first, the processor last. */
  readonly candidates: () => Promise<readonly Encoder[]>;
  /** Whether it works on this PC. Never rejects. */
  readonly works: (encoder: Encoder) => Promise<boolean>;
  readonly logger: Logger;
}

export class EncoderChoice {
  readonly #deps: EncoderChoiceDeps;
  readonly #failed = new Map<string, Set<string>>();
  #working: Promise<readonly Encoder[]> | undefined;

  constructor(deps: EncoderChoiceDeps) {
    this.#deps = deps;
  }

  /** The encoder for a camera; the last working one even if it failed before. Undefined when none works here. */
  async choose(device: string): Promise<Encoder | undefined> {
    const working = await this.prepare();
    const failed = this.#failed.get(device);
    return working.find((encoder) => !failed?.has(keyOf(encoder))) ?? working.at(-1);
  }

  /** The working encoders; tests them when that has not been done yet. */
  prepare(): Promise<readonly Encoder[]> {
    this.#working ??= this.#test();
    return this.#working;
  }

  /** An encoder failed with this camera; true when there is another one to try. */
  async failed(device: string, encoder: Encoder): Promise<boolean> {
    const failed = this.#failed.get(device) ?? new Set();
    this.#failed.set(device, failed.add(keyOf(encoder)));
    const next = await this.choose(device);
    return next !== undefined && !failed.has(keyOf(next));
  }

  /** One after the other: the first ones decide for nearly everybody, and chips do not like to be asked twice at once. */
  async #test(): Promise<readonly Encoder[]> {
    const { candidates, works, logger } = this.#deps;
    const working: Encoder[] = [];
    for (const encoder of await candidates()) if (await works(encoder)) working.push(encoder);
    logger.info('encoders for cameras of this PC', { working: working.map(keyOf) });
    return working;
  }
}

function keyOf({ name, renderNode }: Encoder): string {
  return renderNode === undefined ? name : `${name} ${renderNode}`;
}
