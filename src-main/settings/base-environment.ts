/**
 * The environment every child process gets: built from a short list, never inherited whole, so that no secret of ours
 * (object-store keys, tokens) reaches FFmpeg. File names are stamped in UTC because of TZ here.
 */
import type { ProcessEnvironment } from './environment.ts';

const passedOn = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LD_LIBRARY_PATH'] as const;

/** Environment for FFmpeg and its like; `TZ=UTC0` needs no zone files and means UTC on every platform. */
export function baseEnvironment(env: ProcessEnvironment = process.env): Record<string, string> {
  const base: Record<string, string> = { TZ: 'UTC0', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const name of passedOn) {
    const value = env[name];
    if (value !== undefined) base[name] = value;
  }
  return base;
}
