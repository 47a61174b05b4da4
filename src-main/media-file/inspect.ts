/**
 * Reads an MP4 file's boxes once and says what is in it: the replacement for ffprobe.
 * Anything may be in the file; never throws for its content (only for I/O errors of the source).
 */
import type { ByteSource } from './byte-source.ts';
import type { Mp4Report } from './mp4-report.ts';

/** Walks the whole file; a few small reads per fragment. */
export function inspectMp4(_source: ByteSource): Mp4Report {
  throw new Error('not built yet');
}
