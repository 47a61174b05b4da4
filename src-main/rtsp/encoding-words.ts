/**
 * Names for codecs as they stand on a camera's box, from what a session description calls them. For sentences about
 * what cannot be recorded; pure, and never more than a camera's own short text.
 */

/** Static payload types of video (RFC 3551): cameras may leave their names out. */
const staticTypes: Readonly<Record<string, string>> = {
  26: 'JPEG',
  31: 'H261',
  32: 'MPV',
  33: 'MP2T',
  34: 'H263',
};

const words: Readonly<Record<string, string>> = {
  JPEG: 'Motion JPEG',
  'MP4V-ES': 'MPEG-4 Part 2',
  MPV: 'MPEG-2',
  MP2T: 'an MPEG transport stream',
  H261: 'H.261',
  H263: 'H.263',
  'H263-1998': 'H.263',
  'H263-2000': 'H.263',
  H266: 'H.266',
};

/** "Motion JPEG" for `JPEG/90000` and for `26`; an unknown name without its clock. */
export function encodingWords(encoding: string): string {
  const name = encoding.split('/')[0]?.trim() ?? '';
  const known = staticTypes[name] ?? name;
  return words[known.toUpperCase()] ?? known;
}
