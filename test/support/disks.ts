/**
 * Recording disks that misbehave on request: a small one in memory that fills up, and an ext4 image that is ejected, comes
 * back, turns read-only under its writer, or hangs. Real file systems of this machine; needs root and Linux.
 * `await using` them, or hand them to `onTestFinished`.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from './until.ts';

export interface TestDisk extends AsyncDisposable {
  /** Where it is mounted, and where its mount point stays when it is away. */
  readonly folder: string;
  /** Takes room until only so much is left for an ordinary user (bytes). */
  fillUpTo(leftBytes: number): void;
  /** Gives back what `fillUpTo` took. */
  makeRoom(): void;
  /** Files on the disk underneath, below the mount point, also while something is mounted there. */
  underneath(): string[];
}

/** Why no file system can be mounted here; undefined where it can. */
export function whyNoDisks(): string | undefined {
  if (process.platform !== 'linux') return 'mounting a disk needs Linux';
  if (process.getuid?.() !== 0) return 'mounting a disk needs root';
  return existsSync('/dev/loop-control') ? undefined : 'there are no loop devices';
}

/** A disk in memory of so many bytes: full means ENOSPC. Loses everything when it is unmounted. */
export function mountTmpfs(sizeBytes: number): TestDisk {
  const point = new MountPoint();
  run('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=700`, 'watchpost-test', point.folder]);
  return {
    ...filling(point.folder),
    folder: point.folder,
    underneath: () => point.underneath(),
    [Symbol.asyncDispose]: async () => {
      run('umount', ['--lazy', point.folder]);
      point.remove();
    },
  };
}

const filler = '.filler';
const PAGE = 1 << 20;

function filling(folder: string) {
  const file = path.join(folder, filler);
  return {
    fillUpTo(leftBytes: number): void {
      const { bavail, bsize } = statfsSync(folder);
      const wanted = bavail * bsize - leftBytes;
      const page = Buffer.alloc(PAGE);
      for (let left = wanted; left > 0; left -= PAGE) {
        writeFileSync(file, left >= PAGE ? page : page.subarray(0, left), { flag: 'a' });
      }
    },
    makeRoom: () => rmSync(file, { force: true }),
  };
}

/** An ext4 file system in an image, mounted through one loop device for its whole life. */
export class LoopDisk implements TestDisk {
  readonly #point = new MountPoint();
  readonly #image: string;
  readonly #device: string;

  /** A fresh file system, mounted. */
  static make(sizeBytes: number): LoopDisk {
    return new LoopDisk(sizeBytes);
  }

  private constructor(sizeBytes: number) {
    this.#image = path.join(this.#point.home, 'disk.img');
    run('truncate', ['-s', String(sizeBytes), this.#image]);
    run('mkfs.ext4', ['-q', '-F', '-m', '0', '-E', 'lazy_itable_init=0,lazy_journal_init=0', this.#image]);
    this.#device = run('losetup', ['--find', '--show', this.#image]).trim();
    this.bringBack();
  }

  get folder(): string {
    return this.#point.folder;
  }

  /** Pulls the plug: the mount point is bare at once; who holds a file open still writes to the disk that is gone. */
  eject(): void {
    run('umount', ['--lazy', this.folder]);
  }

  /** The same file system again, at its old place or at another. */
  bringBack(at: string = this.folder): void {
    run('mount', ['-t', 'ext4', '-o', 'errors=remount-ro', this.#device, at]);
  }

  /** Back, but nothing can be written. Waits until nobody holds the disk any more. */
  async bringBackReadOnly(timeoutMs = 30_000): Promise<void> {
    const args = ['-t', 'ext4', '-o', 'ro', this.#device, this.folder];
    await until(() => spawnSync('mount', args).status === 0, { timeoutMs, what: 'the disk to be let go' });
  }

  /** The file system meets an error and turns read-only under whoever writes. Ends with `eject` and `bringBack`. */
  turnReadOnly(): void {
    writeFileSync(`/sys/fs/ext4/${path.basename(this.#device)}/trigger_fs_error`, 'planted');
  }

  /** Every write and every sync waits until `thaw`. Never leave a test before it. */
  freeze(): void {
    run('fsfreeze', ['--freeze', this.folder]);
  }

  thaw(): void {
    run('fsfreeze', ['--unfreeze', this.folder]);
  }

  fillUpTo(leftBytes: number): void {
    filling(this.folder).fillUpTo(leftBytes);
  }

  makeRoom(): void {
    filling(this.folder).makeRoom();
  }

  underneath(): string[] {
    return this.#point.underneath();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    spawnSync('fsfreeze', ['--unfreeze', this.folder]);
    spawnSync('umount', ['--lazy', this.folder]);
    run('losetup', ['--detach', this.#device]);
    this.#point.remove();
  }
}

/** A bare folder on this machine's own disk, with a second view that shows it while something is mounted on it. */
class MountPoint {
  readonly home: string;
  readonly folder: string;
  readonly #view: string;

  constructor() {
    this.home = mkdtempSync(path.join(os.tmpdir(), 'watchpost-disk-'));
    this.folder = path.join(this.home, 'point', 'disk');
    this.#view = path.join(this.home, 'view');
    mkdirSync(this.folder, { recursive: true });
    mkdirSync(this.#view);
    // Not recursive: what is mounted on the folder later is not seen through it.
    run('mount', ['--bind', path.dirname(this.folder), this.#view]);
    run('mount', ['--make-private', this.#view]);
  }

  underneath(): string[] {
    const bare = path.join(this.#view, path.basename(this.folder));
    return readdirSync(bare, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(path.join(bare, name)).isFile(),
    );
  }

  remove(): void {
    run('umount', ['--lazy', this.#view]);
    rmSync(this.home, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return stdout;
}
