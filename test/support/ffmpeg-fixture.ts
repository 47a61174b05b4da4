/** FFmpeg as the tests use it themselves (as a reader and a judge), apart from the product's own door to it. */
import { spawn } from 'node:child_process';

/** FFMPEG_BIN or the one on the path. */
export const testFfmpeg = process.env['FFMPEG_BIN'] ?? 'ffmpeg';

/** A small environment for children: nothing of the developer's own. */
export const testEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  TZ: 'UTC0',
  LANG: 'C',
};

export interface JudgeResult {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs FFmpeg to its end and collects what it says; `onStdout` gets the bytes instead when given. Never rejects for an exit code. */
export function runJudge(
  args: readonly string[],
  options: { onStdout?: (chunk: Buffer) => void; signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<JudgeResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(testFfmpeg, ['-hide_banner', '-nostdin', ...args], {
      env: testEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL',
      ...(options.signal && { signal: options.signal }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', options.onStdout ?? ((chunk: Buffer) => stdout.push(chunk)));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}
