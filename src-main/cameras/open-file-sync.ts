/**
 * Syncs the file that FFmpeg is writing, because FFmpeg never does (REC-16): one fdatasync a second, one last time when
 * the next file was opened. Also tells how large it is, which is what "does it grow" is judged by. Never writes.
 */
import { fdatasync, fstatSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';

const datasync = promisify(fdatasync);

export interface SyncedFile {
  readonly file: string;
  readonly sizeBytes: number;
}

/** Runs one sync when its disk has a place for it. */
export type InLane = <T>(sync: () => Promise<T>) => Promise<T>;

export class OpenFileSync {
  readonly #inLane: InLane;
  #file: string | undefined;
  #handle: FileHandle | undefined;
  #work: Promise<void> = Promise.resolve();
  #busy = false;

  constructor(inLane: InLane = (sync) => sync()) {
    this.#inLane = inLane;
  }

  get file(): string | undefined {
    return this.#file;
  }

  /** Follows the writer to its next file; the one before is synced and let go. */
  switchTo(file: string): void {
    this.#file = file;
    this.#enqueue(async () => {
      await this.#letGo();
      // Windows syncs only through a descriptor that may write.
      this.#handle = await open(file, 'r+');
    });
  }

  /** Size first, then sync; undefined when there is no file yet or the disk is still busy with the last sync. */
  async tick(): Promise<SyncedFile | undefined> {
    if (this.#busy || !this.#file) return undefined;
    this.#busy = true;
    let result: SyncedFile | undefined;
    try {
      await this.#enqueue(async () => {
        if (!this.#handle || !this.#file) return;
        const { fd } = this.#handle;
        // At once: every trip to another thread costs more than this. A disk that hangs holds the sync before it.
        const { size } = fstatSync(fd);
        await this.#inLane(() => datasync(fd));
        result = { file: this.#file, sizeBytes: size };
      });
    } finally {
      this.#busy = false;
    }
    return result;
  }

  /** Last sync; errors are the volume check's business. */
  async close(): Promise<void> {
    await this.#enqueue(() => this.#letGo());
  }

  async #letGo(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (!handle) return;
    await this.#inLane(() => handle.datasync()).catch(() => {});
    await handle.close().catch(() => {});
  }

  /** One file operation at a time; a failed one (the disk is gone) never breaks the chain. */
  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(task).catch(() => {});
    return this.#work;
  }
}
