/**
 * Decides which pictures a viewer gets that cannot keep up (LIV-3): beyond a limit of unsent bytes nothing more is sent
 * until the next key frame finds the backlog halved. Pure; knows the picture frames' flags (docs/api.md), not their content.
 */

/** About four seconds of a 4 Mbit/s camera: more would only be shown late. */
export const VIEWER_BACKLOG_BYTES = 2 * 1024 * 1024;
const KEY_FLAG = 1;
const FLAGS_AT = 1;

export class SlowViewerGate {
  #skipping = false;
  #skipped = 0;

  /** Pictures left out so far. */
  get skipped(): number {
    return this.#skipped;
  }

  /** True when this frame should be sent, given the bytes that are waiting. */
  admits(frame: Uint8Array, bufferedBytes: number): boolean {
    const isKey = ((frame[FLAGS_AT] ?? 0) & KEY_FLAG) !== 0;
    if (this.#skipping) this.#skipping = !isKey || bufferedBytes > VIEWER_BACKLOG_BYTES / 2;
    else this.#skipping = bufferedBytes > VIEWER_BACKLOG_BYTES;
    if (this.#skipping) this.#skipped += 1;
    return !this.#skipping;
  }
}
