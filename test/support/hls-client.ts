/**
 * Reads a byte-range playlist as a player does: per discontinuity one initialization section and its ranges, decoded by
 * themselves. (FFmpeg's own HLS client joins files of one playlist into one and loses a fragment where clocks start anew.)
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFrames, type ReadFrame } from './frame-reader.ts';

export type Fetch = (target: string, init?: RequestInit) => Promise<Response>;

export interface PlayedFile {
  readonly frames: readonly ReadFrame[];
  readonly errors: readonly string[];
}

interface Range {
  readonly uri: string;
  readonly offset: number;
  readonly length: number;
}

/** The files of a playlist in order, each as its ranges, initialization section first. */
export function readPlaylist(text: string): Range[][] {
  const files: Range[][] = [];
  let pending: { length: number; offset: number } | undefined;
  for (const line of text.split('\n')) {
    const map = /^#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"/.exec(line);
    const range = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line);
    if (map) files.push([{ uri: map[1]!, length: Number(map[2]), offset: Number(map[3]) }]);
    else if (range) pending = { length: Number(range[1]), offset: Number(range[2]) };
    else if (pending && line !== '' && !line.startsWith('#')) {
      files.at(-1)?.push({ uri: line, ...pending });
      pending = undefined;
    }
  }
  return files;
}

/** Fetches every range and decodes each file of the playlist; `folder` takes what was fetched. */
export async function playPlaylist(url: string, fetch: Fetch, folder: string): Promise<PlayedFile[]> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`The playlist was answered with ${answer.status}.`);
  const files = readPlaylist(await answer.text());
  const played: PlayedFile[] = [];
  for (const [index, ranges] of files.entries()) {
    const parts: Buffer[] = [];
    for (const { uri, offset, length } of ranges) {
      const part = await fetch(uri, { headers: { range: `bytes=${offset}-${offset + length - 1}` } });
      const bytes = Buffer.from(await part.arrayBuffer());
      if (part.status !== 206 || bytes.length !== length)
        throw new Error(`${uri}: ${part.status}, ${bytes.length} bytes`);
      parts.push(bytes);
    }
    const file = path.join(folder, `played-${index}.mp4`);
    writeFileSync(file, Buffer.concat(parts));
    played.push(await readFrames(file));
  }
  return played;
}
