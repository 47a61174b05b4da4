/**
 * Reads FFmpeg's segment list (CSV, RFC 4180 quoting) as input from outside: bytes in, rows and faults out. Pure.
 * Only newline-terminated lines count; a name must have exactly the form Watchpost asked FFmpeg for.
 * Never throws, never looks at the disk, never lets a name through that could lead out of the run's folder.
 */
import { nameStampOf } from '../../shared/model/segment-name.ts';

/** Longest line that is looked at: 40 characters of slug, a stamp and two numbers need about 110. */
export const MANIFEST_LINE_MAX_BYTES = 512;

export interface ManifestRow {
  readonly name: string;
  /** UTC second in the name. */
  readonly nameStampS: number;
  /** Stream time since the run's first packet, seconds. */
  readonly startS: number;
  readonly endS: number;
}

export type ManifestFault = 'line-too-long' | 'control-character' | 'quoting' | 'fields' | 'name' | 'number';

/** One line. `endOffset` is the manifest's byte offset after its newline: what may be committed once it is dealt with. */
export type ManifestLine =
  | { readonly kind: 'row'; readonly row: ManifestRow; readonly endOffset: number }
  | { readonly kind: 'fault'; readonly fault: ManifestFault; readonly endOffset: number };

const NEWLINE = 10;
const numberForm = /^-?\d{1,12}(\.\d{1,9})?$/;
const controlCharacter = /[\u0000-\u001f\u007f\ufffd]/;

/** RFC 4180 fields of one line, or undefined when the quoting is broken. A quoted field never spans lines. */
function splitFields(line: string): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let value = '';
      let from = at + 1;
      for (;;) {
        const quote = line.indexOf('"', from);
        if (quote < 0) return undefined;
        value += line.slice(from, quote);
        at = quote + 1;
        if (line[at] !== '"') break;
        value += '"';
        from = at + 1;
      }
      fields.push(value);
      if (at < line.length && line[at] !== ',') return undefined;
    } else {
      const comma = line.indexOf(',', at);
      const end = comma < 0 ? line.length : comma;
      fields.push(line.slice(at, end));
      at = end;
    }
    if (at >= line.length) return fields;
    at += 1;
  }
}

/** One line without its newline: the row it says, or what is wrong with it. */
export function parseManifestLine(line: string, slug: string): ManifestRow | ManifestFault {
  if (controlCharacter.test(line)) return 'control-character';
  const fields = splitFields(line);
  if (!fields) return 'quoting';
  const [name, start, end] = fields;
  if (fields.length !== 3 || name === undefined || start === undefined || end === undefined) return 'fields';
  const nameStampS = nameStampOf(name, slug);
  if (nameStampS === undefined) return 'name';
  if (!numberForm.test(start) || !numberForm.test(end)) return 'number';
  return { name, nameStampS, startS: Number(start), endS: Number(end) };
}

/**
 * Cuts a stream of manifest bytes into lines. Keeps an unfinished line for later; of a line that is too long it keeps
 * nothing, and reports it once when its newline comes.
 */
export class ManifestParser {
  readonly #slug: string;
  #offset: number;
  #partial: Uint8Array[] = [];
  #partialBytes = 0;

  /** `offset` is where in the manifest the first pushed byte stands. */
  constructor(slug: string, offset = 0) {
    this.#slug = slug;
    this.#offset = offset;
  }

  /** Byte offset of the next byte to push. */
  get offset(): number {
    return this.#offset;
  }

  push(chunk: Uint8Array): ManifestLine[] {
    const lines: ManifestLine[] = [];
    let from = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline < 0) break;
      this.#keep(chunk.subarray(from, newline));
      lines.push(this.#finishLine(this.#offset + newline + 1));
      from = newline + 1;
    }
    this.#keep(chunk.subarray(from));
    this.#offset += chunk.length;
    return lines;
  }

  #keep(bytes: Uint8Array): void {
    this.#partialBytes += bytes.length;
    if (this.#partialBytes > MANIFEST_LINE_MAX_BYTES) this.#partial = [];
    else if (bytes.length > 0) this.#partial.push(bytes.slice());
  }

  #finishLine(endOffset: number): ManifestLine {
    const length = this.#partialBytes;
    const bytes = Buffer.concat(this.#partial);
    this.#partial = [];
    this.#partialBytes = 0;
    if (length > MANIFEST_LINE_MAX_BYTES) return { kind: 'fault', fault: 'line-too-long', endOffset };
    // FFmpeg writes LF; RFC 4180 would have CRLF.
    const text = (bytes.at(-1) === 13 ? bytes.subarray(0, -1) : bytes).toString('utf8');
    const row = parseManifestLine(text, this.#slug);
    return typeof row === 'string'
      ? { kind: 'fault', fault: row, endOffset }
      : { kind: 'row', row, endOffset };
  }
}
