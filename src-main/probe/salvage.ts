/**
 * Gets out of a damaged segment what can still be played. A torn fragmented file is used as it is, up to its last
 * whole fragment; of anything else FFmpeg is asked to copy what it can read into a new file beside it.
 * Never changes or deletes the damaged file.
 */
import fs from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { runFfmpeg } from '../ffmpeg/run-once.ts';
import { inspectMp4File } from '../media-file/inspect.ts';
import type { Mp4Report } from '../media-file/mp4-report.ts';
import type { ProbeResult } from './probe-result.ts';

/** Copying a file of 300 MB takes about a second; a dying disk minutes. */
const TIMEOUT_MS = 120_000;

export interface SalvageOptions {
  readonly ffmpegPath?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export type SalvageResult =
  /** The file itself is playable up to `report.validTo`. */
  | { readonly kind: 'in-place'; readonly report: Mp4Report }
  /** A copy of what could be read lies at `file`; the original stays where it is. */
  | { readonly kind: 'copied'; readonly file: string; readonly report: Mp4Report }
  | { readonly kind: 'nothing' };

/** Never rejects. `copyTo` is only written for files that are not playable in place; a copy that was left there is made anew. */
export async function salvage(
  file: string,
  result: ProbeResult,
  copyTo: string,
  options: SalvageOptions,
): Promise<SalvageResult> {
  if (result.ok) return { kind: 'in-place', report: result.report };
  if (result.playable) return { kind: 'in-place', report: result.playable };
  const { ffmpegPath } = options;
  // Without a moov there is nothing FFmpeg could go by, and an empty file holds nothing.
  const hopeless =
    result.failure === 'empty' || result.failure === 'not-finalized' || result.failure === 'io';
  if (hopeless || ffmpegPath === undefined) return { kind: 'nothing' };
  try {
    // Only an interrupted salvage can have left one.
    fs.rmSync(copyTo, { force: true });
    await runFfmpeg({
      binary: ffmpegPath,
      args: salvageArgs(file, copyTo),
      env: options.env,
      name: 'Salvage',
      clock: options.clock,
      logger: options.logger,
      timeoutMs: TIMEOUT_MS,
    });
    const report = inspectMp4File(copyTo);
    if (report.video && report.durationMs > 0) return { kind: 'copied', file: copyTo, report };
  } catch (error) {
    options.logger.warn('A damaged segment could not be salvaged', { error: String(error) });
  }
  // What is removed here is only the useless copy that was just made.
  fs.rmSync(copyTo, { force: true });
  return { kind: 'nothing' };
}

/** Copies what is readable into a fragmented file like a recorded one; `-n` never overwrites. */
export function salvageArgs(file: string, copyTo: string): string[] {
  const quiet = ['-hide_banner', '-nostdin', '-nostats', '-n', '-loglevel', 'level+warning'];
  const input = ['-err_detect', 'ignore_err', '-protocol_whitelist', 'file', '-i', `file:${file}`];
  const copy = ['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', '-f', 'mp4'];
  const fragments = '+frag_keyframe+empty_moov+default_base_moof';
  return [...quiet, ...input, ...copy, '-movflags', fragments, `file:${copyTo}`];
}
