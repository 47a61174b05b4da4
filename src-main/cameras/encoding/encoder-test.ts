/** The self-test of an encoder, and the graphics chips of Linux: the shell around `encoder-args.ts`. */
import { readdir } from 'node:fs/promises';
import type { SpawnOptions } from '../../ffmpeg/child.ts';
import { runFfmpeg } from '../../ffmpeg/run-once.ts';
import { encoderCandidates, encoderTestArgs, type Encoder } from './encoder-args.ts';
import { EncoderChoice } from './encoder-choice.ts';

/** A working encoder needs tenths of a second; a driver that hangs must not keep a camera waiting. */
const TEST_TIMEOUT_MS = 4_000;
const dri = '/dev/dri';

export function createEncoderChoice(
  program: Pick<SpawnOptions, 'binary' | 'env' | 'clock' | 'logger' | 'ledger' | 'redactor'>,
  platform: NodeJS.Platform,
): EncoderChoice {
  return new EncoderChoice({
    candidates: async () => encoderCandidates(platform, await renderNodes()),
    works: (encoder) => works(encoder, program),
    logger: program.logger,
  });
}

async function works(encoder: Encoder, program: Parameters<typeof createEncoderChoice>[0]): Promise<boolean> {
  const job = { name: 'encoder test', args: encoderTestArgs(encoder), timeoutMs: TEST_TIMEOUT_MS };
  try {
    return (await runFfmpeg({ ...program, ...job })).exit.code === 0;
  } catch {
    return false;
  }
}

async function renderNodes(): Promise<string[]> {
  const nodes = await readdir(dri).catch(() => []);
  return nodes
    .filter((node) => /^renderD\d{1,4}$/.test(node))
    .toSorted()
    .map((node) => `${dri}/${node}`);
}
