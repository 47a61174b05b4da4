/**
 * Follows one run's manifest: reads only what was appended, and survives that the file is missing, shorter than before,
 * or another one (ING-2). Keeps a place in memory; the offset that counts is committed by whoever takes the lines.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { ManifestParser } from './manifest-parser.ts';
import type { ManifestLine } from './manifest-parser.ts';

const CHUNK_BYTES = 64 * 1024;
const NEWLINE = 10;

export class ManifestTailer {
  readonly #file: string;
  readonly #slug: string;
  #parser: ManifestParser;
  #inode: number | undefined;
  #isFirstRead = true;

  /** `offset` is the committed one: lines before it are dealt with. */
  constructor(file: string, slug: string, offset: number) {
    this.#file = file;
    this.#slug = slug;
    this.#parser = new ManifestParser(slug, offset);
  }

  /** How far the file has been read, bytes. */
  get offset(): number {
    return this.#parser.offset;
  }

  /** The lines that were completed since the last call, in batches of one read. Throws only the disk's errors. */
  async *read(): AsyncGenerator<ManifestLine[]> {
    let handle: FileHandle;
    try {
      handle = await open(this.#file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Not there yet, or deleted: whatever comes in its place is read from its start.
      this.#inode = undefined;
      if (!this.#isFirstRead) this.#parser = new ManifestParser(this.#slug);
      return;
    }
    try {
      await this.#find(handle);
      const buffer = new Uint8Array(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, this.#parser.offset);
        if (bytesRead === 0) return;
        const lines = this.#parser.push(buffer.subarray(0, bytesRead));
        if (lines.length > 0) yield lines;
        if (bytesRead < CHUNK_BYTES) return;
      }
    } finally {
      await handle.close();
    }
  }

  /** Starts over when the file cannot be the one that was read before. */
  async #find(handle: FileHandle): Promise<void> {
    const { size, ino } = await handle.stat();
    const isOther = this.#inode !== undefined && this.#inode !== ino;
    const isShorter = size < this.#parser.offset;
    const isTornAtStart = this.#isFirstRead && this.#parser.offset > 0 && !(await this.#followsLine(handle));
    if (isOther || isShorter || isTornAtStart) this.#parser = new ManifestParser(this.#slug);
    this.#inode = ino;
    this.#isFirstRead = false;
  }

  /** A committed offset always stands behind a newline. */
  async #followsLine(handle: FileHandle): Promise<boolean> {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(1), 0, 1, this.#parser.offset - 1);
    return bytesRead === 1 && buffer[0] === NEWLINE;
  }
}
