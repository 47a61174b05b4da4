/**
 * The real FFmpeg whose system calls can be made to fail while it runs (libfiu, preloaded): writes, syncs and openings of
 * those processes whose command line holds a text, a camera's folder for instance. Installs Debian's fiu-utils where they
 * are missing and that is allowed. Use `file` as FFMPEG_BIN.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { testEnvironment, testFfmpeg } from './ffmpeg-fixture.ts';

const run = promisify(execFile);
const LIBRARIES = ['/usr/lib/fiu/fiu_run_preload.so', '/usr/lib/fiu/fiu_posix_preload.so'];

/** Numbers as Linux has them. */
export const errno = { EIO: 5, ENOSPC: 28, EROFS: 30 } as const;

export type FailingCall = 'write' | 'open' | 'sync';

const points: Readonly<Record<FailingCall, string>> = {
  write: 'posix/io/rw/write',
  open: 'posix/io/oc/open',
  sync: 'posix/io/sync/*',
};

export class FailingFfmpeg {
  /** The program to start in FFmpeg's place. */
  readonly file: string;
  readonly #folder: string;

  /** Makes the program in a folder of the test. */
  static async make(folder: string): Promise<FailingFfmpeg> {
    await ensureFiu();
    return new FailingFfmpeg(folder);
  }

  private constructor(folder: string) {
    this.#folder = path.join(folder, 'failing-ffmpeg');
    this.file = path.join(this.#folder, 'ffmpeg');
    mkdirSync(this.#folder);
    // A plan that already holds is what a new process begins with.
    const script = `#!/bin/sh
for plan in '${this.#folder}'/*.plan; do
  [ -f "$plan" ] || continue
  wanted=$(head -n 1 "$plan")
  case "$*" in *"$wanted"*) export FIU_ENABLE="$(tail -n +2 "$plan")" ;; esac
done
export LD_PRELOAD='${LIBRARIES.join(' ')}'
export FIU_CTRL_FIFO='${this.#folder}/control'
exec '${testFfmpeg}' "$@"
`;
    writeFileSync(this.file, script);
    chmodSync(this.file, 0o755);
  }

  /** From now until `heal`, `call` fails with `code` in every process whose command line holds `text`, new ones as well. */
  async fail(
    text: string,
    { call, code }: { readonly call: FailingCall; readonly code: number },
  ): Promise<void> {
    const command = `enable name=${points[call]},failinfo=${code}`;
    writeFileSync(path.join(this.#folder, `${Date.now()}.plan`), `${text}\n${command}\n`);
    for (const pid of this.#processes(text)) await this.#tell(pid, command);
  }

  /** New processes work again; those that were made to fail are beyond help, as they would be in life. */
  heal(): void {
    for (const name of readdirSync(this.#folder)) {
      if (name.endsWith('.plan')) rmSync(path.join(this.#folder, name));
    }
  }

  /** Pids of running processes of this program whose command line holds `text`. */
  #processes(text: string): number[] {
    return readdirSync(this.#folder)
      .map((name) => Number(/^control-(\d+)\.in$/.exec(name)?.[1] ?? Number.NaN))
      .filter((pid) => Number.isInteger(pid) && commandLine(pid).includes(text));
  }

  async #tell(pid: number, command: string): Promise<void> {
    const args = ['-f', path.join(this.#folder, 'control'), '-c', command, String(pid)];
    await run('fiu-ctrl', args, { env: testEnvironment });
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

async function ensureFiu(): Promise<void> {
  if (LIBRARIES.every((file) => existsSync(file))) return;
  if (process.getuid?.() === 0) {
    const env = { ...testEnvironment, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'fiu-utils'], { env });
    if (LIBRARIES.every((file) => existsSync(file))) return;
  }
  throw new Error('The tests need libfiu: apt-get install fiu-utils');
}
