/**
 * Keeps the last lines of FFmpeg's stderr. A flood (a camera with broken time stamps gives thousands of lines that
 * differ only in digits) takes the room of one line and is counted.
 */
const KEPT_LINES = 200;
/** Floods come as a few kinds of lines taking turns, so the newest entries are looked at, not just the last. */
const COLLAPSE_WITHIN = 8;

interface Entry {
  readonly shape: string;
  text: string;
  count: number;
}

export class StderrRing {
  readonly #entries: Entry[] = [];

  push(line: string): void {
    // The address behind "@" has no 0x on Windows.
    const shape = line.replaceAll(/@ (?:0x)?[0-9a-f]+|0x[0-9a-f]+|\d+/gi, '#');
    const same = this.#entries.slice(-COLLAPSE_WITHIN).find((entry) => entry.shape === shape);
    if (same) {
      same.text = line;
      same.count++;
      return;
    }
    this.#entries.push({ shape, text: line, count: 1 });
    if (this.#entries.length > KEPT_LINES) this.#entries.shift();
  }

  /** Oldest first; the newest of lines that differ only in digits, with how often. */
  lines(): string[] {
    return this.#entries.map(({ text, count }) => (count === 1 ? text : `${text} (${count} times)`));
  }
}
