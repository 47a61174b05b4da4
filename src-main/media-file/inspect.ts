/**
 * Reads an MP4 file's boxes once and says what is in it: the replacement for ffprobe.
 * Anything may be in the file; never throws for its content (only for I/O errors of the source).
 */
import { openFileSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { Mp4Walker } from './mp4-walker.ts';
import type { Mp4Report } from './mp4-report.ts';

/** Walks the whole file; about one small read per fragment. */
export function inspectMp4(source: ByteSource): Mp4Report {
  const walker = new Mp4Walker(source);
  walker.walk();
  return walker.report();
}

/** The same for a path; throws the system's error when the file cannot be opened or read. */
export function inspectMp4File(path: string): Mp4Report {
  const source = openFileSource(path);
  try {
    return inspectMp4(source);
  } finally {
    source.close();
  }
}
