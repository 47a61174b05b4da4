/** Processes of this machine as /proc shows them: to prove that none of ours is left, and to end one by its pid. */
import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  readonly args: readonly string[];
}

/** Processes that have `text` in one of their arguments, this test's own excluded. Linux only. */
export function processesWith(text: string): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').filter(Boolean);
        const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
        return args.some((arg) => arg.includes(text)) && state !== 'Z' ? [{ pid: Number(name), args }] : [];
      } catch {
        return [];
      }
    });
}

/** FFmpeg processes among them. */
export function ffmpegsWith(text: string): RunningProcess[] {
  return processesWith(text).filter(({ args }) => args.some((arg) => /(^|\/)ffmpeg(\.exe)?$/.test(arg)));
}
