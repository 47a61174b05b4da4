/** Cuts a byte stream into lines (LF, CR or both), with a cap on the length of one line. Never holds more than the cap. */
export const MAX_LINE_CHARACTERS = 4096;

export class LineSplitter {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #overlong = false;

  /** Whole lines in this chunk; empty lines are left out. */
  push(chunk: Uint8Array): string[] {
    return this.#cut(this.#decoder.decode(chunk, { stream: true }));
  }

  /** What was left without an end of line. */
  flush(): string[] {
    return this.#cut(`${this.#decoder.decode()}\n`);
  }

  #cut(text: string): string[] {
    const parts = (this.#rest + text).split(/[\r\n]+/);
    this.#rest = parts.pop() ?? '';
    const lines: string[] = [];
    for (const part of parts) {
      // The start of an overlong line was handed out when it reached the cap; its remainder is dropped.
      if (part !== '' && !this.#overlong) lines.push(part.slice(0, MAX_LINE_CHARACTERS));
      this.#overlong = false;
    }
    if (this.#rest.length > MAX_LINE_CHARACTERS) {
      if (!this.#overlong) lines.push(this.#rest.slice(0, MAX_LINE_CHARACTERS));
      this.#overlong = true;
      this.#rest = '';
    }
    return lines;
  }
}
