/** FFmpeg's lines about devices as text, and device names as people may see them. Pure. */
import { parseLogLine } from '../ffmpeg/stderr-lines.ts';

/** A device's name is text of a stranger's firmware; longer ones are cut for showing, never for opening. */
const NAME_MAX_LENGTH = 120;

/** A line without what FFmpeg puts in front of it: `[dshow @ 0x…] [info]`. */
export function plainLine(line: string): string {
  return parseLogLine(line).text.trimEnd();
}

/** A name fit to be shown: without control characters, not empty. */
export function shownName(name: string): string {
  const text = name
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, NAME_MAX_LENGTH);
  return text === '' ? 'Camera' : text;
}
